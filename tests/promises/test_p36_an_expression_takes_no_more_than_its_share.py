"""P-36: An expression or a regular expression of a form takes no more than its share
of steps, sizes and time, in any thread. It fetches nothing, prints nothing, and reads
nothing but the form, the answers and a moment that is handed to it."""

from __future__ import annotations

import json
import sys
import threading

import pytest

from holdspace.core.guides import Answers, read_guide
from holdspace.core.guides.budget import MOST_STEPS, Budget
from holdspace.core.guides.regexes import matches
from holdspace.core.guides.working import work_out
from tests.core.expressions import MOMENT, RESPONSES, evaluated, response
from tests.core.hostile import HARMLESS, REFUSED, TOO_MUCH

LARGE = response(*"abc", many="abcd", rows=range(1, 300), words="a heron")
ANSWERED = Answers({f"words-{n}": ["a heron on the weir"] for n in range(200)})
HOSTILE = {**TOO_MUCH, **REFUSED}
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
WATCHED = ("open", "socket", "subprocess", "os.", "urllib", "exec", "import", "compile")

# What is loaded once is loaded by these: the engines, and Python's reading of times.
WARM = ("today()", "'a'.matches('a')", "@2020-01-01 + 1 day", "@T10:00 < @T11:00")


class Watch:
    """Whatever the process opens, connects to, starts or loads, while it looks."""

    def __init__(self):
        self.seen = []
        self.on = False
        sys.addaudithook(self.hook)

    def hook(self, event, arguments):
        if self.on and event.startswith(WATCHED):
            self.seen.append(event)


def still():
    """A clock that stands still: only the steps can end anything."""
    return 0.0


def form_with(expression, kind="calculatedExpression", language="text/fhirpath"):
    told = {"language": language, "expression": expression}
    items = [
        *({"linkId": f"words-{n}", "type": "text"} for n in range(200)),
        {
            "linkId": "out",
            "type": "string",
            "readOnly": True,
            "extension": [{"url": SDC + kind, "valueExpression": told}],
        },
    ]
    raw = {"resourceType": "Questionnaire", "url": "urn:f", "status": "active"}
    return read_guide(json.dumps({**raw, "item": items}).encode())


@pytest.mark.parametrize("name", TOO_MUCH)
def test_steps_and_sizes_alone_end_it(name):
    budget = Budget(clock=still)
    assert evaluated(TOO_MUCH[name], LARGE, budget) is None
    # It went no further than one step beyond what it may take.
    assert budget.left > -MOST_STEPS


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_not_even_begun(name):
    budget = Budget(clock=still)
    assert evaluated(REFUSED[name], RESPONSES[0], budget) is None
    assert budget.left == MOST_STEPS


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_ends_with_its_result(name):
    expression, result = HARMLESS[name]
    assert evaluated(expression, RESPONSES[0]) == result


def test_time_ends_it_too_also_in_a_worker_thread():
    ticks = iter(range(1_000_000))
    found = []

    def work():
        budget = Budget(steps=10**9, seconds=50, clock=lambda: float(next(ticks)))
        found.append(evaluated(TOO_MUCH["select in select"], RESPONSES[0], budget))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [None]
    assert 50 < next(ticks) < 60


@pytest.mark.parametrize("name", sorted(HOSTILE)[::3])
def test_a_form_with_it_is_still_a_form(name):
    guide = form_with(HOSTILE[name])
    worked = work_out(guide, ANSWERED, MOMENT)
    assert worked.answers == ANSWERED
    assert worked.on == {*ANSWERED.links, "out"}
    told = [problem.sentence for problem in worked.problems]
    assert told == (["This cannot be calculated."] if guide.formulas else []) or (
        not guide.item("out").supported
    )


def test_one_that_takes_too_much_leaves_the_others_their_share():
    greedy = form_with(TOO_MUCH["select in select"]).raw["item"][-1]
    told = {"language": "text/fhirpath", "expression": "'still ' & 'here'"}
    modest = {
        "linkId": "modest",
        "type": "string",
        "readOnly": True,
        "extension": [{"url": SDC + "calculatedExpression", "valueExpression": told}],
    }
    raw = {
        "resourceType": "Questionnaire",
        "url": "urn:f",
        "status": "active",
        "item": [greedy, modest],
    }
    worked = work_out(read_guide(json.dumps(raw).encode()), Answers(), MOMENT)
    assert worked.calculated == {"out": (), "modest": ("still here",)}
    assert [problem.link_id for problem in worked.problems] == ["out"]


def test_nothing_is_opened_fetched_started_or_loaded(capfd):
    for expression in WARM:
        evaluated(expression, RESPONSES[0])
    watch = Watch()
    watch.on = True
    for expression in HOSTILE.values():
        evaluated(expression, LARGE)
    for expression, _ in HARMLESS.values():
        evaluated(expression, RESPONSES[0])
    watch.on = False
    assert watch.seen == []
    assert capfd.readouterr() == ("", "")


def test_trace_prints_nothing(capfd):
    words = "item.where(linkId='words').answer.value"
    assert evaluated(f"{words}.trace('seen')", RESPONSES[0]) == ["a little rain"]
    assert evaluated(f"{words}.trace('seen', $this)", RESPONSES[0]) == ["a little rain"]
    assert capfd.readouterr() == ("", "")


def test_a_name_that_nobody_brought_is_not_there():
    for name in ("%patient", "%user", "%env", "%`os`", "%'__builtins__'"):
        assert evaluated(name, RESPONSES[0]) is None


def test_the_moment_is_handed_in_and_nothing_else():
    assert [str(one) for one in evaluated("now()", RESPONSES[0])] == [MOMENT]
    assert [str(one) for one in evaluated("today()", RESPONSES[0])] == [MOMENT[:10]]
    guide = form_with("today().toString()")
    told = [problem.sentence for problem in work_out(guide, Answers()).problems]
    assert told == ["This cannot be calculated."]


@pytest.mark.parametrize("language", ["text/cql", "application/x-fhir-query", "", "js"])
def test_other_languages_are_never_run(language):
    guide = form_with("Observation?code=1", language=language)
    assert not guide.item("out").supported
    assert work_out(guide, Answers(), MOMENT).calculated == {}


@pytest.mark.parametrize(
    "kind", ["answerExpression", "answerOptionsToggleExpression", "candidateExpression"]
)
def test_expressions_of_other_kinds_are_never_run(kind):
    guide = form_with("'a'", kind=kind)
    assert work_out(guide, Answers(), MOMENT).calculated == {}


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a|aa)+$b",
        "([a-z]+)*[0-9]",
        "(a?){30}a{30}b",
        "(.*)(.*)(.*)(.*)[0-9]",
    ],
)
def test_a_regular_expression_takes_no_more_than_a_straight_look(pattern):
    # Engines that try every way would not end with these within a life.
    assert matches(pattern, "a" * 100_000) is False


@pytest.mark.parametrize(
    "pattern",
    ["((a{100}){100}){100}", "(a)\\1", "(?=a)a", "(?<=a)b", "(", "a" * 1_001, "[z-a]"],
)
def test_a_regular_expression_that_cannot_be_bounded_is_refused(pattern):
    assert matches(pattern, "a") is None
