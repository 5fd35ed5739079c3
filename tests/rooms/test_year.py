"""A year to look back on: the pages, and the PDF that comes out of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from holdspace.library import shelf
from holdspace.patterns import typesetting
from holdspace.patterns.years import LONGEST_SENTENCE, LONGEST_WORDS
from tests.rooms import people
from tests.rooms.people import NOON

YEAR = "/patterns/year/"
OWN = "The heron stood in the rain & stayed <quietly>."
WORDS = "A first line, #evil() and $x$.\n\nA second one."
TICK = re.compile(
    r'name="ticked" value="([0-9a-f]{32})"( checked)?><span>(.*?)</span>', re.DOTALL
)
HIDDEN = re.compile(r'type="hidden" name="ticked" value="([0-9a-f]{32})"')


@pytest.fixture
def lived(ana):
    """Three times of tears, one of them in another year, and one held back."""
    tears = {"feelings": ["sadness"], "feelings+own": ["weir-blue"]}
    for days in (1, 40, 400):
        now = NOON - timedelta(days=days)
        people.keep(ana, shelf.AFTER_TEARS, now=now, **tears)
    people.keep(ana, shelf.HELD_BACK_TEARS, now=NOON - timedelta(days=3))
    return ana


def ticks(answer):
    """What can be ticked: the mark of each, by what it says, and whether it is."""
    return {
        said: (mark, bool(checked))
        for mark, checked, said in TICK.findall(people.shown(answer))
    }


def marks(answer):
    return [mark for mark, _ in ticks(answer).values()]


def sent(answer, *said, **more):
    """What the form sends with these ticked."""
    found = ticks(answer)
    chosen = [mark for one, (mark, _) in found.items() if one in said]
    assert len(chosen) == len(said)
    return {"span": "last", "ticked": chosen, "own": "", "words": "", **more}


CRIED = "You wrote down 2 times of tears."
HELD = "You wrote down 1 time of tears held back."


def test_nothing_is_ticked_and_everything_is_shown_as_it_will_be(lived):
    answer = lived.client.get(YEAR)
    assert answer.status_code == 200
    found = ticks(answer)
    assert {CRIED, HELD, "These months"} <= set(found)
    assert not any(checked for _, checked in found.values())
    assert any("weir-blue" in said for said in found)
    assert "checked" not in people.shown(answer).partition("own")[2]
    assert "December 2025 to November 2026" in people.shown(answer)


def test_another_year_has_its_own_things_and_what_was_typed_stays(lived):
    given = {"span": "2025", "own": OWN, "words": WORDS, "go": "choose"}
    answer = lived.client.post(YEAR, given)
    shown = people.shown(answer)
    assert answer.status_code == 200
    assert "You wrote down 1 time of tears." in ticks(answer)
    assert CRIED not in ticks(answer)
    assert OWN in shown
    assert "A first line, #evil() and $x$." in shown


def test_only_what_was_ticked_is_on_the_page(lived):
    given = sent(lived.client.get(YEAR), CRIED, own=OWN, words=WORDS, go="see")
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 200
    page = people.shown(answer).partition("<article")[2].partition("</article>")[0]
    assert CRIED in page
    assert OWN in page
    assert "A second one." in page
    for other in (HELD, "weir-blue", "sadness", "<svg"):
        assert other not in page


def test_the_months_come_with_their_numbers(lived):
    given = sent(lived.client.get(YEAR), "These months", go="see")
    page = people.shown(lived.client.post(YEAR, given))
    sheet = page.partition("<article")[2].partition("</article>")[0]
    assert "September 2026 nothing written, October 2026 1, November 2026 1" in sheet
    assert "<svg" in sheet


def test_what_was_chosen_comes_back_to_be_changed(lived):
    given = sent(lived.client.get(YEAR), CRIED, HELD, own=OWN, words=WORDS, go="see")
    sheet = lived.client.post(YEAR, given)
    carried = HIDDEN.findall(people.shown(sheet))
    assert set(carried) == set(given["ticked"])
    again = lived.client.post(YEAR, {**given, "ticked": carried, "go": "choose"})
    found = ticks(again)
    assert [said for said, (_, checked) in found.items() if checked] == [CRIED, HELD]
    assert OWN in people.shown(again)


@pytest.fixture
def with_many_words(lived):
    words = ["sadness", "grief", "fear", "longing"]
    people.keep(lived, shelf.AFTER_TEARS, now=NOON, feelings=words)
    return lived


EVERY = re.compile(
    r'<summary class="h3">Feelings, (\d) lines</summary>.*?'
    r'name="every" value="([0-9a-f]{32})"',
    re.DOTALL,
)


def test_many_lines_are_folded_and_can_all_be_chosen_at_once(with_many_words):
    ana = with_many_words
    folded = ana.client.get(YEAR)
    lines, mark = EVERY.search(people.shown(folded)).groups()
    assert 'id="part-3"><summary' in people.shown(folded)
    given = sent(folded, HELD, own=OWN, every=mark)
    answer = ana.client.post(YEAR, given)
    assert answer.status_code == 200
    chosen = [said for said, (_, checked) in ticks(answer).items() if checked]
    feelings = [said for said in ticks(answer) if said.startswith(FELT)]
    assert set(chosen) == {HELD, *feelings}
    assert len(feelings) == int(lines)
    shown = people.shown(answer)
    assert 'id="part-3" open><summary' in shown
    assert OWN in shown
    assert not EVERY.search(shown)


FELT = ("Sadness", "Grief", "Fear", "Longing", "“weir-blue”", "You have used")


@pytest.mark.parametrize("mark", ["", "x", "a" * 32, "\x00"])
def test_a_heading_that_is_none_chooses_nothing(lived, mark):
    answer = lived.client.post(YEAR, {"span": "last", "every": mark})
    assert answer.status_code == 200
    assert not any(checked for _, checked in ticks(answer).values())


def test_as_a_pdf(lived):
    given = sent(
        lived.client.get(YEAR), CRIED, "These months", own=OWN, words=WORDS, go="pdf"
    )
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="year.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    assert lived.client.post(YEAR, given).content == answer.content


@pytest.mark.parametrize("go", ["see", "pdf"])
def test_an_empty_page_is_not_made(lived, go):
    answer = lived.client.post(YEAR, {"span": "last", "own": " \n", "go": go})
    assert answer.status_code == 422
    assert "Nothing is chosen yet" in people.shown(answer)


@pytest.mark.parametrize("go", ["see", "pdf"])
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own", "r" * (LONGEST_SENTENCE + 1), "Up to 400 characters"),
        ("words", "r" * (LONGEST_WORDS + 1), "Up to 4,000 characters"),
    ],
)
def test_too_long_a_text_comes_back_whole_with_what_was_ticked(
    lived, go, name, text, said
):
    given = sent(lived.client.get(YEAR), CRIED, go=go) | {name: text}
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 422
    assert said in people.shown(answer)
    assert text in people.shown(answer)
    assert ticks(answer)[CRIED][1]


@pytest.mark.parametrize("go", ["see", "pdf"])
def test_what_reads_differently_by_now_is_looked_at_again(lived, go):
    given = sent(lived.client.get(YEAR), CRIED, HELD, own=OWN, go=go)
    people.keep(lived, shelf.AFTER_TEARS, now=NOON)
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 422
    assert "reads differently by now" in people.shown(answer)
    found = ticks(answer)
    assert found[HELD][1]
    assert not found["You wrote down 3 times of tears."][1]
    assert OWN in people.shown(answer)


def test_a_mark_that_nobody_offered_puts_nothing_on_the_page(lived):
    given = {"span": "last", "ticked": ["a" * 32, "<b>"], "own": OWN, "go": "see"}
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 422
    assert "<b>" not in answer.content.decode()


def test_a_sign_without_a_letter_is_said_and_nothing_is_lost(lived):
    own = "Rain \N{CLOUD WITH RAIN} again"
    given = sent(lived.client.get(YEAR), CRIED, own=own, go="pdf")
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 422
    shown = people.shown(answer)
    assert "typefaces that a PDF is made with" in shown
    assert own in shown
    assert CRIED in shown
    assert set(HIDDEN.findall(shown)) == set(given["ticked"])


def test_a_program_that_breaks_is_said_and_nothing_is_lost(
    lived, monkeypatch, tmp_path
):
    broken = tmp_path / "broken.py"
    broken.write_text("import os; os.abort()")
    monkeypatch.setitem(typesetting.set_as_pdf.__kwdefaults__, "program", broken)
    given = sent(lived.client.get(YEAR), CRIED, own=OWN, go="pdf")
    answer = lived.client.post(YEAR, given)
    assert answer.status_code == 503
    assert "could not be made just now" in people.shown(answer)
    assert OWN in people.shown(answer)


def test_signs_that_no_keyboard_has_are_left_out(lived):
    given = sent(lived.client.get(YEAR), own="Rain\x00 \x07again\x1b", go="pdf")
    assert lived.client.post(YEAR, given).status_code == 200


def test_locked_meanwhile_what_was_chosen_and_typed_comes_back(lived):
    given = sent(lived.client.get(YEAR), CRIED, own=OWN, words=WORDS, go="pdf")
    answer = lived.locked_browser().post(YEAR, given)
    assert answer.status_code == 403
    shown = people.shown(answer)
    assert OWN in shown
    assert "A second one." in shown
    assert HIDDEN.findall(shown) == given["ticked"]
    assert CRIED not in shown
    again = lived.client.post(YEAR, {**given, "go": "choose"})
    assert ticks(again)[CRIED][1]


def test_reading_it_needs_the_space_to_be_open(lived, visitor):
    for client in (visitor, lived.locked_browser()):
        answer = client.get(YEAR)
        assert answer.status_code == 303
        assert "weir-blue" not in answer.content.decode()


def test_somebody_else_sees_their_own_year(lived, cleo):
    answer = cleo.client.get(YEAR)
    assert answer.status_code == 200
    assert ticks(answer) == {}
    given = {"span": "2026", "ticked": marks(lived.client.get(YEAR)), "go": "see"}
    other = cleo.client.post(YEAR, given)
    assert other.status_code == 422
    assert "weir-blue" not in people.shown(other)


def test_a_year_with_words_alone_can_be_made_of_an_empty_diary(cleo):
    given = {"span": "last", "own": OWN, "words": "", "go": "pdf"}
    assert cleo.client.post(YEAR, given).content.startswith(b"%PDF-")


@pytest.mark.parametrize("span", ["", "last", "1999", "x" * 50, "²", "-1", "\x00"])
def test_a_time_that_is_none_is_the_last_twelve_months(lived, span):
    answer = lived.client.post(YEAR, {"span": span, "go": "choose"})
    assert answer.status_code == 200
    assert CRIED in ticks(answer)


def test_a_correction_and_a_deletion_count_at_once(lived):
    assert CRIED in ticks(lived.client.get(YEAR))
    kept = people.keep(lived, shelf.AFTER_TEARS, now=NOON)
    assert CRIED not in ticks(lived.client.get(YEAR))
    lived.client.post(f"/journal/let-go/{kept}/")
    assert CRIED in ticks(lived.client.get(YEAR))


def test_no_address_says_anything(lived):
    answer = lived.client.get(YEAR)
    for where in re.findall(r'(?:href|action)="([^"]*)"', people.shown(answer)):
        assert "2026" not in where
        assert "?" not in where
