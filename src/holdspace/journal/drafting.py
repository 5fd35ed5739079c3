"""How what is typed finds its way into a draft, and what two pages at once become.

Pure functions on records: what is stored when, is decided in ``flows``.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from holdspace.accounts.names import is_zone
from holdspace.core import guides
from holdspace.core.guides import Answers, AnswersRefused, Guide
from holdspace.journal.documents import Arrival, Draft, Mark, Other
from holdspace.library.facts import moment_links

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID


EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2199


class Outcome(Enum):
    """What became of one save."""

    KEPT = auto()
    OLDER = auto()
    BESIDE = auto()


class Choice(Enum):
    """What a person decides about a second text."""

    FIRST = "first"
    OTHER = "other"
    BOTH = "both"


def answers_of(draft: Draft, guide: Guide) -> Answers:
    """The answers that a draft holds.

    Raises:
        ResponseUnreadable: They cannot be read (a bug, or damage).
    """
    return guides.unpack(bytes(draft.response)).answers(guide)


def with_answers(draft: Draft, guide: Guide, row: UUID, answers: Answers) -> Draft:
    """Put answers into a draft."""
    packed = guides.pack(
        guide, answers, ident=row, authored=draft.authored, status="in-progress"
    )
    return msgspec.structs.replace(draft, response=msgspec.Raw(packed))


def apply(
    draft: Draft, guide: Guide, row: UUID, arrival: Arrival, *, default_zone: str
) -> tuple[Draft, Outcome]:
    """Take one save of one screen into a draft.

    A page goes on from its own last save, whatever the order in which its saves
    arrive. A page that had shown an older text than the one kept now does not
    overwrite it: its text is kept beside it, and the person decides.

    Raises:
        AnswersRefused: What was typed does not fit; the draft stays as it was.
    """
    beside = (other.count for other in draft.others if _same_page(other, arrival))
    if arrival.count < max(beside, default=0):
        # The page's newer text stands there already.
        return draft, Outcome.BESIDE
    screen = guide.screens[arrival.screen]
    zone = zone_of(arrival.zone, draft.zone, default_zone)
    new = guides.check(guide, arrival.given, zone=zone, screen=screen)
    old = answers_of(draft, guide)
    links = frozenset(guides.asked(guide, screen))
    mark = draft.marks.get(arrival.screen, Mark())
    if mark.page == arrival.page:
        if arrival.count < mark.count:
            return draft, Outcome.OLDER
    elif mark.revision != arrival.seen and old.only(links) != new:
        return set_aside(draft, arrival), Outcome.BESIDE
    merged = old.merged(new, links)
    marks = {
        **draft.marks,
        arrival.screen: Mark(mark.revision + 1, arrival.page, arrival.count),
    }
    # What this page had sent and could not be kept before, is kept now.
    others = tuple(other for other in draft.others if not _same_page(other, arrival))
    draft = msgspec.structs.replace(
        draft, marks=marks, others=others, screen=arrival.screen
    )
    return with_answers(draft, guide, row, merged), Outcome.KEPT


def file_arrival(
    draft: Draft, guide: Guide, row: UUID, arrival: Arrival, *, default_zone: str
) -> Draft:
    """Take into a draft what came in while the space was locked.

    Nobody is there to be asked, so what does not fit is kept beside the draft as
    it was typed. Either way the draft is marked: a text that came in locked was
    sealed to a public key, and that proves no author.
    """
    try:
        draft, outcome = apply(draft, guide, row, arrival, default_zone=default_zone)
    except (AnswersRefused, IndexError):
        draft, outcome = set_aside(draft, arrival), Outcome.BESIDE
    others = tuple(
        msgspec.structs.replace(other, locked=True)
        if outcome is Outcome.BESIDE and _same_page(other, arrival)
        else other
        for other in draft.others
    )
    return msgspec.structs.replace(draft, locked=True, others=others)


def decide(
    draft: Draft,
    guide: Guide,
    row: UUID,
    *,
    other: Other,
    choice: Choice,
    default_zone: str,
) -> Draft:
    """Settle a second text as the person decided; undecided ones stay.

    Raises:
        AnswersRefused: The second text does not fit and was to be used.
    """
    rest = tuple(one for one in draft.others if one is not other)
    if choice is not Choice.FIRST:
        screen = guide.screens[other.screen]
        zone = zone_of("", draft.zone, default_zone)
        new = guides.check(guide, other.given, zone=zone, screen=screen)
        old = answers_of(draft, guide)
        links = frozenset(guides.asked(guide, screen))
        if choice is Choice.BOTH:
            new = _joined(guide, old, new, links)
            # Together they may be longer than one answer can be.
            guides.check(guide, guides.given_from(guide, new), zone=zone, screen=screen)
        mark = draft.marks.get(other.screen, Mark())
        marks = {**draft.marks, other.screen: Mark(mark.revision + 1, "", 0)}
        draft = msgspec.structs.replace(draft, marks=marks)
        draft = with_answers(draft, guide, row, old.merged(new, links))
    return msgspec.structs.replace(draft, others=rest)


def zone_of(*names: str) -> tzinfo:
    """The first of these names that is a time zone, or UTC."""
    known = (name for name in names if is_zone(name))
    return ZoneInfo(next(known, "UTC"))


def moment_of(value: str, zone: tzinfo) -> datetime | None:
    """The moment that a stored day or time is about; a day begins in ``zone``.

    A year or a month alone is no moment. Nor is what lies so far away that a
    calendar, or another time zone, cannot show it: one slip in a year must not keep
    a whole timeline from being drawn.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def revision_of(draft: Draft, screen: int) -> int:
    """How often a screen was written."""
    return draft.marks.get(screen, Mark()).revision


def answered_screens(guide: Guide, answers: Answers) -> tuple[bool, ...]:
    """For each screen, whether anything on it is answered but the moment it began."""
    settled = guides.settle(guide, answers).without(moment_links(guide))
    return tuple(
        bool(settled.only(guides.asked(guide, screen))) for screen in guide.screens
    )


def set_aside(draft: Draft, arrival: Arrival) -> Draft:
    """Keep what was sent beside the draft, as it was typed, until it is decided on.

    A page has one place there: its newer save takes the place of its older one.
    """
    kept = tuple(other for other in draft.others if not _same_page(other, arrival))
    fresh = Other(
        screen=arrival.screen,
        given=arrival.given,
        page=arrival.page,
        count=arrival.count,
        at=arrival.at,
    )
    return msgspec.structs.replace(draft, others=(*kept, fresh))


def _same_page(other: Other, arrival: Arrival) -> bool:
    return (other.page, other.screen) == (arrival.page, arrival.screen)


def _joined(guide: Guide, old: Answers, new: Answers, links: frozenset[str]) -> Answers:
    joined = new
    for link in links:
        item = guide.item(link)
        if item is None:
            continue
        before, after = old.values(link), new.values(link)
        if item.type == "text":
            texts = [str(v) for v in dict.fromkeys((*before, *after))]
            joined = joined.with_values(link, ["\n\n".join(texts)] if texts else [])
        elif item.repeats and item.type != "group":
            joined = joined.with_values(link, dict.fromkeys((*before, *after)))
        elif item.repeats:
            rows = dict.fromkeys((*old.rows(link), *new.rows(link)))
            joined = joined.with_rows(link, rows)
        elif before:
            joined = joined.with_values(link, before)
    return joined
