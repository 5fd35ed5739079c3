"""What a search asks for, and what it brings; never stored, never logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from holdspace.journal.found import Found, Query
from holdspace.journal.records import OWN
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from holdspace.journal.records import Written

AT_ONCE: Final = 10
"""How many finds are shown at once: they are looked through while one types."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that can be looked for besides words.

    Attributes:
        name: What it is called in the form.
        label: What it is called on the page.
        links: The questions at which it may have been chosen.
    """

    name: str
    label: str
    links: tuple[str, ...]


FILTERS: Final = (
    Filter("feeling", "A feeling", ("feelings", "feelings-after")),
    Filter("trigger", "What was there just before", ("trigger",)),
    Filter("body", "Where in the body", ("body-places",)),
    Filter("setting", "Where you were", ("setting",)),
    Filter("need", "What you needed", ("needs",)),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the form sends, and how it is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was sent.

    Attributes:
        words: What was typed, whole.
        terms: The folded words and phrases of it that are looked for.
        left_out: Whether some of what was typed is not looked for.
        chosen: What was chosen, by the name of the filter.
        month: A month, counted from the year 0.
        start: How many of the finds were shown before.
    """

    words: str = ""
    terms: tuple[str, ...] = ()
    left_out: bool = False
    chosen: dict[str, str] = field(default_factory=dict)
    month: int | None = None
    start: int = 0

    @property
    def closer(self) -> bool:
        """Whether more than words are looked for."""
        return bool(self.chosen) or self.month is not None

    def query(self) -> Query:
        """What the index is asked."""
        chosen = tuple(
            (one.links, self.chosen[one.name])
            for one in FILTERS
            if one.name in self.chosen
        )
        return Query(terms=self.terms, chosen=chosen, month=self.month)


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search brought, with the words of what it shows.

    Attributes:
        found: How many there are, and some of them.
        start: How many newer ones there are.
        written: The words of those that could be opened, by their id.
        damaged: How many of those to be shown could not be opened.
    """

    found: Found
    start: int
    written: dict[UUID, Written]
    damaged: int


def offered(own: Mapping[str, Sequence[str]]) -> dict[str, tuple[Option, ...]]:
    """What can be chosen for each filter: our wordings, then the person's own words.

    Args:
        own: The person's own words, by the question.
    """
    return {one.name: tuple(_options(one, own)) for one in FILTERS}


def _options(one: Filter, own: Mapping[str, Sequence[str]]) -> list[Option]:
    guide = shelf.guide(shelf.AFTER_TEARS)
    found: dict[str, str] = {}
    for link in one.links:
        item = guide.item(link)
        if item is not None:
            found |= {option.code: option.text for option in item.options}
    for link in one.links:
        found |= {f"{OWN}{word}": word for word in own.get(link, ())}
    return [Option(value, text) for value, text in found.items()]
