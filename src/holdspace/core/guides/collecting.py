"""Gathering answers out of a response's tree of items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.fitting import in_order
from holdspace.core.guides.scalars import ELEMENTS, read_scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdspace.core.guides.guide import Guide, Item
    from holdspace.core.guides.values import Value


# The item which names the response that this one follows.
OF = "of"


def collect(
    guide: Guide, items: list[dict[str, Any]]
) -> tuple[Answers, tuple[str, ...]]:
    """Gather the answers to ``guide``, and the paths of what is none.

    Groups that do not repeat are not insisted on, since forms move questions
    between them from version to version. Rows are.
    """
    gathering = _Gathering(guide)
    answers = gathering.level(items, (), "QuestionnaireResponse")
    return answers, tuple(gathering.left)


class _Gathering:
    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.left: list[str] = []

    def level(
        self, items: list[dict[str, Any]], scope: tuple[str, ...], path: str
    ) -> Answers:
        values: dict[str, list[Value]] = {}
        rows: dict[str, list[Answers]] = {}
        self.walk(items, scope, path, values, rows)
        places = self.guide.places
        ordered = {k: in_order(places[k].item, found) for k, found in values.items()}
        return Answers(ordered, rows)

    def walk(
        self,
        items: list[dict[str, Any]],
        scope: tuple[str, ...],
        path: str,
        values: dict[str, list[Value]],
        rows: dict[str, list[Answers]],
    ) -> None:
        for number, found in enumerate(items):
            here = f"{path}.item[{number}]"
            link = found["linkId"]
            place = self.guide.places.get(link)
            inner = found.get("item", [])
            if place is None or place.scope != scope:
                self.left.append(here)
            elif place.item.is_rows:
                row = self.level(inner, (*scope, link), here)
                rows.setdefault(link, []).append(row)
                if found.get("answer"):
                    self.left.append(here)
            else:
                if "answer" in found:
                    read = self.values(place.item, found, here)
                    values.setdefault(link, []).extend(read)
                    under = first_with_items(found["answer"])
                    if under:
                        at, within = under
                        there = f"{here}.answer[{at}]"
                        self.walk(within, scope, there, values, rows)
                if inner:
                    self.walk(inner, scope, here, values, rows)

    def values(self, item: Item, found: dict[str, Any], path: str) -> list[Value]:
        values: list[Value] = []
        under = first_with_items(found["answer"])
        for number, answer in enumerate(found["answer"]):
            value = read_answer(item, answer) if item.supported else None
            if value is not None:
                values.append(value)
            followed = item.link_id == OF and "valueReference" in answer
            bare = "item" in answer and not any(k[:5] == "value" for k in answer)
            later = "item" in answer and (under is None or under[0] != number)
            if later or (value is None and not followed and not bare):
                self.left.append(f"{path}.answer[{number}]")
        return values


def first_with_items(
    answers: Sequence[Mapping[str, Any]],
) -> tuple[int, list[dict[str, Any]]] | None:
    """Find the first answer with something under it: its place, and what it is.

    What follows a question is asked once, however many answers that has; so
    this is all of it that can be read as answers.
    """
    for number, answer in enumerate(answers):
        if answer.get("item"):
            return number, answer["item"]
    return None


def read_answer(item: Item, answer: dict[str, Any]) -> Value | None:
    """Read one answer by the type of its question."""
    for element in ELEMENTS.get(item.type, ()):
        found = answer.get(f"value{element}")
        if found is not None:
            return read_scalar(element, found)
    return None
