"""How many, and never who: what a keeper may know of the people here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from holdspace.accounts import store

if TYPE_CHECKING:
    from datetime import datetime

# The sweeper comes once a minute; what lies here longer waits for nobody.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of people and of what belongs to their signing in.

    Attributes:
        people: Who has a space here.
        without_lock: For whom nothing opens, because their lock is gone.
        codes_to_confirm: Who has not typed their recovery code back yet.
        ended: Sessions, unlocked spaces and what belongs to second steps, that ended
            and are still stored.
    """

    people: int
    without_lock: int
    codes_to_confirm: int
    ended: int


def tally(now: datetime) -> Tally:
    """Count people and what ended; nothing is changed."""
    return Tally(
        people=store.count_people(),
        without_lock=store.count_without_lock(),
        codes_to_confirm=store.count_codes_to_confirm(),
        ended=store.count_ended(now - GRACE),
    )
