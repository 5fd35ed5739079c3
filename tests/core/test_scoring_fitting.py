"""A form is compared with the facts before a single number is counted."""

from __future__ import annotations

import pytest

from holdspace.core import scoring
from holdspace.core.guides import Answers, Coding, read_guide, weights
from holdspace.library import measures
from holdspace.library.weighing import shape_of
from tests import invented

KITES = invented.facts()


def guide(**changed):
    return read_guide(invented.written(invented.form(**changed)))


def told(found, measure=KITES):
    misfits = scoring.fits(measure, shape_of(found))
    return " ".join(one.sentence for one in misfits)


def changed_item(number, **changes):
    found = invented.form()
    found["item"][1]["item"][number - 1].update(changes)
    return read_guide(invented.written(found))


def test_a_form_that_is_the_measure_fits():
    assert told(guide()) == ""
    assert scoring.placed(KITES, shape_of(guide())) == {n: f"q{n}" for n in range(1, 7)}


def test_a_further_question_at_the_end_is_not_counted():
    further = read_guide(invented.written(invented.form(count=7)))
    assert told(further) == ""
    assert len(scoring.placed(KITES, shape_of(further))) == 6


@pytest.mark.parametrize("count", [5, 8])
def test_another_number_of_questions_is_told(count):
    assert f"The form has {count} questions" in told(guide(count=count))


@pytest.mark.parametrize("steps", [4, 6])
def test_other_answers_are_told(steps):
    assert "do not count from 0 to 4" in told(guide(steps=steps))


def test_an_answer_without_a_number_is_told():
    options = [invented.option(f"k{n}", n) for n in range(5)]
    del options[2]["extension"]
    assert "An answer to question 3 has no number." in told(
        changed_item(3, answerOption=options)
    )


def test_answers_that_share_a_code_are_told():
    options = [invented.option(f"k{n}", n) for n in range(4)]
    options.append(invented.option("k0", 4, system="https://example.org/other"))
    assert "share one code" in told(changed_item(3, answerOption=options))


def test_a_question_with_several_answers_is_told():
    assert "Question 2 takes more than one answer." in told(
        changed_item(2, repeats=True)
    )


def test_questions_out_of_order_are_told():
    found = invented.form()
    items = found["item"][1]["item"]
    items[0], items[3] = items[3], items[0]
    assert "not in order" in told(read_guide(invented.written(found)))


def test_items_that_may_be_turned_round_already_are_told():
    turned = [invented.option(f"k{n}", 4 - n) for n in range(5)]
    assert "turned round in the form already" in told(
        changed_item(2, answerOption=turned)
    )


def test_a_whole_form_that_lists_its_answers_from_the_other_end_fits():
    found = invented.form()
    for item in found["item"][1]["item"]:
        item["answerOption"].reverse()
    assert told(read_guide(invented.written(found))) == ""


def test_a_measure_whose_items_are_not_free_fits_no_form():
    licence = {**invented.FACTS["licence"], "allows": "total"}
    assert "licence" in told(guide(), invented.facts(licence=licence))


def test_a_total_that_the_form_works_out_is_no_question():
    calculated = (
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
        "sdc-questionnaire-calculatedExpression"
    )
    total = {
        "linkId": "sum",
        "type": "integer",
        "text": "Sum",
        "extension": [
            {"url": calculated, "valueExpression": {"expression": "1"}},
            {
                "url": "http://hl7.org/fhir/StructureDefinition/minValue",
                "valueInteger": 0,
            },
            {
                "url": "http://hl7.org/fhir/StructureDefinition/maxValue",
                "valueInteger": 48,
            },
        ],
    }
    assert told(guide(extra=[total])) == ""


def test_numbers_stand_on_the_option_or_on_its_coding_in_either_extension():
    option = invented.option("k1", 3, url=invented.ITEM_WEIGHT)
    inside = invented.option("k2", 4)
    inside["valueCoding"]["extension"] = inside.pop("extension")
    found = weights(changed_item(1, answerOption=[option, inside]))["q1"]
    assert {code: int(number) for (_, code), number in found.items()} == {
        "k1": 3,
        "k2": 4,
    }


def test_whole_numbers_are_answers_too():
    ends = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 4},
    ]
    found = invented.form()
    found["item"][1]["item"] = [
        {"linkId": f"q{n}", "type": "integer", "text": "Kites", "extension": ends}
        for n in range(1, 7)
    ]
    assert told(read_guide(invented.written(found))) == ""


def test_a_whole_number_counts_what_the_form_gives_to_it():
    options = [
        {
            "extension": [{"url": invented.ORDINAL, "valueDecimal": 5 - n}],
            "valueInteger": n,
        }
        for n in range(1, 6)
    ]
    attached = measures.attach(
        changed_item(1, type="integer", answerOption=options), "phq-9"
    )
    assert attached.numbers_in(Answers({"q1": [2]})) == invented.numbers(3)


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(measures, "every_measure", lambda: (KITES,))


@pytest.mark.usefixtures("known")
def test_a_form_says_by_its_own_code_what_it_is():
    attached = measures.attach(guide(code=(invented.OWN, "kites")))
    assert attached is not None
    assert attached.is_scored
    assert measures.attach(guide()) is None


@pytest.mark.usefixtures("known")
def test_the_keeper_may_say_it_too_and_is_not_simply_believed():
    chosen = measures.attach(guide(), "kites")
    assert chosen is not None
    assert chosen.is_scored
    short = measures.attach(guide(count=5), "kites")
    assert short is not None
    assert not short.is_scored
    assert measures.attach(guide(), "balloons") is None


@pytest.mark.usefixtures("known")
def test_answers_become_the_numbers_of_the_form():
    attached = measures.attach(guide(), "kites")
    answers = Answers(
        {
            "q1": [Coding("https://example.org/kites", "k3")],
            "q2": [Coding("https://example.org/kites", "k0")],
            "q3": [Coding("https://example.org/elsewhere", "k1")],
        }
    )
    # A zero is an answer; a code of another system is none.
    assert attached.numbers_in(answers) == invented.numbers(3, 0)


def test_a_code_on_an_item_says_it_as_well():
    found = invented.form(count=9, steps=4)
    found["item"][1]["code"] = [{"system": invented.LOINC, "code": "44249-1"}]
    attached = measures.attach(read_guide(invented.written(found)))
    assert attached is not None
    assert attached.measure.code == "phq-9"
    assert attached.is_scored


def test_two_measures_on_one_form_are_none():
    found = invented.form(count=9, steps=4, code=(invented.LOINC, "44249-1"))
    found["item"][1]["code"] = [{"system": invented.LOINC, "code": "69737-5"}]
    assert measures.attach(read_guide(invented.written(found))) is None
