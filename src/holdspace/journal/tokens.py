"""Draft tokens: a page may write to one screen of one draft, and read nothing.

A page that was opened while the space was unlocked can go on saving after the
idle lock, because its token says where to. It ends after twelve hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core import signing

LASTS_SECONDS = 12 * 3600
_SALT = "holdspace.journal.write"


class TokenEnded(Exception):
    """The page was open for longer than its token lasts, or it is not from here.

    Attributes:
        last: What the page might write to before its token ended, if it is from here.
    """

    def __init__(self, last: Pass | None = None) -> None:
        self.last = last
        super().__init__("A draft token has ended.")


@dataclass(frozen=True, slots=True)
class Pass:
    """What one page may write to.

    Attributes:
        person: Whose draft.
        draft: Which draft.
        screen: Which screen of it, from 0.
        seen: The revision of the screen that the page shows.
        page: A name for this one page in this one tab.
    """

    person: UUID
    draft: UUID
    screen: int
    seen: int
    page: UUID


def issue(
    *, person: UUID, draft: UUID, screen: int, seen: int, page: UUID | None = None
) -> str:
    """Make the token of a page that is about to be shown.

    A page that comes back to be sent again keeps its name: it goes on from its own
    last save, and is not a second page.
    """
    parts = [person.hex, draft.hex, screen, seen, (page or uuid4()).hex]
    return signing.dumps(parts, salt=_SALT)


def read(token: str) -> Pass:
    """Read a token.

    Raises:
        TokenEnded: It has ended, was changed, or was never one.
    """
    try:
        return _read(token, LASTS_SECONDS)
    except signing.SignatureExpired as refusal:
        raise TokenEnded(_read(token, None)) from refusal
    except (signing.BadSignature, ValueError, TypeError) as refusal:
        raise TokenEnded from refusal


def _read(token: str, lasts: int | None) -> Pass:
    parts = signing.loads(token, salt=_SALT, max_age=lasts)
    person, draft, screen, seen, page = parts
    return Pass(UUID(person), UUID(draft), screen, seen, UUID(page))
