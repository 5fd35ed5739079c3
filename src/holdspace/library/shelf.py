"""The shelf: every published version of every guide that comes with Holdspace."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from holdspace.core.guides import read_guide

if TYPE_CHECKING:
    from holdspace.core.guides import Guide

GUIDES: Final = "https://holdspace.org/guides/"

AFTER_TEARS: Final = "after-tears"
HELD_BACK_TEARS: Final = "held-back-tears"
CHECK_IN: Final = "check-in"
LATER: Final = "after-tears-later"
PAPER_TOTAL: Final = "paper-total"
NAMES: Final = (AFTER_TEARS, HELD_BACK_TEARS, CHECK_IN, LATER, PAPER_TOTAL)


class NotOnTheShelf(Exception):
    """No guide of this name, or not in this version, comes with Holdspace."""


def guide(name_or_canonical: str) -> Guide:
    """Take a guide from the shelf.

    Args:
        name_or_canonical: A short name such as ``after-tears`` or an address
            without a version, for the newest version; or ``address|version``,
            for exactly the version that a reflection was written with.

    Raises:
        NotOnTheShelf: There is no such guide, or not in that version.
    """
    found = _by_any_name().get(name_or_canonical)
    if found is None:
        raise NotOnTheShelf
    return found


@cache
def every_version() -> tuple[Guide, ...]:
    """List all guides in all versions, oldest version of each first."""
    folder = resources.files("holdspace.content").joinpath("guides")
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".json"))
    return tuple(sorted((read_guide(file.read_bytes()) for file in files), key=_age))


@cache
def _by_any_name() -> dict[str, Guide]:
    found: dict[str, Guide] = {}
    for one in every_version():
        # Sorted by version, so that the newest one keeps the short names.
        found[one.canonical] = one
        found[one.url] = one
        found[one.url.removeprefix(GUIDES)] = one
    return found


def _age(one: Guide) -> tuple[str, tuple[int, ...]]:
    return one.url, tuple(int(part) for part in one.version.split("."))
