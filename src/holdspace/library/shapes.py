"""The shapes of a field: what its template shows, and nothing it has to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from holdspace.core.guides import Guide

type Kind = Literal[
    "chips",
    "choice",
    "select",
    "body",
    "scale",
    "slider",
    "quantity",
    "yes-no",
    "text",
    "line",
    "number",
    "date",
    "moment",
    "ledger",
    "rows",
    "group",
    "matrix",
    "grid",
    "display",
    "fixed",
    "unsupported",
    "carried",
]

# A place that lies on both sides has two spots; what is nowhere in particular
# has none and stands in the list only.
SPOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "head": ("head",),
    "eyes": ("eyes",),
    "jaw": ("jaw",),
    "throat": ("throat",),
    "shoulders": ("shoulders",),
    "chest": ("chest",),
    "belly": ("belly",),
    "back": ("back",),
    "arms": ("arm-one", "arm-other"),
    "hands": ("hand-one", "hand-other"),
    "legs": ("legs",),
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,5}")
_NO_LINES: Final = frozenset({"carried", "display"})
_SHAPES: Final = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d(:\d\d)?"),
}


@dataclass(frozen=True, slots=True)
class OptionPage:
    """One thing that can be chosen."""

    id: str
    value: str
    text: str
    checked: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class SpotPage:
    """One place on the drawing of a body: a second label of the same checkbox."""

    id: str
    at: str
    text: str
    behind: bool = False


@dataclass(frozen=True, slots=True)
class InputPage:
    """One place to write in."""

    id: str
    value: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """One row of a group that repeats.

    ``carried`` are names and values that go back with the form unseen, such as
    which need a line of the support ledger is about.
    """

    label: str
    fields: tuple[FieldPage, ...]
    carried: tuple[tuple[str, str], ...] = ()
    name: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class NotesPage:
    """What is said about a field, or about a whole screen, beside its own text.

    ``link`` is an address of the web, ``source`` any other kind of place.
    """

    hint: str = ""
    more: str = ""
    legal: str = ""
    link: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FieldPage:
    """One field as its template shows it.

    Attributes that need a word: ``fields`` stand inside of a group, ``under`` below a
    question. ``stands_in`` is what counts while it is left open; ``own_unit`` the unit
    that was written, where any may be. ``off`` is hidden until its rules hold; ``when``
    tells a script these rules, ``all_of`` that each of them counts; ``unseen`` lets
    the form that comes back say that it was not shown. ``styled`` is shown and hidden
    by a style sheet. ``place`` counts what a page can lead back to.
    """

    kind: Kind
    link_id: str
    name: str
    id: str
    label: str
    hint: str = ""
    more: str = ""
    legal: str = ""
    link: str = ""
    source: str = ""
    stands_in: str = ""
    problems: tuple[str, ...] = ()
    options: tuple[OptionPage, ...] = ()
    inputs: tuple[InputPage, ...] = ()
    input_type: str = "text"
    input_mode: str = "text"
    suggestions: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    own_label: str = ""
    own: str = ""
    date: str = ""
    time: str = ""
    instant: str = ""
    zone: str = ""
    settling: bool = False
    instructs: bool = False
    rows: tuple[RowPage, ...] = ()
    fields: tuple[FieldPage, ...] = ()
    under: tuple[FieldPage, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    short: str = ""
    unit: str = ""
    units: tuple[OptionPage, ...] = ()
    own_unit: str | None = None
    upright: bool = False
    least: str = ""
    most: str = ""
    step: str = ""
    place: int = 0
    may_add: bool = False
    off: bool = False
    when: str = ""
    all_of: bool = False
    styled: str = ""
    unseen: str = ""

    @property
    def template(self) -> str:
        """Name the template that draws this kind of field."""
        return f"library/fields/{self.kind}.html"

    @property
    def is_explained(self) -> bool:
        """Say whether anything is said about it beside its own text."""
        notes = (self.hint, self.more, self.legal, self.link, self.source)
        return any(notes) or bool(self.stands_in or self.problems)

    @property
    def hangs(self) -> bool:
        """Say whether it is there only sometimes."""
        return bool(self.styled or self.when or self.unseen) or self.off

    @property
    def anchor(self) -> str:
        """Name the place on the page to which a person is led back, if there is one."""
        return f"at-{self.place}" if self.place and (self.when or self.unseen) else ""

    @property
    def described_by(self) -> str:
        """List the ids of what explains this field, for assistive technology."""
        hint = [f"{self.id}-hint"] if self.hint else []
        ends = [f"{self.id}-ends"] if self.low or self.high else []
        problem = [f"{self.id}-problem"] if self.problems else []
        unit = [f"{self.id}-unit"] if self.unit else []
        return " ".join(hint + ends + unit + problem)

    @property
    def date_type(self) -> str:
        """Name the kind of input that shows the day as it was typed."""
        return input_type("date", (self.date,))

    @property
    def time_type(self) -> str:
        """Name the kind of input that shows the time as it was typed."""
        return input_type("time", (self.time,))

    @property
    def spots(self) -> tuple[SpotPage, ...]:
        """List the places that can be tapped on the drawing."""
        return tuple(
            SpotPage(option.id, at, option.text, behind=at == "back")
            for option in self.options
            for at in SPOTS.get(option.value, ())
        )

    @property
    def answered(self) -> bool:
        """Say whether one of the options is chosen."""
        return any(option.checked for option in self.options)

    @property
    def lines(self) -> tuple[FieldPage, ...]:
        """List what a table shows as its rows."""
        return tuple(one for one in self.fields if one.kind not in _NO_LINES)

    @property
    def aside(self) -> tuple[FieldPage, ...]:
        """List what stands in a table's group and in none of its rows."""
        return tuple(one for one in self.fields if one.kind in _NO_LINES)


def language_of(guide: Guide) -> str:
    """Name the language of a guide, for a page that is in English; else nothing."""
    told = guide.raw.get("language")
    if not isinstance(told, str) or not _LANGUAGE.fullmatch(told):
        return ""
    return "" if told.lower().split("-")[0] == "en" else told


def amiss(fields: Iterable[FieldPage]) -> tuple[FieldPage, ...]:
    """List the fields that something is said about, wherever they stand."""
    return tuple(one for one in _every(fields) if one.problems)


def _every(fields: Iterable[FieldPage]) -> Iterator[FieldPage]:
    for one in fields:
        yield one
        for row in one.rows:
            yield from _every(row.fields)
        yield from _every(one.fields)
        yield from _every(one.under)


def input_type(typed: str, values: Sequence[str]) -> str:
    """Choose the input that shows these values just as they were typed."""
    if typed == "url":
        return typed
    shape = _SHAPES.get(typed)
    # A browser empties a date field that holds anything but a date; what was
    # typed is shown in a plain field instead.
    if shape is None or not all(shape.fullmatch(value) for value in values if value):
        return "text"
    return typed
