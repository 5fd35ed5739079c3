"""Answers as a FHIR QuestionnaireResponse: to bytes, and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from holdspace.core.guides.collecting import OF, collect
from holdspace.core.guides.enabling import settle
from holdspace.core.guides.refusals import ResponseUnreadable
from holdspace.core.guides.values import is_moment
from holdspace.core.guides.wire import (
    NotJson,
    read_object,
    text,
    write_object,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.guide import Guide, Item

MOST_NESTING = 32

_STATUSES = frozenset(
    {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
)


def pack(
    guide: Guide,
    answers: Answers,
    *,
    ident: UUID,
    authored: str,
    status: Literal["in-progress", "completed"],
    of: str | None = None,
) -> bytes:
    """Write answers as one QuestionnaireResponse in canonical JSON.

    The same answers always give the same bytes. A completed response leaves
    out what is switched off; one in progress keeps it, so that nothing is
    lost while the person is still deciding.

    Args:
        guide: The guide that was answered.
        answers: The answers, all of questions of this guide.
        ident: The response's id.
        authored: When it was written, as a FHIR dateTime.
        status: Whether it is finished.
        of: The response that this one follows, where the guide asks that.

    Raises:
        ValueError: The answers are not answers to this guide: a mistake of
            the caller, since ``check`` gives none such.
    """
    if not is_moment(authored):
        raise ValueError("A response is dated with a FHIR dateTime.")
    kept = answers
    if status == "completed":
        kept = settle(guide, answers, moment=authored)
    found: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": str(ident),
        "questionnaire": guide.canonical,
        "status": status,
        "authored": authored,
    }
    items = _items(guide.items, kept, of)
    if items:
        found["item"] = items
    if of is not None and OF not in guide.places:
        raise ValueError("This guide does not follow another response.")
    return write_object(found)


@dataclass(frozen=True, eq=False)
class Response:
    """A questionnaire response, read. ``raw`` is its JSON, untouched."""

    ident: UUID
    canonical: str
    status: str
    authored: str
    of: str | None
    raw: dict[str, Any] = field(repr=False)

    def answers(self, guide: Guide) -> Answers:
        """Give the answers to ``guide``; what it does not ask is left out."""
        return collect(guide, self.raw.get("item", []))[0]

    def unread(self, guide: Guide) -> tuple[str, ...]:
        """Name the places whose answers ``answers`` leaves out.

        They are FHIR paths by position, without words of the person.
        """
        return collect(guide, self.raw.get("item", []))[1]


def unpack(raw: bytes) -> Response:
    """Read a QuestionnaireResponse.

    Raises:
        ResponseUnreadable: It is none, or not one with an id as we give them.
            No other exception leaves this function, for any bytes.
    """
    try:
        return response_of(read_object(raw))
    except (NotJson, ValueError):
        raise ResponseUnreadable from None


def written(found: dict[str, Any]) -> str:
    """Write decoded JSON down in its one canonical form.

    Raises:
        ValueError: It holds what cannot be written, such as half a character.
        RecursionError: It is nested too deep.
    """
    return write_object(found).decode()


def response_of(found: dict[str, Any]) -> Response:
    """Read a QuestionnaireResponse that is decoded already.

    Raises:
        ResponseUnreadable: It is none.
        ValueError: Its id is not one as we give them.
    """
    ident = UUID(text(found.get("id")))
    authored = text(found.get("authored"))
    if (
        found.get("resourceType") != "QuestionnaireResponse"
        or text(found.get("status")) not in _STATUSES
        or not (is_moment(authored) or found.get("authored") is None)
        or not _is_tree(found.get("item", []), 1)
    ):
        raise ResponseUnreadable
    return Response(
        ident=ident,
        canonical=text(found.get("questionnaire")),
        status=found["status"],
        authored=authored,
        of=_of(found.get("item", [])),
        raw=found,
    )


def _items(
    items: Iterable[Item], answers: Answers, of: str | None
) -> list[dict[str, Any]]:
    left = set(answers.links)
    found = list(_level(items, answers, of, left))
    if left:
        raise ValueError("Some answers belong to no question of this guide.")
    return found


def _level(
    items: Iterable[Item], answers: Answers, of: str | None, left: set[str]
) -> Iterable[dict[str, Any]]:
    for item in items:
        link = item.link_id
        if item.is_rows:
            if not answers.values(link):
                left.discard(link)
            for row in answers.rows(link):
                yield {"linkId": link, "item": _items(item.items, row, None)}
        elif item.type == "group":
            inner = list(_level(item.items, answers, of, left))
            if inner:
                yield {"linkId": link, "item": inner}
        elif link == OF and of is not None:
            yield {"linkId": link, "answer": [{"valueReference": {"reference": of}}]}
        else:
            found = _answer(item, answers, left)
            inner = list(_level(item.items, answers, of, left))
            if inner:
                # What follows a question stands under its first answer, and under
                # one without a value while the question itself is open.
                found = found or [{}]
                found[0]["item"] = inner
            if found:
                yield {"linkId": link, "answer": found}


def _answer(item: Item, answers: Answers, left: set[str]) -> list[dict[str, Any]]:
    values = answers.values(item.link_id) if item.supported else ()
    if values and not answers.rows(item.link_id):
        left.discard(item.link_id)
    return [item.written(value) for value in values]


def _is_tree(items: object, depth: int) -> bool:
    """Tell whether these are items all the way down, and not too far down."""
    if not isinstance(items, list) or depth > MOST_NESTING:
        return False
    return all(_is_item(one, depth) for one in items)


def _is_item(found: object, depth: int) -> bool:
    if not isinstance(found, dict) or not isinstance(found.get("linkId"), str):
        return False
    if "item" in found and not _is_tree(found["item"], depth + 1):
        return False
    answers = found.get("answer", [])
    if not isinstance(answers, list):
        return False
    for answer in answers:
        if not isinstance(answer, dict):
            return False
        if "item" in answer and not _is_tree(answer["item"], depth + 1):
            return False
    return True


def _of(items: list[dict[str, Any]]) -> str | None:
    for item in items:
        if item["linkId"] == OF and item.get("answer"):
            reference = item["answer"][0].get("valueReference")
            found = reference.get("reference") if isinstance(reference, dict) else None
            return found if isinstance(found, str) else None
        inner = _of(item.get("item", []))
        if inner:
            return inner
    return None
