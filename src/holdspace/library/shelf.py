"""The shelf: every published version of every guide, ours and the practice's."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from holdspace.core.guides import read_guide
from holdspace.library import arriving, imported
from holdspace.library.facts import ASSIGNED, OPEN, OURS, facts_of, is_ours

if TYPE_CHECKING:
    from holdspace.core.guides import Guide

GUIDES: Final = OURS

AFTER_TEARS: Final = "after-tears"
HELD_BACK_TEARS: Final = "held-back-tears"
CHECK_IN: Final = "check-in"
LATER: Final = "after-tears-later"
CLOSER_LOOKS: Final = ("closer-look-short", "closer-look-middle", "closer-look-full")
BREATHING: Final = "paced-breathing"
GROUNDING: Final = "grounding"
PAPER_TOTAL: Final = "paper-total"


class NotOnTheShelf(Exception):
    """No guide of this name, or not in this version, is or was on the shelf."""


def guide(name_or_canonical: str) -> Guide:
    """Take a guide from the shelf.

    Args:
        name_or_canonical: A short name such as ``after-tears`` or an address
            without a version, for the newest version; or ``address|version``,
            for exactly the version that a reflection was written with. What a
            keeper put on the shelf is found in the same three ways, by exactly its
            version also when it was retired. Ours come first.

    Raises:
        NotOnTheShelf: There is no such guide, or not in that version.
    """
    found = _by_any_name().get(name_or_canonical) or imported.find(name_or_canonical)
    if found is None:
        raise NotOnTheShelf
    return found


@cache
def every_version() -> tuple[Guide, ...]:
    """List all guides in all versions, oldest version of each first."""
    folder = resources.files("holdspace.content").joinpath("guides")
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".json"))
    return tuple(sorted((read_guide(file.read_bytes()) for file in files), key=_age))


def name_of(one: Guide) -> str:
    """Give the short name of a guide, by which it is begun."""
    if is_ours(one):
        return one.url.removeprefix(GUIDES)
    return arriving.name_of(one.url)


def code_of(one: Guide) -> str:
    """Give what stands for a guide in an address.

    An address stays in a browser's history, where a name such as that of the letter in
    grief would tell. The code is no secret: whoever has this program can look it up.
    """
    return hashlib.sha256(one.url.encode()).hexdigest()[:8]


def open_guides() -> dict[str, Guide]:
    """List the guides that anybody may begin by themselves, newest version, by name.

    What a therapist assigns, what is the therapist's own, and what only follows
    another guide is on the shelf and not in here. Of the practice's forms those are
    that its keeper opened to everybody.
    """
    practice = {one.name: one.guide for one in imported.published() if one.is_open}
    return practice | our_open_guides()


def handed_out() -> dict[str, Guide]:
    """List the guides that a therapist may hand to somebody, newest version, by name.

    These are the open ones, those that are there only to be handed out, and every form
    that a keeper put on the shelf, as long as it was not retired.
    """
    practice = {one.name: one.guide for one in imported.published()}
    return practice | _ours_to_hand_out()


@cache
def our_open_guides() -> dict[str, Guide]:
    """List those of them that come with Holdspace."""
    newest = {name_of(one): one for one in every_version()}
    return {
        name: one for name, one in newest.items() if facts_of(one).opened_by == OPEN
    }


@cache
def _ours_to_hand_out() -> dict[str, Guide]:
    newest = {name_of(one): one for one in every_version()}
    may = (OPEN, ASSIGNED)
    return {name: one for name, one in newest.items() if facts_of(one).opened_by in may}


@cache
def _by_any_name() -> dict[str, Guide]:
    found: dict[str, Guide] = {}
    for one in every_version():
        # Sorted by version, so that the newest one keeps the short names.
        found[one.canonical] = one
        found[one.url] = one
        found[name_of(one)] = one
    return found


def _age(one: Guide) -> tuple[str, tuple[int, ...]]:
    return one.url, tuple(int(part) for part in one.version.split("."))
