"""Whether something may be read, and whether it may be shared: moments and days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.core import consent
from holdspace.core.consent import Grant, GrantEnded, PromiseStale

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
MOMENTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  (the strategy adds the zone)
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(MOMENTS, MOMENTS)
def test_without_an_end_it_may_be_read_at_every_moment(given_at, now):
    assert consent.may_read(Grant(given_at), now)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_it_may_be_read_before_its_end_and_never_from_then_on(given_at, ends_at, now):
    grant = Grant(given_at, ends_at)
    assert consent.may_read(grant, now) == (now < ends_at)
    if now < ends_at:
        consent.check_may_read(grant, now)
    else:
        with pytest.raises(GrantEnded):
            consent.check_may_read(grant, now)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_day_that_was_chosen_is_told_from_the_end(day):
    assert consent.last_day(consent.end_of(day)) == day


def test_at_the_very_moment_of_its_end_it_may_not():
    grant = Grant(NOON, NOON + timedelta(hours=1))
    assert consent.may_read(grant, NOON + timedelta(hours=1, microseconds=-1))
    assert not consent.may_read(grant, NOON + timedelta(hours=1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-12, 14))
def test_a_day_is_over_everywhere_at_its_end_and_not_before(day, hours):
    end = consent.end_of(day)
    there = timezone(timedelta(hours=hours))
    assert (end.hour, end.minute, end.tzinfo) == (12, 0, UTC)
    assert end.astimezone(there).date() > day
    last = (end - timedelta(seconds=1)).astimezone(timezone(timedelta(hours=-12)))
    assert last.date() == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 1000))
def test_a_promise_holds_for_ninety_days(confirmed_on, later):
    today = confirmed_on + timedelta(days=later)
    assert consent.is_current(confirmed_on, today) == (later <= 90)
    assert consent.is_current(confirmed_on, today) == (
        today <= consent.promise_ends(confirmed_on)
    )


def test_sharing_is_refused_without_a_promise_and_with_a_stale_one():
    consent.check_may_share(DAY, DAY)
    for confirmed_on in (None, DAY - timedelta(days=91)):
        with pytest.raises(PromiseStale):
            consent.check_may_share(confirmed_on, DAY)
