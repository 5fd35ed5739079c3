"""What a guide requires and a person left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.guides.asking import level_items, place_path
from holdspace.core.guides.enabling import Levels, enabled
from holdspace.core.guides.refusals import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.guide import Guide, Item

NEEDED = "This one is needed before the form is finished."


def missing(
    guide: Guide,
    answers: Answers,
    screen: Item | None = None,
    *,
    on: frozenset[str] | None = None,
    held: Mapping[str, int] | None = None,
) -> Iterator[Problem]:
    """List what is required, on, and open.

    A required group asks for any answer inside it. What a person cannot
    answer, because it is hidden, read-only or not known here, is not missing,
    unless ``held`` is told.

    Args:
        guide: The guide.
        answers: The answers to it.
        screen: One of its screens, or None for all of them.
        on: What ``enabled`` said of these answers, if it was asked already.
        held: How many answers there are of each kind that is not known here, where
            those are asked for as well.
    """
    if not guide.required:
        return
    on = enabled(guide, answers) if on is None else on
    levels = Levels(guide, answers)
    for link in guide.required:
        place = guide.places[link]
        item = place.item
        if held is None and not _can_answer(guide, link):
            continue
        if screen is not None and not _is_within(guide, link, screen):
            continue
        for level in levels.at(place.scope):
            name = level.prefix + link
            if level.blank or name not in on:
                continue
            sentence = _open(item, _count(item, level.chain[-1], held or {}))
            if sentence:
                path = place_path(guide, link, level.indexes)
                yield Problem(link, path, sentence, name)


def _open(item: Item, count: int) -> str | None:
    least = max(item.min_occurs or 0, 1 if item.required else 0)
    if count >= least:
        return None
    if least > 1:
        return f"At least {least:,} are needed here before the form is finished."
    return NEEDED


def _count(item: Item, answers: Answers, held: Mapping[str, int]) -> int:
    """Count the answers or rows of an item; a plain group counts what is in it."""
    link = item.link_id
    count = len(answers.values(link)) + len(answers.rows(link)) + held.get(link, 0)
    if item.type == "group" and not item.repeats:
        count += sum(_count(inner, answers, held) for inner in item.items)
    return count


def _can_answer(guide: Guide, link: str) -> bool:
    if any(one.hidden or one.read_only for one in _upwards(guide, link)):
        return False
    return any(level_items((guide.places[link].item,)))


def _is_within(guide: Guide, link: str, screen: Item) -> bool:
    roots = {one.link_id for one in ((screen,) if screen.link_id else screen.items)}
    return any(one.link_id in roots for one in _upwards(guide, link))


def _upwards(guide: Guide, link: str) -> Iterator[Item]:
    while link:
        place = guide.places[link]
        yield place.item
        link = place.parent
