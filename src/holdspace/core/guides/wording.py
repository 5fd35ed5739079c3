"""The words of a form as they are shown: in one language, and as plain text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

from holdspace.core.guides.extensions import extension, found
from holdspace.core.guides.wire import dicts, text

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"
_MARKDOWN: Final = "http://hl7.org/fhir/StructureDefinition/rendering-markdown"
_XHTML: Final = "http://hl7.org/fhir/StructureDefinition/rendering-xhtml"

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(br|/p|/li|/div|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)


def words(owner: dict[str, Any], key: str, language: str = "") -> str:
    """Give the words that stand under ``key``, translated where they are.

    Where the form has only richer text in their place, its words alone are taken:
    nothing of a form's markup ever reaches a page.

    Args:
        owner: An element of the form.
        key: Where its words are: ``text``, ``title``, ``display`` and so on.
        language: A language tag; without one the form's own words.
    """
    beside = owner.get(f"_{key}")
    beside = beside if isinstance(beside, dict) else {}
    translated = _translation(beside, language) if language else ""
    return translated or text(owner.get(key)) or _richer(beside)


def extension_words(owner: dict[str, Any], url: str, language: str = "") -> str:
    """Give the words in an extension, translated where they are."""
    if "extension" not in owner:
        return ""
    for one in found(owner, url):
        for key in ("valueString", "valueMarkdown"):
            if text(one.get(key)):
                return words(one, key, language)
    return ""


def languages_in(found_json: object) -> Iterator[str]:
    """Name every language into which anything in this JSON is translated."""
    if isinstance(found_json, list):
        for one in found_json:
            yield from languages_in(one)
    elif isinstance(found_json, dict):
        if found_json.get("url") == TRANSLATION:
            yield text(extension(found_json, "lang"))
        for one in found_json.values():
            yield from languages_in(one)


def translation(language: str, content: str) -> dict[str, Any]:
    """Make the extension that says ``content`` in a language."""
    parts = [
        {"url": "lang", "valueCode": language},
        {"url": "content", "valueString": content},
    ]
    return {"url": TRANSLATION, "extension": parts}


def _translation(beside: dict[str, Any], language: str) -> str:
    told = {
        text(extension(one, "lang")).casefold(): text(extension(one, "content"))
        for one in found(beside, TRANSLATION)
    }
    wanted = language.casefold()
    if told.get(wanted):
        return told[wanted]
    main = wanted.partition("-")[0]
    return next((t for tag, t in told.items() if tag.partition("-")[0] == main), "")


def _richer(beside: dict[str, Any]) -> str:
    if not dicts(beside.get("extension")):
        return ""
    marked = text(extension(beside, _MARKDOWN)) or text(extension(beside, _XHTML))
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", marked)))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)
