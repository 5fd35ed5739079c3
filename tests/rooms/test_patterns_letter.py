"""What the letter says of a diary: nothing, not enough, some, all."""

from __future__ import annotations

import html
import re

import pytest
from django.template.loader import render_to_string

from holdspace.core.insights import Statement, WhyNot, diary_of, look_at, over_time
from holdspace.patterns import pages
from holdspace.patterns.found import Chance, Patterns
from tests import episodes as diaries

TAGS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


def letter_of(diary, statements=None, **more):
    found = look_at(diary) if statements is None else statements
    return pages.letter(Patterns(diary, tuple(found), **more))


def drawn(page):
    return render_to_string("patterns/letter.html", {"page": page})


def read(page):
    return html.unescape(re.sub(r"\s+", " ", TAGS.sub(" ", drawn(page))))


def made(ident, *, shown=True, **more):
    given = {"n": 30, "unit": "points", "sentence": f"Told of {ident}."}
    why = None if shown else WhyNot.CANNOT_TELL
    return Statement(id=ident, shown=shown, why_not=why, **{**given, **more})


def test_an_empty_diary_says_so_and_draws_nothing():
    page = letter_of(diary_of(()))
    assert page.is_empty
    assert "nothing here yet" in read(page)
    assert 'role="img"' not in drawn(page)


def test_few_episodes_are_counted_and_nothing_is_claimed():
    page = letter_of(diaries.diary(9))
    assert page.mood.plot is None
    assert not page.along.carried
    assert not page.mood.lead.is_shown
    text = read(page)
    assert "Too few to say more" in text
    assert "Your entries carry this" not in text
    assert "%" not in text


def test_every_sentence_of_a_full_diary_stands_on_the_page():
    diary = diaries.diary(150)
    statements = look_at(diary)
    text = read(letter_of(diary, statements))
    for one in statements:
        assert stands_in(text, one), one.id


def test_with_few_times_of_tears_the_letter_is_short_and_the_rest_is_folded():
    page = letter_of(diary_of(diaries.episodes(60)[:3]))
    assert page.is_small
    assert page.rhythm.water is None
    text = drawn(page)
    first, folded = text.split('<details class="later">')
    assert "from about 8 on" in first
    assert 'id="words"' in first
    assert first.count('role="note"') == 1
    assert 'role="note"' not in folded
    assert first.count("<h2") == 2
    assert 'id="relief"' in folded


def test_an_empty_ledger_is_not_told():
    statements = [made("5.needs.asked", shown=False, n=0)]
    assert letter_of(diaries.diary(20), statements).words.ledger == ()


def test_one_line_a_factor_says_what_cannot_be_told_yet():
    few = {"shown": False, "factor": "company", "needed": 12}
    statements = [
        made("3.company.partner", level="partner", n_level=3, n_against=13, **few),
        made("3.company.alone", level="alone", n_level=7, n_against=9, **few),
    ]
    page = letter_of(diaries.diary(20), statements)
    (one,) = page.along.open
    assert one.line.startswith("Who was there: nobody 7 and your partner 3, of 16. ")
    assert [each.more for each in one.answers] == ["12", "12"]
    assert one.asked is None


def test_what_was_the_same_every_time_is_a_sentence_and_no_bars():
    statements = [
        made("1.mood.90-minutes", estimate=1.0, low=0.5, high=1.5, n=16),
        made("1.mood.90-minutes.better", unit="share", estimate=1.0, n=16),
        made("1.mood.90-minutes.same", unit="share", estimate=0.0, n=16),
        made("1.mood.90-minutes.worse", unit="share", estimate=0.0, n=16),
    ]
    page = letter_of(diaries.diary(20), statements)
    assert page.mood.all_alike == "90 minutes later: better than before in all 16."
    assert page.mood.all_alike in read(page)


def stands_in(text, one):
    """Whether a statement is told; some only as counts and ranges in a table."""
    if one.number == 3 and not one.shown:
        of = one.n_level + one.n_against
        return f" {one.n_level} of {of} " in text and f" {one.needed} " in text
    if one.id.endswith((".same", ".worse")) and one.shown:
        low, high = round(100 * one.low), round(100 * one.high)
        count = f"{round(one.estimate * one.n)} of {one.n}"
        return f"{count} (of 100 likely {low} to {high})" in text
    return one.sentence[:1].upper() + one.sentence[1:] in text


def test_a_drawing_says_in_words_all_that_it_shows():
    page = letter_of(diaries.diary(150))
    plot = page.mood.plot
    assert len(plot.dots) == 5
    assert plot.band
    assert plot.other
    for line in page.mood.lines:
        assert line.change in plot.description
        assert f"from {line.count} ratings" in plot.description
        assert line.beside in plot.description
    svg = re.search(r'<svg class="plot" role="img".*?</desc>', drawn(page), re.DOTALL)
    assert plot.title in svg[0]
    assert plot.description in html.unescape(svg[0])


def test_a_moment_with_too_few_ratings_has_no_dot_and_says_so():
    statements = [
        made("1.mood.right-after", estimate=-0.3, low=-0.7, high=0.1, n=94),
        made("1.mood.20-minutes", shown=False, n=4),
        made("1.mood.90-minutes", estimate=1.6, low=1.1, high=2.1, n=71),
    ]
    page = letter_of(diaries.diary(20), statements)
    assert len(page.mood.plot.dots) == 3
    line = page.mood.lines[1]
    assert (line.change, line.likely, line.count) == ("not enough to say yet", "", 4)
    assert page.mood.lead.sentence == "Told of 1.mood.90-minutes."


def test_without_the_main_moment_another_one_leads():
    statements = [
        made("1.mood.right-after", estimate=-0.3, low=-0.7, high=0.1),
        made("1.mood.90-minutes", shown=False, n=4),
    ]
    page = letter_of(diaries.diary(20), statements)
    assert page.mood.lead.sentence == "Told of 1.mood.right-after."
    assert page.mood.moment == "Right after"


def test_what_is_carried_stands_apart_from_what_is_open():
    statements = [
        made("3.company.partner", estimate=1.9, low=1.0, high=2.8, factor="company"),
        made("3.setting.home", shown=False, factor="setting"),
        made("3.setting.out", shown=False, factor="setting"),
    ]
    page = letter_of(diaries.diary(20), statements)
    (one,) = page.along.carried
    assert (one.name, [each.is_shown for each in one.said]) == ("Who was there", [True])
    assert page.along.topics == ("company",)
    (other,) = page.along.open
    assert other.name == "Where it was"
    assert [one.name for one in other.answers] == ["at home", "out and about"]


def test_chance_is_offered_where_something_was_compared_and_nowhere_else():
    statements = [
        made("1.mood.90-minutes", estimate=1.0, low=0.5, high=1.5),
        made("2.remembered.90-minutes", shown=False, estimate=0.2, low=-1, high=1),
        made("2.at-logging.90-minutes", shown=False),
        made("3.setting.home", shown=False),
        made("3.company.partner", estimate=1.9, low=1.0, high=2.8),
    ]
    text = drawn(letter_of(diaries.diary(20), statements))
    offered = re.findall(r'name="pattern" value="([^"]+)"', text)
    assert offered == ["2.remembered.90-minutes", "3.company.partner"]


def test_words_of_ones_own_are_said_whole_and_kept_from_being_markup():
    statements = [
        made('5.feelings."<b>odd', unit="share", estimate=0.5, n=40),
        made(f"5.feelings.{diaries.LONG}", unit="share", estimate=0.25, n=40),
        made("5.feelings.different", unit="count", estimate=2),
        made("5.body-places.throat", unit="share", estimate=0.5, n=40),
        made("5.body-places.numb", unit="share", estimate=0.1, n=40),
        made("5.needs.rest", unit="share", estimate=0.5, n=40),
        made("5.needs.came", unit="share", estimate=0.5, n=40),
    ]
    page = letter_of(diaries.diary(20), statements)
    text = drawn(page)
    assert "&lt;b&gt;odd" in text
    assert "<b>" not in text
    assert diaries.LONG.removeprefix('"') in text
    counted = [(one.name, one.count, one.level) for one in page.words.feelings]
    assert counted[0] == ("“<b>odd”", 20, "50.0%")
    assert counted[1][1:] == (10, "25.0%")
    assert len(counted) == 2
    assert page.words.seen == {"throat": "seen-5", "numb": "seen-1"}
    assert page.words.numb.count == 4
    assert [one.code for one in page.words.places] == ["throat"]
    assert "You felt numb in 4 of 40." in read(page)
    assert [one.code for one in page.words.needs] == ["rest"]


def test_damage_and_care_are_told_above_all_else():
    text = read(letter_of(diaries.diary(9), damaged=1, care="Somebody could be told."))
    assert "1 reflection cannot be opened" in text
    assert text.index("Somebody could be told.") < text.index("How your mood went on")
    assert "Ways to reach somebody" in text


def test_the_opening_says_what_it_is_made_from():
    page = letter_of(diaries.diary(1, seed=1))
    assert re.fullmatch(r"From 1 [a-z -]+, [A-Z][a-z]+ \d{4}\.", page.opening)
    assert letter_of(diaries.diary(40)).opening.endswith(
        "November 2025 to August 2026."
    )


def test_months_hold_everything_once_and_gaps_stay_empty():
    given = diaries.episodes(40)
    months = over_time(diary_of(given[:5] + given[30:]))
    total = sum(one.tears + one.held_back + one.check_ins for one in months)
    assert total == 15
    numbers = [one.year * 12 + one.month for one in months]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    gaps = [one for one in months if not one.tears + one.held_back + one.check_ins]
    assert gaps
    assert all(one.mean_held_back is None for one in gaps)
    assert over_time(diary_of(())) == ()


def test_holding_back_is_drawn_from_three_months_on():
    few = letter_of(diary_of(diaries.episodes(60)[:8])).holding
    assert few.plot is None
    whole = letter_of(diaries.diary(60)).holding
    assert whole.plot.other_dots
    assert (whole.plot.trace, whole.plot.other) == ("", "")
    assert whole.has_ashamed
    assert re.search(r", of \d+ times that you answered it", whole.told[1])
    assert whole.told[0].startswith("You rated how much you held back ")


@pytest.mark.parametrize(
    ("as_large", "shown", "says"),
    [
        (0, True, "it leaves this page"),
        (0, False, "more is needed before it is called a pattern"),
        (180, False, "often gives a difference"),
        (180, True, "often gives a difference"),
    ],
)
def test_chance_is_told_as_it_is(as_large, shown, says):
    differences = [0.1] * (500 - as_large) + [2.0] * as_large
    found = Chance(made("3.company.partner", shown=shown), differences, 1.9, as_large)
    page = pages.chance(found, seed=2)
    number = {0: "none"}.get(as_large, as_large)
    assert page.told.startswith(f"Of 500 shuffles, {number} showed")
    assert says in page.meaning
    assert sum(count for _, count in page.lines) == 500
    assert page.seed == 2
