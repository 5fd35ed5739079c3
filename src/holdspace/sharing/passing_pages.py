"""What the pages of letters and of assigned guides show, on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.journal.pages.answers import day_of, moment_of
from holdspace.library import shelf
from holdspace.library.facts import facts_of
from holdspace.library.guide_pages import PLACES, guide_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from holdspace.library.guide_pages import GuidePage
    from holdspace.sharing.flows import Assigned, SentLetter

ELSEWHERE: Final = "Measures, and what else is handed out"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter.

    Attributes:
        id: Names it in an address.
        mine: Whether whoever looks wrote it.
        who: Who wrote it, in a word.
        when: When it was sent.
        words: What was written.
        is_new: Whether it came since they last looked.
    """

    id: UUID
    mine: bool
    who: str
    when: str
    words: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class SuggestedPage:
    """A guide or measure that was assigned.

    Attributes:
        id: Names it in an address.
        bond: Names the other side in an address.
        name: What the other side is called.
        title: What the guide is called; empty if it is not on the shelf any more.
        guide: What the guide says about itself; None if it is not there any more.
        why: What it is for, in a line of the therapist's.
        smaller: A smaller version; empty if there is none.
        day: The day on which both mean to look at it, in words; empty if there is none.
        is_past: Whether that day is over.
        is_aside: Whether the client put it aside.
        stands: Whether its answers go to the therapist until further notice.
        since: When it was assigned.
    """

    id: UUID
    bond: UUID
    name: str
    title: str
    guide: GuidePage | None
    why: str
    smaller: str
    day: str
    is_past: bool
    is_aside: bool
    stands: bool
    since: str

    @property
    def is_ahead(self) -> bool:
        """Whether it stands on Today: there, not put aside, its day not over."""
        return self.guide is not None and not self.is_past and not self.is_aside


@dataclass(frozen=True, slots=True)
class FromPage:
    """A therapist who wrote something new."""

    bond: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TodayPart:
    """What is laid onto Today: what is suggested, and who wrote."""

    suggested: tuple[SuggestedPage, ...]
    letters: tuple[FromPage, ...]
    is_more: bool


def letters(
    found: Iterable[SentLetter], *, name: str, zone: tzinfo
) -> tuple[LetterPage, ...]:
    """Lay letters out, the newest first."""
    pages = [
        LetterPage(
            id=one.id,
            mine=one.mine,
            who="You" if one.mine else name,
            when=moment_of(one.sent_at.astimezone(zone)),
            words=one.words,
            is_new=one.is_new,
        )
        for one in found
    ]
    return tuple(reversed(pages))


def suggested(
    found: Assigned, *, name: str, now: datetime, zone: tzinfo
) -> SuggestedPage:
    """Lay out what was assigned."""
    guide = found.guide
    told = None if guide is None else guide_page(shelf.name_of(guide), guide)
    today = now.astimezone(zone).date()
    return SuggestedPage(
        id=found.id,
        bond=found.bond,
        name=name,
        title=told.title if told else "",
        guide=told,
        why=found.why,
        smaller=found.smaller,
        day=_day(found.look_on, today),
        is_past=found.look_on is not None and found.look_on < today,
        is_aside=found.is_aside,
        stands=found.stands,
        since=day_of(found.assigned_at.astimezone(zone).date()),
    )


def handed_out() -> list[tuple[str, list[tuple[str, str]]]]:
    """Lay out everything that can be assigned, by name and title, in its places."""
    places: dict[str, list[tuple[str, str]]] = {}
    for name, guide in shelf.handed_out().items():
        place = PLACES.get(facts_of(guide).place, ELSEWHERE)
        places.setdefault(place, []).append((name, guide.title))
    return [
        (place, sorted(found, key=lambda one: one[1].casefold()))
        for place, found in sorted(places.items())
    ]


def _day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return "today" if day == today else day_of(day)
