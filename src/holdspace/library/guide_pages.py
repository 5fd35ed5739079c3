"""What the open list of guides shows, and the page of one guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.library import imported, shelf
from holdspace.library.facts import Facts, facts_of, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdspace.core.guides import Guide

# In the order in which they are shown.
PLACES: Final[Mapping[str, str]] = {
    "after-tears": "After tears",
    "settling": "Settling",
    "thoughts": "Thoughts",
    "feelings-and-body": "Feelings and body",
    "parts": "Parts",
    "after-a-session": "After a session",
    "change-and-loss": "Change and loss",
    "": "From this practice",
}


@dataclass(frozen=True, slots=True)
class CardPage:
    """One guide in the list."""

    code: str
    title: str
    about: str
    length: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The guides of one place in the list, short ones first."""

    title: str
    cards: tuple[CardPage, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One guide: what somebody may want to know before they begin it."""

    name: str
    code: str
    title: str
    about: str
    purpose: tuple[str, ...]
    length: str
    source: tuple[str, ...]
    rights: tuple[str, ...]
    licence: str
    touches: str
    reviewed: str
    has_drawing: bool


def list_page(guides: Iterable[Guide]) -> tuple[PlacePage, ...]:
    """Put guides in their places; a place without any is not shown."""
    cards: dict[str, list[tuple[tuple[int, int], CardPage]]] = {}
    for guide in guides:
        facts = facts_of(guide)
        card = CardPage(
            code=shelf.code_of(guide),
            title=guide.title,
            about=_about(guide),
            length=_length(guide, facts),
        )
        place = facts.place if facts.place in PLACES else ""
        cards.setdefault(place, []).append((facts.minutes or (0, 0), card))
    return tuple(
        PlacePage(title, _short_first(cards[place]))
        for place, title in PLACES.items()
        if place in cards
    )


def guide_page(name: str, guide: Guide) -> GuidePage:
    """Tell what a guide says about itself; ``name`` is what it is begun by."""
    facts = facts_of(guide)
    # What a form from elsewhere calls approved was approved by nobody we know.
    ours = is_ours(guide)
    day = facts.reviewed if ours else ""
    # Ours tell there where the idea comes from; others tell whose the words are.
    told = _paragraphs(facts.source)
    return GuidePage(
        name=name,
        code=shelf.code_of(guide),
        title=guide.title,
        about=_about(guide),
        purpose=_paragraphs(facts.purpose),
        length=_length(guide, facts),
        source=told if ours else (),
        rights=() if ours else told,
        licence=imported.licence_of(guide),
        touches=facts.touches,
        reviewed=f"Reviewed by a clinician; approved on {day}." if day else "",
        has_drawing=name == shelf.BREATHING,
    )


def _short_first(
    cards: list[tuple[tuple[int, int], CardPage]],
) -> tuple[CardPage, ...]:
    in_order = sorted(cards, key=lambda one: (one[0], one[1].title))
    return tuple(card for _, card in in_order)


def _about(guide: Guide) -> str:
    found = guide.raw.get("description")
    return found if isinstance(found, str) else ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("\n\n") if one.strip())


def _length(guide: Guide, facts: Facts) -> str:
    count = len(guide.screens)
    pages = "One page" if count == 1 else f"{count} pages"
    if facts.minutes is None:
        return pages
    low, high = facts.minutes
    return f"{pages}, about {low} to {high} minutes"
