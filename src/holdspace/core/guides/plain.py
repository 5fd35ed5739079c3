"""The plain response, which nearly every one is: read and found fitting in one go.

A plain response has nothing in it but what we write ourselves: no extensions, no
texts beside the answers, no numbers with a point. msgspec takes such a one apart
while it checks its shape. Whatever is not plain, or not at once seen to fit, is
nobody's mistake: it is read and judged the longer way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.collecting import OF
from holdspace.core.guides.enabling import Levels, enabled
from holdspace.core.guides.fitting import MOST_ROWS
from holdspace.core.guides.judging import FINISHED, read_fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdspace.core.guides.guide import Guide, Item
    from holdspace.core.guides.values import Value

type PlainAnswer = dict[str, dict[str, str] | str | int | bool]


class PlainItem(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    """One item of a plain response."""

    link_id: str
    answer: list[dict[str, dict[str, str] | str | int | bool]] = []
    item: list[PlainItem] = []


class PlainResponse(
    msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"
):
    """A response with nothing in it but what we write ourselves."""

    resource_type: Literal["QuestionnaireResponse"]
    id: str
    questionnaire: str
    status: Literal["completed", "amended", "in-progress"]
    authored: str
    item: list[PlainItem] = []


_PLAIN = msgspec.json.Decoder(PlainResponse)


def read_plain(raw: bytes) -> PlainResponse | None:
    """Read a response if it is a plain one."""
    try:
        return _PLAIN.decode(raw)
    except (ValueError, RecursionError):
        return None


def of_plain(items: Iterable[PlainItem]) -> str | None:
    """Give the response that this one follows, if it names one."""
    for one in items:
        if one.link_id == OF and one.answer:
            reference = one.answer[0].get("valueReference")
            return reference.get("reference") if isinstance(reference, dict) else None
        inner = of_plain(one.item)
        if inner:
            return inner
    return None


def fitting_answers(guide: Guide, plain: PlainResponse) -> Answers | None:
    """Give the answers of a response that is seen to fit its guide, else nothing.

    Never gives answers to a response in which ``check_response`` finds a problem.
    """
    if plain.questionnaire != guide.canonical or guide.required:
        return None
    answers = _level(plain.item, guide.inside)
    if answers is None or plain.status not in FINISHED:
        return answers
    levels = Levels(guide, answers)
    on = enabled(guide, answers, levels)
    for scope in levels.scopes:
        for level in levels.at(scope):
            if any(level.prefix + link not in on for link in level.chain[-1].links):
                return None
    return answers


def _level(
    found: list[PlainItem], places: Mapping[str, tuple[int, Item]]
) -> Answers | None:
    values: dict[str, tuple[Value, ...]] = {}
    rows: dict[str, list[Answers]] = {}
    return Answers(values, rows) if _gather(found, places, values, rows) else None


def _gather(
    found: list[PlainItem],
    places: Mapping[str, tuple[int, Item]],
    values: dict[str, tuple[Value, ...]],
    rows: dict[str, list[Answers]],
) -> bool:
    last = -1
    for one in found:
        place, item = places.get(one.link_id, (-1, None))
        if item is None or place < last or (place == last and not item.is_rows):
            return False
        last = place
        if item.is_question:
            read = None if one.item else read_fitting(item, one.answer)
            if read is None:
                return False
            if read:
                values[item.link_id] = read
        elif one.answer:
            return False
        elif item.is_rows:
            row = _level(one.item, item.inside)
            kept = rows.setdefault(item.link_id, [])
            if row is None or len(kept) == MOST_ROWS:
                return False
            kept.append(row)
        elif not _gather(one.item, item.inside, values, rows):
            return False
    return True
