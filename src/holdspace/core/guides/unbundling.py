"""Reading a FHIR Bundle from a stream: one entry after the other, never all of it."""

from __future__ import annotations

import codecs
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from holdspace.core.guides.bundles import NOTHING, read_note
from holdspace.core.guides.plain import read_plain
from holdspace.core.guides.wire import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.core.guides.bundles import Note
    from holdspace.core.guides.plain import PlainResponse

MOST_CHARACTERS: Final = 5_000_000
"""How long one entry may be; one reflection cannot be longer here."""

RESPONSE: Final = "QuestionnaireResponse"
_PIECE: Final = 256 * 1024
_LONGEST_LINE: Final = 1024 * 1024
_TYPES: Final = frozenset(
    {"collection", "document", "searchset", "batch", "transaction"}
)
_SPACE: Final = " \t\r\n"
# Ids of these versions hold nothing but chance or a hash. Others hold a moment and
# the machine it was made on, and an id stands in clear.
_TELL_NOTHING: Final = frozenset({3, 4, 5})
_IS_PLAIN: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[345][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
).fullmatch


class NotABundle(Exception):
    """This is not a Bundle, or not one that can be read to its end.

    It carries no message, so that nothing of the file reaches a log through it.
    """


class BundleEntry:
    """One entry as it stands in a Bundle.

    Attributes:
        kind: The resource's type, or nothing.
        ident: Its own id, or nothing.
        url: The entry's own address for it, or nothing.
        note: What stands beside it.
        raw: The resource's bytes, where they are at hand.
        plain: The same, where it is a plain response.
    """

    __slots__ = ("_found", "ident", "kind", "note", "plain", "raw", "url")

    def __init__(
        self,
        found: dict[str, Any],
        *,
        url: str = "",
        note: Note | None = None,
        raw: bytes | None = None,
        plain: PlainResponse | None = None,
    ) -> None:
        """Hold a resource: decoded, or its outermost part and its bytes."""
        self.kind = text(found.get("resourceType"))
        self.ident = text(found.get("id"))
        self.url = url
        self.note = note or NOTHING
        self.raw = raw
        self.plain = plain
        self._found = found

    @property
    def resource(self) -> dict[str, Any]:
        """The resource, decoded; every decimal has its digits.

        Raises:
            ValueError: It cannot be decoded.
        """
        if self.raw is None:
            return self._found
        found: dict[str, Any] = _JSON.decode(self.raw.decode())
        return found


def read_bundle(pieces: Iterable[bytes]) -> Iterator[BundleEntry]:
    """Read a Bundle's entries as its bytes come in.

    Only one entry and the piece it ends in are held at a time. Entries are given
    before the end of the file was seen; if it then turns out to be cut off or to be
    something else, the refusal comes after them.

    Raises:
        NotABundle: It is none, breaks off, or holds an entry that is too long or too
            deep. No other exception leaves this function, for any bytes.
    """
    return _Reading(pieces).entries()


def row_for(ident: str) -> UUID:
    """Give the id under which a response with this resource id is kept here.

    It is the same id if that is a UUID that tells nothing; otherwise one is worked
    out from it, always the same one.

    Raises:
        ValueError: The id holds what is no text.
    """
    if _IS_PLAIN(ident):
        # As nearly all are written: what is asked below is answered by the pattern.
        return UUID(ident)
    try:
        found = UUID(ident)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"{RESPONSE}/{ident}")
    if found.version in _TELL_NOTHING and str(found) == ident.lower():
        return found
    return uuid5(NAMESPACE_URL, f"{RESPONSE}/{ident}")


def ident_in(reference: str) -> str:
    """Give the resource id that a reference leads to."""
    return (
        reference.partition("/_history/")[0]
        .rpartition("/")[2]
        .removeprefix("urn:uuid:")
    )


class _Reading:
    """One pass through one file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text = ""
        self._at = 0
        self._ended = False

    def entries(self) -> Iterator[BundleEntry]:
        self._take("{")
        head: dict[str, Any] = {}
        more = self._peek() != "}"
        while more:
            key = self._value()
            if not isinstance(key, str):
                raise NotABundle
            self._take(":")
            if key == "entry":
                _check(head)
                yield from self._entries()
            else:
                value = self._value()
                if key in ("resourceType", "type"):
                    head[key] = value
            more = self._goes_on("}")
        if self._peek() or not head or "resourceType" not in head or "type" not in head:
            raise NotABundle
        _check(head)

    def _entries(self) -> Iterator[BundleEntry]:
        self._take("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield self._line() or _entry(self._value())
            if not self._goes_on("]"):
                return

    def _line(self) -> BundleEntry | None:
        """Read an entry that has a line to itself, as we write them, or nothing."""
        self._peek()
        end = self._text.find("\n", self._at, self._at + _LONGEST_LINE)
        if end < 0:
            return None
        line = self._text[self._at : end].rstrip(", \r")
        try:
            found = _LINE.decode(line)
            plain = read_plain(found.resource)
            head = plain or _HEAD.decode(found.resource)
        except (ValueError, RecursionError):
            return None
        self._at += len(line)
        return BundleEntry(
            {"resourceType": head.resource_type, "id": head.id},
            url=found.full_url,
            note=read_note(found.extension),
            raw=bytes(found.resource),
            plain=plain,
        )

    def _goes_on(self, end: str) -> bool:
        sign = self._peek()
        self._at += 1
        if sign not in (",", end):
            raise NotABundle
        if sign == end:
            # Whoever asks next finds what stands behind it.
            return False
        if self._peek() == end:
            raise NotABundle
        return True

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise NotABundle
        self._at += 1

    def _peek(self) -> str:
        """Give the next sign that is no space, without taking it; none at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in _SPACE:
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def _value(self) -> Any:  # noqa: ANN401  (any JSON)
        self._peek()
        while True:
            try:
                found, end = _JSON.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                # Wrong, or only not all here yet: nothing tells the two apart.
                if len(self._text) - self._at > MOST_CHARACTERS or not self._more():
                    raise NotABundle from None
                continue
            except (ValueError, ArithmeticError, RecursionError):
                raise NotABundle from None
            if end == len(self._text) and self._more():
                continue  # A number may go on in the next piece.
            if end - self._at > MOST_CHARACTERS:
                raise NotABundle
            self._at = end
            return found

    def _more(self) -> bool:
        if self._ended:
            return False
        # At least as much again as is waiting, so that a long entry that comes in
        # small pieces is not tried anew for each of them.
        rest = self._text[self._at :]
        parts, wanted = [rest], max(_PIECE, len(rest))
        while wanted > 0 and not self._ended:
            piece = next(self._pieces, None)
            self._ended = piece is None
            try:
                part = self._decoder.decode(piece or b"", final=self._ended)
            except ValueError:
                raise NotABundle from None
            parts.append(part)
            wanted -= len(part)
        self._text, self._at = "".join(parts), 0
        return True


class _Line(msgspec.Struct, rename="camel", gc=False):
    """An entry that was written on one line."""

    resource: msgspec.Raw
    full_url: str = ""
    extension: list[dict[str, Any]] = []


class _Head(msgspec.Struct, rename="camel", gc=False):
    """What a resource says of itself."""

    resource_type: str
    id: str = ""


_LINE: Final = msgspec.json.Decoder(_Line)
_HEAD: Final = msgspec.json.Decoder(_Head)


def _check(head: dict[str, Any]) -> None:
    kind, sort = head.get("resourceType", "Bundle"), head.get("type", "collection")
    if kind != "Bundle" or sort not in _TYPES:
        raise NotABundle


def _entry(found: object) -> BundleEntry:
    if not isinstance(found, dict) or not isinstance(found.get("resource"), dict):
        return BundleEntry({})
    return BundleEntry(
        found["resource"],
        url=text(found.get("fullUrl")),
        note=read_note(found.get("extension")),
    )


def _refuse(_found: str) -> NoReturn:
    raise ValueError


_JSON: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
