"""What goes along with more or less relief: what entries carry, and what not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.patterns.pages.parts import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdspace.core.insights import Statement
    from holdspace.patterns.pages.parts import SaidPage

NAMES: Final = {
    "company": "Who was there",
    "support": "Support",
    "setting": "Where it was",
    "kinds": "What sort of tears",
    "trigger": "What brought them",
    "intensity": "How strong they were",
    "held-back": "Holding back",
    "ashamed": "Feeling ashamed",
    "apology": "Saying sorry",
    "clearer": "What became clearer",
    "hour": "The time of day",
}
_OTHER: Final = "Something else"
# What research has a note about, by what it stands beside; one note for two of them.
_TOPICS: Final = {
    "company": "company",
    "support": "company",
    "held-back": "held-back",
    "ashamed": "ashamed",
    "apology": "apology",
    "clearer": "clearer",
}


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What is said about one thing: its name, and a sentence for each answer to it."""

    name: str
    said: tuple[SaidPage, ...]


@dataclass(frozen=True, slots=True)
class AlongPage:
    """What goes along with relief.

    Attributes:
        carried: What the entries carry.
        open: What they cannot tell yet.
        topics: What research has notes about, of what is carried.
    """

    carried: tuple[AboutPage, ...]
    open: tuple[AboutPage, ...]
    topics: tuple[str, ...]


def along(statements: Sequence[Statement]) -> AlongPage:
    """Sort the statements of the third kind into what is carried and what is open."""
    ours = [one for one in statements if one.number == 3]
    shown = [one for one in ours if one.shown]
    topics = (_TOPICS.get(_factor(one)) for one in shown)
    return AlongPage(
        carried=tuple(_by_name(shown)),
        open=tuple(_by_name(one for one in ours if not one.shown)),
        topics=tuple(dict.fromkeys(one for one in topics if one)),
    )


def _by_name(statements: Iterable[Statement]) -> Iterable[AboutPage]:
    found: dict[str, dict[str, SaidPage]] = {}
    for one in statements:
        # The same sentence for several answers is said once.
        found.setdefault(_name(one), {}).setdefault(one.sentence, said(one))
    for name, sentences in found.items():
        yield AboutPage(name, tuple(sentences.values()))


def _factor(statement: Statement) -> str:
    return statement.factor or statement.id.split(".")[1]


def _name(statement: Statement) -> str:
    return NAMES.get(_factor(statement), _OTHER)
