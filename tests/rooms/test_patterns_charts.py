"""Where points stand, how high the water is, and what chance looks like drawn."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from holdspace.patterns import charts, strips
from holdspace.patterns.charts import NOTHING, Value
from holdspace.patterns.water import BRIM, FOOT, water

NUMBERS = re.compile(r"-?\d+\.?\d*")
changes = st.floats(-10, 10, allow_nan=False)


def plot(*values, others=(), ticks=((-1.0, "low"), (0.0, "same"), (2.0, "high"))):
    stops = [((str(at),), (str(at),)) for at, _ in enumerate(values)]
    return charts.plot("title", "told", stops, values, others, ticks=ticks)


def share(text):
    return float(text.removesuffix("%"))


def test_nothing_is_drawn_without_a_number():
    assert plot(NOTHING, NOTHING) is None


def test_one_number_is_a_dot_and_no_line():
    found = plot(Value(1.0, 0.5, 1.5))
    assert len(found.dots) == 1
    assert (found.trace, found.band) == ("", "")


def test_a_missing_number_leaves_its_place_empty_and_the_others_where_they_were():
    whole = plot(Value(0.0), Value(1.0), Value(2.0))
    gap = plot(Value(0.0), NOTHING, Value(2.0))
    assert [dot.x for dot in gap.dots] == [whole.dots[0].x, whole.dots[2].x]
    assert [stop.x for stop in gap.stops] == [stop.x for stop in whole.stops]
    assert whole.trace
    assert gap.trace == ""


def test_a_band_and_a_line_break_where_nothing_was_found():
    here = Value(1.0, 0.5, 1.5)
    found = plot(here, here, NOTHING, here, here)
    assert found.trace.count("M") == found.band.count("M") == 2


def test_higher_stands_higher_and_the_ends_are_the_outermost_ticks():
    low, high = plot(Value(-1.0), Value(2.0)).dots
    assert share(low.y) * 10 == charts.BOTTOM
    assert share(high.y) * 10 == charts.TOP


@given(st.lists(st.tuples(changes, changes, changes), min_size=2, max_size=12))
def test_a_band_lies_inside_and_around_its_line(triples):
    values = [Value(mid, low, high) for low, mid, high in map(sorted, triples)]
    found = plot(*values, ticks=charts.change_ticks(values))
    for path in (found.band, found.trace):
        numbers = [float(one) for one in NUMBERS.findall(path)]
        assert all(0 <= one <= charts.SIDE for one in numbers)
    upper, lower = found.band.split("L")
    ends = [float(part.split()[-1]) for part in re.split("[MC]", upper) if part]
    middle = [share(dot.y) * 10 for dot in found.dots]
    assert all(end <= at + 0.2 for end, at in zip(ends, middle, strict=True))
    assert lower.endswith("Z")


@given(st.lists(changes, max_size=6))
def test_heights_hold_every_number_and_name_the_same(values):
    ticks = charts.change_ticks([Value(one) for one in values])
    heights = [height for height, _ in ticks]
    assert heights[0] <= min(values, default=0) <= max(values, default=0) <= heights[-1]
    assert (0, "same") in ticks
    assert heights[-1] - heights[0] >= 3
    assert len(ticks) <= 12


def test_a_minus_is_a_minus():
    assert charts.signed(-2) == "\N{MINUS SIGN}2"
    assert charts.signed(3) == "+3"


def test_water_stands_as_high_as_there_was_and_an_empty_month_has_no_number():
    found = water("title", "told", [("Mar", 0), ("Apr", 4), ("May", 8)])
    empty, half, full = found.vessels
    assert (empty.count, empty.body, empty.surface) == ("", "", "")
    assert empty.foot
    assert full.surface.split()[1].startswith(f"{BRIM:.1f}")
    assert half.surface.split()[1].startswith(f"{(FOOT + BRIM) / 2:.1f}")
    assert (full.narrow, full.wide) == ("May", "May")


def test_of_many_months_every_third_is_named_where_there_is_little_room():
    found = water("title", "told", [(name, 1) for name in "ABCDEFG"])
    assert [one.narrow for one in found.vessels] == ["A", "", "", "D", "", "", "G"]
    assert [one.wide for one in found.vessels] == list("ABCDEFG")


def test_two_are_not_drawn_like_twenty():
    (one,) = water("title", "told", [("Mar", 2)]).vessels
    assert one.surface.split()[1].startswith(f"{(FOOT + BRIM) / 2:.1f}")
    assert water("title", "told", [("Mar", 0)]) is None


@given(st.lists(changes, min_size=1, max_size=500), changes)
def test_chance_is_drawn_inside_and_marks_what_is_as_large(differences, real):
    found = strips.strip("title", "told", differences, real)
    for column in found.columns:
        assert 0 <= share(column.x) <= share(column.x) + share(column.width) <= 100
        assert 0 < share(column.y) < share(column.y) + share(column.height) <= 80.01
    assert 4 <= share(found.real) <= 96
    if all(abs(one) < abs(real) for one in differences):
        assert not any(column.as_large for column in found.columns)


def test_the_real_one_keeps_its_name_on_the_page():
    assert strips.strip("t", "d", [0.1], 2.0).anchor == "end"
    assert strips.strip("t", "d", [0.1], -2.0).anchor == "start"
    assert strips.strip("t", "d", [2.0], 0.0).anchor == "middle"
