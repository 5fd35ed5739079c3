"""What each stored column is for and what it tells, read from one file.

The file is ``content/columns.toml``. The page *What this server holds about you*
shows it, the threat model's table is written from it, and a backup checks envelopes
by it. A test compares it with the tables of the running program.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from holdspace.core.vault import Padding

WHOLE = 64
NO_ENVELOPE = "other"
"""What the file says of a column that is sealed, but not in an envelope of ours."""


@dataclass(frozen=True, slots=True)
class Column:
    """One stored column.

    Attributes:
        kept: How it is kept, such as *sealed* or *in clear, random*.
        tells: What it tells somebody who steals it.
        why: Why it is there.
        pad: How its envelopes are padded; nothing where it holds none.
        shown: How many bytes of a value the page shows. Fewer than usual where the
            value helps to try a password or to open a space.
    """

    kept: str
    tells: str
    why: str
    pad: Padding | None = None
    shown: int = WHOLE


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        says: What it holds, to the person, in one sentence.
        nobody: Whether no row of it leads to a person.
        passing: Whether its rows belong to the running server and to nothing that
            outlives it: a backup leaves them out, a restore removes them.
    """

    says: str
    nobody: bool = False
    passing: bool = False


@cache
def described() -> dict[tuple[str, str], Column]:
    """Every column that is described, by table and name, in the order of the file."""
    return {
        (table, name): _column(given)
        for table, inside in _read().items()
        for name, given in inside.items()
        if isinstance(given, dict)
    }


@cache
def tables() -> dict[str, Table]:
    """Every table that is described, in the order of the file."""
    return {
        name: Table(
            says=str(inside["says"]),
            nobody=bool(inside.get("nobody")),
            passing=bool(inside.get("passing")),
        )
        for name, inside in _read().items()
    }


def _read() -> dict[str, dict[str, object]]:
    text = files("holdspace.content").joinpath("columns.toml").read_text("utf-8")
    return tomllib.loads(text)


def _column(given: dict[str, object]) -> Column:
    pad = given.get("pad")
    return Column(
        kept=str(given["kept"]),
        tells=str(given["tells"]),
        why=str(given["why"]),
        pad=None if pad in (None, NO_ENVELOPE) else Padding(pad),
        shown=int(str(given.get("shown", WHOLE))),
    )
