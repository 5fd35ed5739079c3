from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from holdspace.web import clock
from tests.rooms import people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from holdspace.web.clock import HeldClock
    from tests.rooms.people import Someone


@pytest.fixture
def held() -> Iterator[HeldClock]:
    """The clock stands at noon, and moves when it is told to."""
    with clock.held_at(people.NOON) as held:
        yield held


@pytest.fixture
def ana(db: None, held: HeldClock) -> Someone:
    """Ana writes."""
    del db, held
    return people.make("ana")


@pytest.fixture
def cleo(db: None, held: HeldClock) -> Someone:
    """Cleo has a space here and no business in Ana's."""
    del db, held
    return people.make("cleo")


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody without an account."""
    del db
    return people.browser()
