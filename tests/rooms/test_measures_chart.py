"""Where points are drawn, and where nothing is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdspace.core.scoring import Limits
from holdspace.journal.pages import chart as drawn

LIMITS = Limits(Decimal(0), Decimal(27), Decimal(1))
DAY = date(2026, 11, 1)


def chart(*values, step=14):
    points = [
        (DAY + timedelta(days=step * n), None if one is None else Decimal(one))
        for n, one in enumerate(values)
    ]
    return drawn.chart("title", "description", points, LIMITS)


def test_nothing_is_drawn_without_a_number():
    assert chart() is None
    assert chart(None, None) is None


def test_one_point_stands_in_the_middle_and_two_are_not_joined():
    one = chart(27)
    assert float(one.dots[0].x) == (drawn.LEFT + drawn.RIGHT) / 2
    assert float(one.dots[0].y) == drawn.TOP
    assert (one.line, one.last) == ("", "")
    assert chart(1, 2).line == ""
    assert chart(1, 2, 3).line.count(",") == 3


def test_a_time_that_could_not_be_counted_lies_outside_of_the_range():
    found = chart(1, None, 3)
    assert len(found.dots) == 2
    (gap,) = found.gaps
    assert float(gap.y) > drawn.BOTTOM


@given(st.lists(st.integers(0, 27), min_size=1, max_size=80), st.integers(0, 400))
def test_every_point_lies_inside_and_in_the_order_of_its_days(values, step):
    found = chart(*values, step=step)
    across = [float(dot.x) for dot in found.dots]
    assert across == sorted(across)
    for dot, value in zip(found.dots, values, strict=True):
        assert drawn.LEFT <= float(dot.x) <= drawn.RIGHT
        share = (drawn.BOTTOM - float(dot.y)) / (drawn.BOTTOM - drawn.TOP)
        assert abs(share - value / 27) < 0.01
