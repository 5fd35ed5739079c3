"""The parts of a Bundle that are looked at; everything else in it is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from holdspace.cli.diaries.refusals import NotReadable

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES: Final = 256 * 1024 * 1024
"""How long a file may be."""
MOST_PARTS: Final = 5_000_000
"""How many commas it may have. One that holds little but commas would become many times
as long in memory; a diary has one in some forty bytes."""
MOST_ENTRIES: Final = 400_000
"""How many entries it may have, later ratings among them."""

RESPONSE: Final = "QuestionnaireResponse"


class Coding(msgspec.Struct, gc=False):
    """A code, with the words beside it."""

    code: str | None = None
    display: str | None = None


class Answer(msgspec.Struct, rename="camel", gc=False):
    """One answer; which of these is there depends on the question."""

    value_integer: Any = None
    value_decimal: Any = None
    value_boolean: Any = None
    value_coding: Coding | str | None = None
    value_string: str | None = None
    value_date_time: str | None = None
    value_date: str | None = None
    value_reference: Any = None
    item: tuple[Item, ...] = ()


class Item(msgspec.Struct, rename="camel", gc=False):
    """A question with its answers, or a group."""

    link_id: str = ""
    answer: tuple[Answer, ...] = ()
    item: tuple[Item, ...] = ()


class Response(msgspec.Struct, rename="camel", gc=False):
    """A response, as far as it is looked at."""

    resource_type: str = ""
    id: str = ""
    questionnaire: str = ""
    status: str = "completed"
    authored: str = ""
    item: tuple[Item, ...] = ()


class Head(msgspec.Struct, rename="camel", gc=False):
    """What a resource says of itself."""

    resource_type: str = ""


class Entry[Resource](msgspec.Struct, rename="camel", gc=False):
    """An entry."""

    resource: Resource
    full_url: str = ""
    extension: Any = None


class _Bundle(msgspec.Struct, rename="camel", gc=False):
    """A Bundle, its entries unread."""

    resource_type: str = ""
    entry: list[msgspec.Raw] = []


_BUNDLE: Final = msgspec.json.Decoder(_Bundle)
_ENTRY: Final = msgspec.json.Decoder(Entry[Response])
_HEAD: Final = msgspec.json.Decoder(Entry[Head])
_MARK: Final = b"\xef\xbb\xbf"
_REFUSED: Final = (ValueError, RecursionError, OverflowError)


def entries_in(raw: bytes) -> Sequence[msgspec.Raw]:
    """Give the entries of a Bundle, unread, so that one does not spoil the others.

    Raises:
        NotReadable: It is no Bundle, or a longer one than is read at once.
    """
    if len(raw) > MOST_BYTES:
        raise NotReadable(f"It is longer than {MOST_BYTES // 1024**2} MiB.")
    if raw.count(b",") > MOST_PARTS:
        raise NotReadable(f"It has more than {MOST_PARTS:,} parts.")
    try:
        bundle = _BUNDLE.decode(raw.removeprefix(_MARK))
    except _REFUSED:
        raise NotReadable("It is no FHIR Bundle in JSON, or breaks off.") from None
    if bundle.resource_type != "Bundle":
        raise NotReadable("It is no FHIR Bundle.")
    if len(bundle.entry) > MOST_ENTRIES:
        raise NotReadable(f"It has more than {MOST_ENTRIES:,} entries.")
    return bundle.entry


def read_entry(raw: msgspec.Raw) -> Entry[Response] | None:
    """Read an entry with a response.

    Returns:
        The entry; nothing if it holds a resource of another kind.

    Raises:
        ValueError: It cannot be read, and may be a response.
    """
    try:
        entry = _ENTRY.decode(raw)
    except _REFUSED:
        if _kind_of(raw) in (RESPONSE, ""):
            raise ValueError from None
        return None
    return entry if entry.resource.resource_type == RESPONSE else None


def _kind_of(raw: msgspec.Raw) -> str:
    try:
        return _HEAD.decode(raw).resource.resource_type
    except _REFUSED:
        return ""


def guide_in(canonical: str) -> str:
    """Give what a guide's address ends in, without its version."""
    bare = canonical.partition("|")[0].partition("#")[0]
    return bare.rstrip("/").rpartition("/")[2]


def ident_in(reference: str) -> str:
    """Give the id that a reference ends in, whatever form it has."""
    bare = reference.partition("/_history/")[0].rpartition("/")[2]
    return bare.removeprefix("urn:uuid:").removeprefix("#")


def reference_in(answer: Answer) -> str:
    """Give what an answer refers to."""
    given = answer.value_reference
    if not isinstance(given, dict):
        return answer.value_string or ""
    named = given.get("identifier")
    found = given.get("reference")
    if found is None and isinstance(named, dict):
        found = named.get("value")
    return found if isinstance(found, str) else ""


def word_in(answer: Answer) -> str:
    """Give what was answered in words, or chosen with words beside it."""
    coding = answer.value_coding
    if isinstance(coding, Coding):
        return coding.display or coding.code or ""
    return coding or answer.value_string or ""
