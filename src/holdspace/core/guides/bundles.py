"""A FHIR Bundle of everything a person has: written entry by entry.

The resources go in as they are, byte for byte. What belongs to a response and has no
place in it stands in an extension of its entry, so that no response is changed by
being carried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from holdspace.core.guides.wire import dicts, text, write_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from holdspace.core.guides.guide import Guide

# Where a resource of ours would stand on a server. It never resolves, so that no
# reader of the file is led to ask anybody for it, and relative references inside the
# file still find what they name.
PLACE: Final = "https://holdspace.invalid/"
KEPT: Final = "https://holdspace.org/fhir/kept"
ZONE: Final = "https://holdspace.org/fhir/time-zone"
WORDS: Final = "https://holdspace.org/fhir/words"
PATTERN: Final = "https://holdspace.org/fhir/kept-pattern"
MOST_OTHERS: Final = 200

_AFTER: Final = b",\n"
_PATTERN_PARTS: Final = ("which", "leaning", "sentence")


@dataclass(frozen=True, slots=True)
class Note:
    """What belongs to a response and stands beside it.

    Attributes:
        about: The moment it is about, as a FHIR dateTime.
        locked: Some of it came in while the space was locked.
        declined: Follow-ups that were not wanted.
        quiet: No mail is sent about it.
        zone: Of a draft: the time zone it is written in.
        of: Of a draft: the id of the response that it corrects or adds to.
        current: Of a draft that corrects: nothing has changed there since.
        screen: Of a draft: the screen that was written last, from 0.
        lost: Of a draft: how many pieces of it could not be opened.
        others: Of a draft: second texts not decided on yet, each as JSON.
    """

    about: str = ""
    locked: bool = False
    declined: tuple[str, ...] = ()
    quiet: bool = False
    zone: str = ""
    of: str = ""
    current: bool = False
    screen: int = 0
    lost: int = 0
    others: tuple[str, ...] = ()


NOTHING: Final = Note()
"""What stands beside most: nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person told about themselves, as it is carried.

    Attributes:
        name: What they want to be called.
        zone: The time zone they write in.
        added: Words of their own, each with its question.
        hidden: Words of ours they do not want to see, each with its question.
        patterns: Patterns that they kept: which, which way it went, what it said.
    """

    name: str = ""
    zone: str = ""
    added: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    patterns: tuple[tuple[str, str, str], ...] = ()


def bundle_start(made: datetime) -> bytes:
    """Write how a Bundle begins; entries come next, then ``bundle_end``."""
    head = write_object(
        {
            "resourceType": "Bundle",
            "timestamp": made.isoformat(timespec="seconds"),
            "type": "collection",
        }
    )
    return head[:-1] + b',"entry":[\n'


def bundle_end(sentences: Iterable[str], *, whole: bool) -> bytes:
    """Write how a Bundle ends: with what it holds and lacks, said in sentences."""
    severity, code = ("information", "informational")
    if not whole:
        severity, code = ("error", "incomplete")
    issues = [
        {"severity": severity, "code": code, "details": {"text": sentence}}
        for sentence in sentences
    ]
    outcome = write_object({"resourceType": "OperationOutcome", "issue": issues})
    return b'{"resource":' + outcome + b"}\n]}\n"


def bundle_entry(kind: str, ident: str, resource: bytes, note: Note | None) -> bytes:
    """Write one entry, with the comma that leads to the next.

    Args:
        kind: The resource's type.
        ident: Its id.
        resource: The resource, as JSON; not a byte of it is changed.
        note: What stands beside it, if anything.
    """
    parts = [b'{"fullUrl":', write_text(f"{PLACE}{kind}/{ident}")]
    extension = [] if note is None else _noted(note)
    if extension:
        found = [{"url": KEPT, "extension": extension}]
        parts += [b',"extension":', write_object({"x": found})[5:-1]]
    return b"".join((*parts, b',"resource":', resource, b"}", _AFTER))


def guide_resource(guide: Guide) -> tuple[str, bytes]:
    """Write a guide as the Questionnaire that it is, under an id of its version.

    Its own id stays in it: two versions may have the same, or two forms.
    """
    return str(uuid5(NAMESPACE_URL, guide.canonical)), write_object(guide.raw)


def told_resource(told: Told) -> bytes:
    """Write what a person told about themselves as a FHIR Person."""
    extension: list[dict[str, Any]] = []
    if told.zone:
        extension.append({"url": ZONE, "valueString": told.zone})
    for url, pairs in (("added", told.added), ("hidden", told.hidden)):
        extension += [_word(url, question, word) for question, word in pairs]
    extension += [_pattern(parts) for parts in told.patterns]
    found: dict[str, Any] = {"resourceType": "Person", "id": "writer"}
    if extension:
        found["extension"] = extension
    if told.name:
        found["name"] = [{"text": told.name}]
    return write_object(found)


def read_told(found: Mapping[str, Any]) -> Told:
    """Read what ``told_resource`` wrote; what is of another form is left out."""
    zone = ""
    patterns: list[tuple[str, str, str]] = []
    words: dict[str, list[tuple[str, str]]] = {"added": [], "hidden": []}
    for one in dicts(found.get("extension")):
        if one.get("url") == ZONE:
            zone = text(one.get("valueString"))
        elif one.get("url") == PATTERN:
            patterns += _read_pattern(one)
        elif one.get("url") == WORDS:
            parts = {text(p.get("url")): p for p in dicts(one.get("extension"))}
            question = text(parts.get("question", {}).get("valueString"))
            for kind, kept in words.items():
                word = text(parts.get(kind, {}).get("valueString"))
                if question and word:
                    kept.append((question, word))
    names = (text(one.get("text")) for one in dicts(found.get("name")))
    return Told(
        name=next(names, ""),
        zone=zone,
        added=tuple(words["added"]),
        hidden=tuple(words["hidden"]),
        patterns=tuple(patterns),
    )


def read_note(extension: object) -> Note:
    """Read what stands beside a response; what is of another form is left out."""
    if not extension:
        return NOTHING
    outer = (o for o in dicts(extension) if o.get("url") == KEPT)
    found = [one for kept in outer for one in dicts(kept.get("extension"))]
    if not found:
        return NOTHING
    if len(found) == 1 and found[0].get("url") == "about":
        # What stands beside nearly every one.
        return Note(about=text(found[0].get("valueDateTime")))
    by_url: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        by_url.setdefault(text(one.get("url")), []).append(one)

    def first(url: str, key: str) -> object:
        return next(iter(by_url.get(url, ())), {}).get(key)

    def texts(url: str, key: str) -> tuple[str, ...]:
        given = [text(one.get(key)) for one in by_url.get(url, ())]
        return tuple(one for one in given[:MOST_OTHERS] if one)

    return Note(
        about=text(first("about", "valueDateTime")),
        locked=first("locked", "valueBoolean") is True,
        declined=texts("declined", "valueCode"),
        quiet=first("quiet", "valueBoolean") is True,
        zone=text(first("zone", "valueString")),
        of=text(first("of", "valueId")),
        current=first("current", "valueBoolean") is True,
        screen=_count(first("screen", "valueInteger")),
        lost=_count(first("lost", "valueInteger")),
        others=texts("other", "valueString"),
    )


def write_text(words: str) -> bytes:
    """Write one JSON string."""
    return write_object({"": words})[4:-1]


def _noted(note: Note) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if note.about:
        found.append({"url": "about", "valueDateTime": note.about})
    if note.locked:
        found.append({"url": "locked", "valueBoolean": True})
    found += [{"url": "declined", "valueCode": code} for code in note.declined]
    if note.quiet:
        found.append({"url": "quiet", "valueBoolean": True})
    if note.zone:
        found.append({"url": "zone", "valueString": note.zone})
    if note.of:
        found.append({"url": "of", "valueId": note.of})
    if note.current:
        found.append({"url": "current", "valueBoolean": True})
    if note.screen:
        found.append({"url": "screen", "valueInteger": note.screen})
    if note.lost:
        found.append({"url": "lost", "valueInteger": note.lost})
    found += [{"url": "other", "valueString": other} for other in note.others]
    return found


def _word(kind: str, question: str, word: str) -> dict[str, Any]:
    parts = [
        {"url": "question", "valueString": question},
        {"url": kind, "valueString": word},
    ]
    return {"url": WORDS, "extension": parts}


def _pattern(parts: tuple[str, str, str]) -> dict[str, Any]:
    found = [
        {"url": url, "valueString": words}
        for url, words in zip(_PATTERN_PARTS, parts, strict=True)
    ]
    return {"url": PATTERN, "extension": found}


def _read_pattern(one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    parts = {text(p.get("url")): p for p in dicts(one.get("extension"))}
    which, leaning, sentence = (
        text(parts.get(url, {}).get("valueString")) for url in _PATTERN_PARTS
    )
    if which and leaning and sentence:
        yield which, leaning, sentence


def _count(found: object) -> int:
    fits = isinstance(found, int) and not isinstance(found, bool)
    return found if fits and 0 <= found <= 1_000 else 0  # type: ignore[operator, return-value]
