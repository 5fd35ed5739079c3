"""The whole shelf, held against the rules for what a guide may ask and say."""

import json
import re
from collections import defaultdict
from importlib.resources import files

import pytest

from holdspace.core.guides import read_guide
from holdspace.library.facts import ASSIGNED, ELSEWHERE, OPEN, THERAPIST, facts_of
from tests.write_published_guides import GUIDES, digest_of, published

FOUR = ("after-tears", "held-back-tears", "check-in", "after-tears-later")
CODES = "https://holdspace.org/codes/"
FOLDER = files("holdspace") / "content" / "guides"
OPENED_BY = {
    ASSIGNED: "diary-card urges getting-to-know-a-part exposure-ladder "
    "exposure-record chain-analysis short-note",
    THERAPIST: "target-sheet",
    OPEN: "after-tears held-back-tears check-in closer-look-short closer-look-middle "
    "closer-look-full worry-log one-thing-to-try how-the-week-went a-pause-first "
    "calming-the-body getting-through asking-or-saying-no looking-after-the-body "
    "the-other-way note-of-a-part calm-place container after-a-session "
    "three-questions values-in-change letter-in-grief kindness-pause grounding "
    "paced-breathing",
    ELSEWHERE: "after-tears-later paper-total",
}
# What touches trauma, exposure, parts or urges ends with a settling step.
SETTLED = (
    "urges getting-to-know-a-part exposure-ladder exposure-record chain-analysis "
    "short-note target-sheet note-of-a-part calm-place container letter-in-grief"
)
TOLD_BEFORE = (
    "urges getting-to-know-a-part exposure-ladder exposure-record chain-analysis "
    "short-note target-sheet letter-in-grief calming-the-body"
)
LOUD = re.compile(
    r"!|\b(should|must|healing|heal|journey|trigger|toxic|invalid|please|overdue|"
    r"detox|normal|finally|streak|badge|score is|well done|great job|progress)\b",
    re.IGNORECASE,
)
# Letters that people know, and sentences that say what is not here.
MEANT = ("Nothing becomes overdue here.", "PLEASE")


def guide_of(name):
    (found,) = [one for one in FOLDER.iterdir() if one.name == f"{name}-1.0.0.json"]
    return read_guide(found.read_bytes())


ALL = {name: guide_of(name) for names in OPENED_BY.values() for name in names.split()}
# The total from paper is made of facts about measures, which have their own tests.
NEW = [name for name in ALL if name not in FOUR and name != "paper-total"]


@pytest.fixture(params=ALL)
def guide(request):
    return ALL[request.param]


@pytest.fixture(params=NEW)
def new(request):
    return ALL[request.param]


def every(items):
    for item in items:
        yield item
        yield from every(item.items)


def spoken(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("title", "description", "purpose", "text", "display"):
                yield value if isinstance(value, str) else ""
            if key == "valueString":
                yield value
            yield from spoken(value)
    elif isinstance(node, list):
        for value in node:
            yield from spoken(value)


def test_every_file_is_here_and_who_may_open_it_is_as_decided():
    assert {one.name for one in FOLDER.iterdir() if one.name.endswith(".json")} == {
        f"{name}-1.0.0.json" for name in ALL
    }
    found = defaultdict(set)
    for name, one in ALL.items():
        found[facts_of(one).opened_by].add(name)
    assert found == {who: set(names.split()) for who, names in OPENED_BY.items()}


def test_a_guide_that_says_nothing_about_itself_is_not_open():
    raw = {"resourceType": "Questionnaire", "title": "From elsewhere"}
    for contexts in (None, [], "open", [{"code": "open"}], [{"code": {}}], [None]):
        told = facts_of(
            read_guide(json.dumps({**raw, "useContext": contexts}).encode())
        )
        assert told.opened_by == ASSIGNED
        assert (told.place, told.minutes, told.reviewed) == ("", None, "")


def test_it_is_read_without_a_note(new):
    assert new.notes == ()
    assert all(item.supported for item in every(new.items))


def test_it_says_who_it_is(new):
    name = new.url.rsplit("/", 1)[1]
    assert new.canonical == f"https://holdspace.org/guides/{name}|1.0.0"
    assert (new.status, new.raw["id"]) == ("active", f"{name}-1.0.0")
    assert new.raw["language"] == "en-GB"
    assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){1,254}", new.raw["name"])


def test_it_says_what_it_is_for_how_long_it_takes_and_where_it_comes_from(guide):
    facts = facts_of(guide)
    assert facts.purpose.endswith(".")
    assert facts.source.endswith(".")
    assert facts.minutes is not None
    assert 0 < facts.minutes[0] < facts.minutes[1] <= 45
    assert guide.title
    assert guide.raw["description"].endswith(".")


def test_nobody_has_reviewed_it_and_it_does_not_say_so(guide):
    assert facts_of(guide).reviewed == ""
    assert not {"approvalDate", "lastReviewDate"} & guide.raw.keys()


def test_what_is_told_before_is_told():
    told = {name for name, one in ALL.items() if facts_of(one).touches}
    assert set(TOLD_BEFORE.split()) <= told


def test_nothing_is_required_or_proposed(guide):
    for item in every(guide.items):
        assert not item.required, item.link_id
        assert item.initial == (), item.link_id
        assert not any(option.initial for option in item.options), item.link_id


def test_every_rating_says_what_its_ends_mean(guide):
    for item in every(guide.items):
        if item.control == "slider":
            assert item.low_label, item.link_id
            assert item.high_label, item.link_id
            assert item.minimum is not None
            assert item.maximum is not None
            assert item.step in (1, 5)


def test_it_goes_page_by_page_with_few_things_on_each(new):
    assert all(screen.control == "page" for screen in new.screens)
    assert len(new.screens) == len(new.items)
    for screen in new.screens:
        assert screen.text, screen.link_id
        assert sum(item.is_question for item in every(screen.items)) <= 6


def test_every_question_has_words_and_no_name_that_means_something_else(new):
    ours = {"of", "at", "need", "needs", "support-ledger", "mood", "tension"}
    for item in every(new.items):
        assert item.text, item.link_id
        assert item.link_id not in ours


def test_codes_belong_to_the_guide_or_are_shared_with_after_tears(new):
    name = new.url.rsplit("/", 1)[1]
    for item in every(new.items):
        shared = item.link_id in ("feelings", "body-places")
        system = f"{CODES}{'after-tears' if shared else name}"
        for option in item.options:
            assert option.value.system == system, item.link_id
            assert option.value.display
        if shared:
            first = ALL["after-tears"].item(item.link_id)
            assert item.options == first.options


def test_a_place_for_ones_own_words_is_one_question_on_the_whole_shelf():
    # What somebody adds is offered again at the question of that name.
    asked = defaultdict(set)
    for name, one in ALL.items():
        for item in every(one.items):
            if item.type == "open-choice" and item.link_id != "feelings":
                asked[item.link_id].add(name)
    double = {link for link, names in asked.items() if not names <= set(FOUR)}
    assert [link for link in double if len(asked[link]) > 1] == []


def test_what_asks_once_more_asks_for_the_same(new):
    for item in every(new.items):
        first = new.item(item.link_id.removesuffix("-again"))
        if item.link_id.endswith("-again") and item.type == "integer":
            assert first is not None, item.link_id
            assert (first.minimum, first.maximum) == (item.minimum, item.maximum)
            assert (first.low_label, first.high_label) == (
                item.low_label,
                item.high_label,
            )


@pytest.mark.parametrize("name", SETTLED.split())
def test_what_may_stir_up_ends_with_settling(name):
    last = ALL[name].screens[-1].items[-1]
    assert last.type == "display"
    assert last.link_id.startswith("settling-")


@pytest.mark.parametrize("name", ["urges", "chain-analysis"])
def test_where_urges_are_named_help_is_named_and_no_method_is_asked(name):
    said = " ".join(spoken(ALL[name].raw))
    assert "Need help now?" in said
    assert "No detail is needed" in said


def test_high_urges_bring_the_way_to_help_and_no_alarm():
    card = ALL["urges"].item("urges-high")
    assert {(r.question, r.operator, r.expected) for r in card.enable_when} == {
        (link, ">=", 4)
        for link in ("urge-not-living", "urge-hurting", "urge-substances")
    }
    assert "Nobody is told by this page" in card.text


def test_the_words_are_calm(new):
    for text in spoken(new.raw):
        for meant in MEANT:
            text = text.replace(meant, "")
        assert not LOUD.search(text), text


def test_no_breath_is_held():
    pace = ALL["paced-breathing"].item("pace")
    assert not [option for option in pace.options if "hold" in option.text]


def test_a_published_version_never_changes():
    listed = published()
    for path in GUIDES.glob("*.json"):
        assert listed.get(path.name) == digest_of(path), path.name
    assert len(listed) == len(list(GUIDES.glob("*.json")))
