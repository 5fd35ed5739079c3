"""Every code of our guides has its words, and they fit into a sentence."""

import json
from importlib.resources import files

import pytest

from holdspace.core.insights.phrases import PHRASES, phrase

GUIDES = ("after-tears", "held-back-tears")
CONTENT = files("holdspace.content") / "guides"


def choices(items: list) -> list[tuple[str, str]]:
    """Each question that is counted, with each of its codes."""
    found = []
    for item in items:
        found += [
            (item["linkId"], option["valueCoding"]["code"])
            for option in item.get("answerOption", ())
        ]
        found += choices(item.get("item", []))
    return found


@pytest.mark.parametrize("guide", GUIDES)
def test_every_code_of_the_guide_has_its_words(guide: str) -> None:
    file = CONTENT / f"{guide}-1.0.0.json"
    known = choices(json.loads(file.read_text(encoding="utf-8"))["item"])
    assert known
    missing = [
        (link, code)
        for link, code in known
        if link != "helped" and code not in PHRASES[link]
    ]
    assert not missing


def test_no_two_answers_to_one_question_are_said_alike() -> None:
    for link, said in PHRASES.items():
        assert len(set(said.values())) == len(said), link


def test_words_fit_inside_a_sentence() -> None:
    for said in PHRASES.values():
        for words in said.values():
            assert words == words.strip()
            assert words[0].islower()
            assert words[-1] not in ".!?,"


def test_own_words_stand_in_quotation_marks() -> None:
    assert phrase("feelings", '"homesick') == "“homesick”"
    assert phrase("feelings", '"sadness') == "“sadness”"


def test_a_code_that_is_not_ours_is_said_as_it_is_written() -> None:
    assert phrase("feelings", "late-spring") == "late spring"
    assert phrase("not-asked", "some-code") == "some code"
