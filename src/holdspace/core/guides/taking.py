"""Taking over a response from a file: read, checked, and written down to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from holdspace.core.guides.collecting import OF
from holdspace.core.guides.judging import checked
from holdspace.core.guides.packing import Response, response_of, unpack
from holdspace.core.guides.plain import fitting_answers, of_plain
from holdspace.core.guides.refusals import ResponseUnreadable
from holdspace.core.guides.wire import MOST_BYTES, is_too_much, write_object

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.guide import Guide
    from holdspace.core.guides.plain import PlainResponse

_OF: Final = f'"{OF}"'.encode()


class Taken:
    """One response as it came, ready to be kept.

    Attributes:
        raw: Its bytes, which ``unpack`` reads as the same response.
        canonical: The guide it names.
        status: As it says.
        authored: As it says.
        of: The response that it follows, if any.
        has_rules: It has something that changes its meaning and is not known here.
    """

    __slots__ = ("_held", "authored", "canonical", "has_rules", "of", "raw", "status")

    def __init__(self, raw: bytes, held: PlainResponse | Response) -> None:
        """Use ``plainly`` or ``wholly``."""
        self.raw = raw
        self._held = held
        self.status: str = held.status
        self.authored = held.authored
        if isinstance(held, Response):
            self.canonical = held.canonical
            self.of = held.of
            found = held.raw
            self.has_rules = bool(
                found.get("modifierExtension") or found.get("implicitRules")
            )
        else:
            self.canonical = held.questionnaire
            self.of = of_plain(held.item) if _may_follow(raw) else None
            self.has_rules = False

    @classmethod
    def plainly(
        cls, plain: PlainResponse | None, raw: bytes, ident: UUID
    ) -> Self | None:
        """Take over a plain response that has this id; nothing if it is not one."""
        if plain is None or plain.id != str(ident) or len(raw) > MOST_BYTES:
            return None
        return cls(raw, plain)

    @classmethod
    def wholly(cls, found: dict[str, Any], ident: UUID) -> Self:
        """Take over any response.

        Nothing in it is changed but an id that is not the one it is kept under: that
        id moves to ``identifier``, where that is free.

        Raises:
            ResponseUnreadable: It is no response, or not one that could be read
                again. No other exception leaves this, for any decoded JSON.
        """
        before = found.get("id")
        if not isinstance(before, str) or before.lower() != str(ident):
            found = {**found, "id": str(ident)}
            if before and isinstance(before, str):
                found.setdefault("identifier", {"value": before})
        try:
            held = response_of(found)
            raw = write_object(found)
            if is_too_much(raw, found):
                raise ResponseUnreadable
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            raise ResponseUnreadable from None
        return cls(raw, held)

    def answers(self, guide: Guide) -> Answers:
        """Give the answers, if they fit the guide.

        Raises:
            AnswersRefused: They do not.
        """
        if isinstance(self._held, Response):
            return checked(guide, self._held)
        answers = fitting_answers(guide, self._held)
        return checked(guide, unpack(self.raw)) if answers is None else answers


def _may_follow(raw: bytes) -> bool:
    """Tell whether an item can be named ``of``: written so, or in escaped signs."""
    return _OF in raw or b"\\u" in raw
