"""The shapes of a field: what its template shows, and nothing it has to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

type Kind = Literal[
    "chips",
    "choice",
    "body",
    "scale",
    "yes-no",
    "text",
    "line",
    "number",
    "moment",
    "ledger",
    "rows",
    "group",
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


@dataclass(frozen=True, slots=True)
class FieldPage:
    """One field as its template shows it."""

    kind: Kind
    link_id: str
    name: str
    id: str
    label: str
    hint: str = ""
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
    rows: tuple[RowPage, ...] = ()
    fields: tuple[FieldPage, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        """Name the template that draws this kind of field."""
        return f"library/fields/{self.kind}.html"

    @property
    def described_by(self) -> str:
        """List the ids of what explains this field, for assistive technology."""
        hint = [f"{self.id}-hint"] if self.hint else []
        ends = [f"{self.id}-ends"] if self.low or self.high else []
        problem = [f"{self.id}-problem"] if self.problems else []
        return " ".join(hint + ends + problem)

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


def input_type(typed: str, values: Sequence[str]) -> str:
    """Choose the input that shows these values just as they were typed."""
    shape = _SHAPES.get(typed)
    # A browser empties a date field that holds anything but a date; what was
    # typed is shown in a plain field instead.
    if shape is None or not all(shape.fullmatch(value) for value in values if value):
        return "text"
    return typed
