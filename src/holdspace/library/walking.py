"""From screen to screen of a guide, past those on which nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.guides import enabled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from holdspace.core.guides import Answers, Guide, Item


def next_screen(guide: Guide, answers: Answers, index: int, step: int) -> int:
    """Find the next screen, forwards or backwards, that has anything on it.

    Returns:
        Its index; past the last one it is their number, before the first one 0.
    """
    on = enabled(guide, answers)
    at = index + step
    while 0 <= at < len(guide.screens) and not _says(guide.screens[at].items, on):
        at += step
    return max(0, at)


def opened_unseen(guide: Guide, answers: Answers, unseen: Collection[str]) -> str:
    """Find what an answer has switched on and its page had not shown.

    Args:
        guide: The guide.
        answers: The answers, those of the page among them.
        unseen: What the page had kept hidden, each as ``place:name``.

    Returns:
        The place of the first such field, or nothing.
    """
    if not unseen:
        return ""
    on = enabled(guide, answers)
    for told in unseen:
        place, _, name = told.partition(":")
        if place.isdecimal() and (name in on or name.removeprefix("=") in on):
            return place
    return ""


def _says(items: Sequence[Item], on: frozenset[str]) -> bool:
    for item in items:
        if item.hidden or item.link_id not in on:
            continue
        is_box = item.type == "group" and item.supported and not item.repeats
        if not is_box or _says(item.items, on):
            return True
    return False
