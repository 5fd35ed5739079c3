"""Which questions a person is asked, and where in the form they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.guides.guide import Guide, Item


def asked(guide: Guide, screen: Item | None = None) -> tuple[str, ...]:
    """List what a form of this screen, or of the whole guide, answers.

    These are linkIds of questions and of repeating groups: what
    ``Answers.merged`` needs as ``about`` when one screen comes back. Hidden
    and read-only questions are not among them, nor what cannot be answered
    here; so none of those is lost when a person writes.
    """
    return tuple(item.link_id for item in level_items(screen_items(guide, screen)))


def screen_items(guide: Guide, screen: Item | None) -> tuple[Item, ...]:
    """Give the items of a screen, a screen being itself an item of the guide."""
    if screen is None:
        return guide.items
    return (screen,) if screen.link_id else screen.items


def level_items(items: Iterable[Item], *, in_row: bool = False) -> Iterator[Item]:
    """Give the questions and repeating groups that a form answers at one level.

    Inside a row hidden and read-only questions are taken too: the form
    carries the whole row, so leaving them out would lose them.
    """
    for item in items:
        if not in_row and (item.hidden or item.read_only):
            continue
        if item.is_rows:
            if item.supported:
                yield item
            continue
        if item.is_question and item.supported:
            yield item
        yield from level_items(item.items, in_row=in_row)


def place_path(guide: Guide, link_id: str, indexes: tuple[int, ...]) -> str:
    """Give the FHIR path to an item in the row that ``indexes`` tell."""
    steps: list[str] = []
    left = list(indexes)
    link = link_id
    while link:
        place = guide.places[link]
        quoted = link.replace("\\", "\\\\").replace("'", "\\'")
        step = f"item.where(linkId='{quoted}')"
        if place.item.is_rows and link != link_id:
            step += f"[{left.pop()}]"
        elif place.item.is_question and link != link_id:
            step += ".answer"
        steps.append(step)
        link = place.parent
    return ".".join(["QuestionnaireResponse", *reversed(steps)])
