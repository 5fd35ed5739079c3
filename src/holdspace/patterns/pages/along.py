"""What goes along with more or less relief: what entries carry, and what not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core.insights import WhyNot
from holdspace.core.insights.phrases import PHRASES, phrase
from holdspace.patterns.pages.parts import listed, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
_LEVELS: Final = {
    ("company", "alone"): "nobody",
    ("setting", "home"): "at home",
    ("setting", "in-session"): "in a session",
    ("setting", "out"): "out and about",
    ("intensity", "high"): "stronger ones",
    ("held-back", "high"): "more held back",
    ("ashamed", "high"): "more ashamed",
    ("hour", "night"): "at night",
    ("hour", "morning"): "in the morning",
    ("hour", "afternoon"): "in the afternoon",
    ("hour", "evening"): "in the evening",
}
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
class AnswerPage:
    """An answer in a table: what it is, how often, and how many more it would take."""

    name: str
    counted: str
    more: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One thing of which the entries cannot tell yet.

    Attributes:
        name: What it is.
        line: All of it in a line: the answers, how often each, and why nothing more.
        answers: The same as a table.
        asked: The answer that chance can be asked about: where most seems to differ.
        asked_name: What that is called.
    """

    name: str
    line: str
    answers: tuple[AnswerPage, ...]
    asked: SaidPage | None
    asked_name: str


@dataclass(frozen=True, slots=True)
class AlongPage:
    """What goes along with relief.

    Attributes:
        carried: What the entries carry.
        open: What they cannot tell yet.
        topics: What research has notes about, of what is carried.
    """

    carried: tuple[AboutPage, ...]
    open: tuple[OpenPage, ...]
    topics: tuple[str, ...]


def along(statements: Sequence[Statement]) -> AlongPage:
    """Sort the statements of the third kind into what is carried and what is open."""
    ours = [one for one in statements if one.number == 3]
    shown = [one for one in ours if one.shown]
    topics = (_TOPICS.get(_factor(one)) for one in shown)
    unsure = _by_name(one for one in ours if not one.shown)
    return AlongPage(
        carried=tuple(
            # The same sentence for several answers is said once.
            AboutPage(name, tuple({one.sentence: said(one) for one in found}.values()))
            for name, found in _by_name(shown).items()
        ),
        open=tuple(_open(name, found) for name, found in unsure.items()),
        topics=tuple(dict.fromkeys(one for one in topics if one)),
    )


def _by_name(statements: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for one in statements:
        name = NAMES.get(_factor(one), _OTHER)
        found.setdefault(name, []).append(one)
    return found


def _open(name: str, statements: Sequence[Statement]) -> OpenPage:
    ordered = sorted(statements, key=lambda one: -(one.n_level or 0))
    counted = listed([f"{_level(one)} {one.n_level or 0}" for one in ordered])
    asked = max(
        (one for one in ordered if one.estimate is not None),
        key=lambda one: abs(one.estimate or 0),
        default=None,
    )
    return OpenPage(
        name=name,
        line=f"{name}: {counted}, of {_of(ordered[0])}. {_why(ordered)}",
        answers=tuple(
            AnswerPage(_level(one), f"{one.n_level or 0} of {_of(one)}", _more(one))
            for one in ordered
        ),
        asked=said(asked) if asked else None,
        asked_name=_level(asked) if asked else "",
    )


def _why(statements: Sequence[Statement]) -> str:
    compared = [one.why_not is WhyNot.CANNOT_TELL for one in statements]
    if not any(compared):
        return "Not enough to compare."
    if all(compared):
        return "No difference that your entries can tell apart."
    return "No difference that your entries can tell apart, and not enough of some."


def _more(statement: Statement) -> str:
    if statement.needed is None:
        return "nothing to compare it with"
    if statement.needed <= 0:
        return "none: two points would most likely have shown"
    return str(statement.needed)


def _of(statement: Statement) -> int:
    return (statement.n_level or 0) + (statement.n_against or 0)


def _level(statement: Statement) -> str:
    factor, level = _factor(statement), statement.level
    level = level or statement.id.rpartition(".")[2]
    if (factor, level) in _LEVELS:
        return _LEVELS[factor, level]
    return phrase(factor, level) if factor in PHRASES else level


def _factor(statement: Statement) -> str:
    return statement.factor or statement.id.split(".")[1]
