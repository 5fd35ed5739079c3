"""The clock is read in one place, and can be held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from holdspace.web import clock

MOMENT = datetime(2026, 3, 1, 21, 30, tzinfo=timezone(timedelta(hours=1)))


def test_now_is_in_utc_and_moves():
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_a_held_clock_moves_only_when_told():
    with clock.held_at(MOMENT) as held:
        assert clock.now() == MOMENT
        assert clock.now().tzinfo is UTC
        held.move(timedelta(minutes=90))
        assert clock.now() == MOMENT + timedelta(minutes=90)
    assert clock.now().year >= 2026
    assert clock.now() != MOMENT


def test_a_clock_is_not_held_at_a_moment_without_a_zone():
    with (
        pytest.raises(ValueError, match="time zone"),
        clock.held_at(MOMENT.replace(tzinfo=None)),
    ):
        pass
