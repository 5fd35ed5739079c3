"""A year's parts without a browser: cutting a diary, choosing, setting a PDF."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core.insights import (
    CHECK_IN,
    HELD_BACK,
    TEARS,
    Episode,
    Need,
    Rating,
    Statement,
    diary_of,
    look_at,
)
from holdspace.core.insights.counting import counts_of
from holdspace.core.insights.saying import span, without_span
from holdspace.patterns import spans, typesetting
from holdspace.patterns.flows.year import is_pattern
from holdspace.patterns.pages.year import Part, months, name_of, year
from holdspace.patterns.years import Asked, Counted, Year

TODAY = date(2026, 11, 24)
MINUTE = 60
DAY = 24 * 60


def minute(year, month, day, hour=12):
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp() // MINUTE)


def episode(when, kind=TEARS, **more):
    return Episode(kind, when, **more)


# --- Spans ------------------------------------------------------------------------


def test_the_last_twelve_months_come_first_and_then_the_years_that_hold_something():
    found = spans.spans(
        diary_of([episode(minute(2024, 5, 1)), episode(minute(2026, 2, 1))]), TODAY
    )
    assert [one.code for one in found] == ["last", "2026", "2024"]
    assert (found[0].first, found[0].end) == (date(2025, 12, 1), date(2026, 12, 1))
    assert name_of(found[0]) == "December 2025 to November 2026"
    assert name_of(found[2]) == "2024"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 31), "January 2026 to December 2026"),
        (date(2026, 1, 1), "February 2025 to January 2026"),
        (date(2024, 2, 29), "March 2023 to February 2024"),
    ],
)
def test_twelve_months_are_twelve_at_any_turn_of_the_year(today, said):
    last = spans.spans(diary_of(()), today)[0]
    assert name_of(last) == said
    listed = spans.months_of(last)
    assert len(set(listed)) == 12
    assert listed[0] == last.first
    assert all(one.day == 1 and one < last.end for one in listed)


@st.composite
def episodes(draw):
    kind = draw(st.sampled_from([TEARS, HELD_BACK, CHECK_IN]))
    when = minute(2026, 1, 1) + draw(st.integers(0, 20 * DAY))
    words = st.lists(st.sampled_from(["sadness", "joy", '"blue', "calm"]), unique=True)
    return Episode(
        kind,
        when,
        offset=draw(st.sampled_from([None, 0, 60, -300])),
        day_only=draw(st.booleans()),
        numbers=draw(
            st.dictionaries(st.sampled_from(["mood-after", "ashamed"]), st.just(4.0))
        ),
        choices={"feelings": draw(words), "needs": draw(words)},
        later=[Rating("90-minutes", when + 90, mood=6.0)] * draw(st.integers(0, 1)),
        ledger=[Need("rest", came=True)] * draw(st.integers(0, 2)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(episodes(), max_size=8), st.integers(0, 20), st.integers(0, 20))
def test_cutting_a_diary_is_making_one_of_what_lies_within(found, start, length):
    first, end = (
        date.fromordinal(date(2026, 1, 1).toordinal() + n)
        for n in (start, start + length)
    )
    inside = [
        one
        for one in found
        if first
        <= datetime.fromtimestamp((one.when + (one.offset or 0)) * 60, tz=UTC).date()
        < end
    ]
    cut, made = spans.within(diary_of(found), first, end), diary_of(inside)
    for name in ("kind", "when", "local", "has_hour"):
        assert np.array_equal(getattr(cut, name), getattr(made, name))
    for link in ("mood-after", "ashamed"):
        assert np.array_equal(cut.number(link), made.number(link), equal_nan=True)
    for link in ("feelings", "needs"):
        said = {code for one in inside for code in one.choices[link]}
        assert set(cut.choices[link].said if link in cut.choices else ()) == said
        for code in said:
            assert np.array_equal(cut.chose(link, code), made.chose(link, code))
    for at, later in cut.later.items():
        assert np.array_equal(later.mood, made.later[at].mood, equal_nan=True)
    assert cut.ledger == made.ledger


# --- What is chosen ---------------------------------------------------------------


def a_year(statements=(), carried=(), tears=3):
    last = spans.spans(diary_of(()), TODAY)[0]
    counts = tuple(
        (day, tears * (n == 4)) for n, day in enumerate(spans.months_of(last))
    )
    return Year((last,), last, Counted(tears, 1, 0, counts), statements, carried)


def offers(page):
    return [offer for section in page.sections for offer in section.offers]


def test_nothing_is_ticked_beforehand_and_nothing_unticked_is_on_the_page():
    page = year(a_year(), Asked())
    assert not [one for one in offers(page) if one.ticked]
    assert page.sheet().is_empty
    wanted = offers(page)[1]
    chosen = year(a_year(), Asked(ticked=frozenset({wanted.mark})))
    (part,) = chosen.sheet().parts
    assert part.lines == (wanted.text,) == ("You wrote down 3 times of tears.",)


def test_each_thing_is_shown_as_it_will_stand_there():
    page = year(a_year(), Asked())
    every = frozenset(one.mark for one in offers(page))
    sheet = year(a_year(), Asked(ticked=every, own=" One\nline ", words="a\n\n b \n"))
    said = [line for part in sheet.sheet().parts for line in part.lines]
    assert said == [one.text for one in offers(page) if one.months is None]
    assert sheet.sheet().own == "One line"
    assert sheet.sheet().parts[-1].words == ("a", "b")


def test_what_was_ticked_and_reads_differently_by_now_is_told():
    mark = next(one.mark for one in offers(year(a_year(), Asked())) if not one.months)
    asked = Asked(ticked=frozenset({mark}))
    assert not year(a_year(), asked).changed
    assert year(a_year(tears=4), asked).changed
    assert year(a_year(tears=4), asked).sheet().is_empty


def test_what_was_named_is_counted_plainly_and_needs_with_their_denominators():
    diary = diary_of(
        episode(
            minute(2026, 2, n),
            choices={"feelings": ["sadness", '"weir-blue'][: 1 + n % 2]},
            ledger=[Need("rest", asked=n < 3, came=None if n == 4 else n == 1)],
        )
        for n in range(1, 5)
    )
    page = year(a_year(counts_of(diary)), Asked())
    said = {one.heading: [offer.text for offer in one.offers] for one in page.sections}
    assert said["Feelings"] == [
        "Sadness, 4 of 4 times",
        "“weir-blue”, 2 of 4 times",
        "You have used 2 different words for what you felt.",
    ]
    assert said["Needs"] == [
        "Asked for: 2 of 4 needs",
        "Came: 1 of 3 needs",
    ]


def test_months_are_told_in_words_as_well_as_drawn():
    found = months([(date(2026, 1, 1), 2), (date(2026, 2, 1), 0)])
    assert (
        found.told == "Times of tears, month by month: January 2026 2, February 2026 0."
    )
    # Two do not fill what twenty would: that is for more.
    assert [one.share for one in found.each] == [0.5, 0]
    assert found.drawn is not None


def test_a_month_in_which_nothing_was_written_is_a_gap_and_no_nought():
    found = months([(date(2026, 1, 1), 2), (date(2026, 2, 1), None)])
    assert found.told.endswith("January 2026 2, February 2026 nothing written.")
    assert found.each[1].count is None


def carried(low, high):
    return Statement(
        id="1.mood.right-after",
        shown=True,
        n=20,
        unit="points",
        sentence=f"It rose by 1.6 points of 10 ({span(low, high)}; 20 times).",
    )


def test_a_page_to_remember_by_has_counts_and_no_intervals():
    page = year(a_year(carried=(carried(-0.5, 2.0),)), Asked())
    assert offers(page)[-1].text == "It rose by 1.6 points of 10 (20 times)."


def test_no_sentence_that_an_own_diary_carries_keeps_its_interval():
    start = minute(2024, 1, 1)
    diary = diary_of(
        episode(
            start + n * DAY + n % 3,
            numbers={"mood-before": 3.0, "mood-after": 4.0 + n % 3},
            later=[Rating("90-minutes", start + n * DAY + 90, mood=3.0 + n % 5)],
        )
        for n in [*range(0, 500, 5), *range(500, 600)]
    )
    said = [one for one in look_at(diary) if one.shown and is_pattern(one)]
    assert {one.id for one in said} >= {"1.mood.right-after", "4.rate", "4.change"}
    for one in said:
        assert "likely" in one.sentence
        assert "likely" not in without_span(one.sentence)
        assert without_span(one.sentence).endswith(".")


def test_a_year_without_tears_offers_no_empty_drawing():
    page = year(a_year(tears=0), Asked())
    assert not [one for one in offers(page) if one.months]


# --- The PDF ----------------------------------------------------------------------

HEDGE = "The hedge, ünder “rain” — Größe, Ελληνικά, Русский"
HOSTILE = (
    "#evil() $x^2$ *bold* _it_ @ref <label> \\ // no comment /* nor this */ "
    '#import "x" = not a heading #panic("no") {{x}} [y] `z` ~ -- \'q\' "q"'
)


def page(**more):
    return {
        "title": "A year",
        "lang": "en",
        "heading": "A year to look back on",
        "span": "2026",
        "own": "",
        "parts": [],
        "end": "The end.",
        **more,
    }


def streams(pdf):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def text_of(pdf):
    """The text of a PDF, by the tables that say which sign each glyph is."""
    maps, drawn = [], b""
    for stream in streams(pdf):
        if b"begincmap" in stream:
            maps.append(_glyphs(stream))
        elif b"BT" in stream:
            drawn += stream
    return maps, drawn


def _glyphs(table):
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    return {
        int(glyph, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for glyph, sign in pairs
    }


def signs_in(pdf):
    maps, drawn = text_of(pdf)
    assert b"BT" in drawn
    return {sign for table in maps for sign in "".join(table.values())}


def test_a_pdf_is_tagged_says_its_language_and_can_be_read_out():
    pdf = typesetting.set_as_pdf(page(own=HEDGE))
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf.rstrip().endswith(b"%%EOF")
    whole = pdf + b"".join(streams(pdf))
    assert b"/StructTreeRoot" in whole
    assert b"/Marked true" in whole
    assert b"/Lang(en" in whole
    assert b"<pdfuaid:part>1</pdfuaid:part>" in whole
    assert set(HEDGE) - {" "} <= signs_in(pdf)


def test_two_runs_give_the_same_bytes_and_no_moment():
    one, two = (typesetting.set_as_pdf(page(own=HEDGE)) for _ in range(2))
    assert one == two
    whole = one + b"".join(streams(one))
    for name in (b"CreationDate", b"ModDate", b"CreateDate", b"ModifyDate"):
        assert name not in whole
    assert b"/Author" not in whole
    assert b"dc:creator" not in whole
    assert not re.search(rb"\b20\d\d-\d\d-\d\d", whole)


def test_the_title_of_the_file_is_ours_alone():
    pdf = typesetting.set_as_pdf(page(own="Heronword", heading="Look"))
    head = b"".join(re.findall(rb"/Title\(([^)]*)\)", pdf))
    assert b"A year" in head
    assert b"Heronword" not in head


def test_what_looks_like_typst_stays_text():
    part = {"heading": HOSTILE, "note": HOSTILE, "words": [HOSTILE]}
    part |= {"lines": [HOSTILE], "short": False}
    pdf = typesetting.set_as_pdf(page(own=HOSTILE, parts=[part], span=HOSTILE))
    assert set(HOSTILE) - {" "} <= signs_in(pdf)
    plain = typesetting.set_as_pdf(page(own="x", parts=[]))
    assert len(pdf) > len(plain)


@pytest.mark.parametrize("sign", ["日", "\N{CLOUD WITH RAIN}", "\x07"])
def test_a_sign_without_a_letter_is_refused_by_name_and_says_nothing(sign):
    with pytest.raises(typesetting.NoLetter) as refused:
        typesetting.set_as_pdf(page(own=f"Rain {sign} again"))
    assert not refused.value.args
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_its_tags_say_what_is_a_heading_a_list_and_a_drawing():
    each = [{"short": "Jan", "count": n, "share": n / 11} for n in range(12)]
    parts = [
        {"heading": "Months", "months": {"told": "All of them.", "each": each}},
        {"heading": "Feelings", "lines": list("abcde"), "short": True},
    ]
    pdf = typesetting.set_as_pdf(page(parts=parts))
    whole = pdf + b"".join(streams(pdf))
    for tag in (b"/S/H1", b"/S/H2", b"/S/L", b"/S/LI", b"/S/Figure"):
        assert tag in whole
    assert b"/Alt(All of them.)" in whole
    assert whole.count(b"/S/LI") == 5


def test_short_lines_share_the_width():
    short = Part("Feelings", lines=("Sadness, 2 of 4 times",) * 4)
    assert short.is_short
    assert not Part("Feelings", lines=short.lines[:3]).is_short
    assert not Part("Feelings", lines=(*short.lines, "x" * 57)).is_short


def test_months_parts_and_very_long_words_fit():
    each = [{"short": "Jan", "count": n, "share": n / 11} for n in range(12)]
    parts = [
        {"heading": "Months", "months": {"told": "All of them.", "each": each}},
        {"heading": "Words", "words": ["x" * 4000, "y " * 2000]},
        {"heading": "Long", "lines": ["z " * 200] * 60, "short": False},
    ]
    assert typesetting.set_as_pdf(page(own="z" * 400, parts=parts))


def program(tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "import time; time.sleep(60)",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "import sys; sys.exit(4)",
        "print('not a pdf')",
        "import sys; sys.stdin.read(); print('%PDF-'); sys.exit(9)",
    ],
)
def test_a_crash_or_a_hang_is_a_refusal(tmp_path, text):
    with pytest.raises(typesetting.NotSet) as refused:
        typesetting.set_as_pdf(
            page(own="Heron"), program=program(tmp_path, text), seconds=1
        )
    assert not refused.value.args
    assert refused.value.__context__ is None


def test_the_program_that_is_not_there_is_a_refusal(tmp_path):
    with pytest.raises(typesetting.NotSet):
        typesetting.set_as_pdf(page(), program=tmp_path / "none.py")


LIMITED = f"""
import sys
sys.path.insert(0, {str(Path(typesetting.__file__).parent)!r})
import typesetter
typesetter.limit_this_process()
"""


def run(tmp_path, text):
    command = [sys.executable, "-I", "-B", str(program(tmp_path, LIMITED + text))]
    return subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)


def test_the_program_can_write_no_file(tmp_path):
    writing = "open('leak', 'wb', buffering=0).write(b'words'); print('wrote')"
    done = run(tmp_path, writing)
    assert done.returncode != 0
    assert b"wrote" not in done.stdout
    assert (tmp_path / "leak").read_bytes() == b""


def test_the_program_cannot_take_all_the_memory(tmp_path):
    done = run(tmp_path, "x = bytearray(3 * 1024 ** 3); print('took')")
    assert done.returncode != 0
    assert b"took" not in done.stdout


def test_the_program_leaves_no_core(tmp_path):
    run(tmp_path, "import os; os.abort()")
    assert [path.name for path in tmp_path.iterdir()] == ["program.py"]
