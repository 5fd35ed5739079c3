"""One item of a form: what its JSON says, and why it may not be askable here."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.guide import (
    ANSWERABLE,
    MOMENTS,
    NUMBERS,
    Condition,
    Item,
    Option,
)
from holdspace.core.guides.options import pointed_at, read_options, read_units
from holdspace.core.guides.regexes import matches
from holdspace.core.guides.scalars import ELEMENTS, element_of, read_scalar
from holdspace.core.guides.wire import dicts, text
from holdspace.core.guides.wording import extension_words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides.values import Value
    from holdspace.core.guides.valuesets import ValueSets

_LABELS = frozenset(
    {"lower", "upper", "help", "prompt", "flyover", "legal", "unit"},
)
_OPERATORS = frozenset({"exists", "=", "!=", ">", "<", ">=", "<="})
_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,10})?")
_LINK = re.compile(r"https?://[^\s\"'<>\\]{1,2000}", re.IGNORECASE)
_MOST_DIGITS = 18
_ORIENTATIONS = {"horizontal": True, "vertical": False}


class Describing:
    """One reading of one item; ``notes`` tells what was mended on it."""

    def __init__(
        self, raw: dict[str, Any], link_id: str, sets: ValueSets, language: str
    ) -> None:
        self.raw = raw
        self.link_id = link_id
        self.language = language
        self.notes: list[str] = []
        self.kind = self._kind()
        self.options = read_options(raw, self.kind, sets, language)
        self.units, self.open_units = _units(raw, self.kind, sets, language)
        self.rules = tuple(self._rules())

    def reason(self, expression: str, *, open_: bool) -> str:
        """Say why it cannot be asked here; nothing says that it can.

        Args:
            expression: What stands against it in its expressions, if anything.
            open_: Whether what it stands in can be asked.
        """
        if not open_ and self.kind != "display":
            return "what it stands in cannot be"
        if any(rule.expected is None for rule in self.rules):
            return "a rule of when it is asked cannot be read"
        if expression:
            return f"it has {expression}"
        return ext.reason_against(self.raw) or self._unknown(self.kind)

    def item(self, children: tuple[Item, ...], reason: str) -> Item:
        """Make the item, of what the JSON says and of the items right inside it."""
        raw, kind = self.raw, self.kind
        labels = _labels(children)
        item = Item(
            link_id=self.link_id,
            type=kind,
            text=words(raw, "text", self.language),
            prefix=words(raw, "prefix", self.language),
            required=self._flag("required"),
            repeats=self._flag("repeats"),
            read_only=self._flag("readOnly"),
            hidden=ext.extension(raw, ext.HIDDEN) is True,
            supported=not reason,
            options=self.options or (),
            minimum=_limit(raw, (ext.MINIMUM, ext.LEAST_AMOUNT), kind),
            maximum=_limit(raw, (ext.MAXIMUM, ext.MOST_AMOUNT), kind),
            min_length=self._count(ext.extension(raw, ext.MIN_LENGTH)),
            max_length=self._count(raw.get("maxLength")),
            control=ext.concept(raw, ext.CONTROL),
            step=self._count(ext.extension(raw, ext.STEP)),
            low_label=labels.get("lower", ""),
            high_label=labels.get("upper", ""),
            help=labels.get("help", ""),
            prompt=labels.get("prompt") or self._said(ext.ENTRY_FORMAT),
            open_label=self._said(ext.OPEN_LABEL),
            instructions=ext.concept(raw, ext.CATEGORY) == "instructions",
            enable_when=self.rules,
            enable_any=raw.get("enableBehavior") != "all",
            items=tuple(c for c in children if not _is_label(c)),
            initial=self._initial(),
            unread=ext.unread(raw),
            unit=labels.get("unit") or self._unit(),
            units=self.units,
            open_units=self.open_units,
            regex=text(ext.extension(raw, ext.REGEX)),
            max_decimals=self._count(ext.extension(raw, ext.MAX_DECIMALS)),
            min_occurs=self._count(ext.extension(raw, ext.MIN_OCCURS)),
            max_occurs=self._count(ext.extension(raw, ext.MAX_OCCURS)),
            horizontal=_ORIENTATIONS.get(text(ext.extension(raw, ext.ORIENTATION))),
            flyover=labels.get("flyover", ""),
            legal=labels.get("legal", ""),
            support_link=_link(text(ext.extension(raw, ext.SUPPORT_LINK))),
            short_text=self._said(ext.SHORT_TEXT),
            references=_codes(raw, ext.REFERENCE),
            pointed_at=pointed_at(raw),
            media_types=_codes(raw, ext.MEDIA_TYPE),
            max_size=self._count(_whole(ext.extension(raw, ext.MAX_SIZE))),
        )
        self._note(reason, item.regex)
        return item

    def _kind(self) -> str:
        kind = text(self.raw.get("type"))
        if not kind and dicts(self.raw.get("item")):
            self.notes.append(f"{self.link_id} has no type; it was read as a group.")
            return "group"
        return kind

    def _unknown(self, kind: str) -> str:
        if kind in ("group", "display"):
            return ""
        if kind not in ANSWERABLE:
            return f"questions of the type {kind or 'that it has'} are not asked here"
        if self.options is None:
            return "its answers stand in a list elsewhere, or are of another kind"
        if kind == "choice" and not self.options:
            return "it offers no answers"
        return ""

    def _note(self, reason: str, pattern: str) -> None:
        if pattern and matches(pattern, "") is None:
            self.notes.append(
                f"{self.link_id} asks for a pattern that cannot be followed here."
            )
        if reason:
            self.notes.append(f"{self.link_id} cannot be answered here: {reason}.")
        for url in ext.unread(self.raw):
            self.notes.append(f"{self.link_id} has an extension not known here: {url}.")

    def _said(self, url: str) -> str:
        return extension_words(self.raw, url, self.language)

    def _unit(self) -> str:
        if self.kind == "quantity":
            return self.units[0].text if len(self.units) == 1 else ""
        coding = ext.extension(self.raw, ext.UNIT)
        if not isinstance(coding, dict):
            return ""
        return words(coding, "display", self.language) or text(coding.get("code"))

    def _flag(self, key: str) -> bool:
        found = self.raw.get(key, False)
        if not isinstance(found, bool):
            self.notes.append(
                f"{self.link_id}: {key} is no true or false; it was read as meant."
            )
        return found is True or found == "true"

    def _count(self, found: object) -> int | None:
        if isinstance(found, str):
            self.notes.append(f"{self.link_id}: a number was written as a text.")
        number = read_scalar("Integer", _mended(found))
        return number if isinstance(number, int) and number >= 0 else None

    def _rules(self) -> Iterator[Condition]:
        rules = dicts(self.raw.get("enableWhen"))
        if len(rules) > 1 and self.raw.get("enableBehavior") not in ("any", "all"):
            self.notes.append(
                f"{self.link_id} has several rules; any of them turns it on."
            )
        for rule in rules:
            operator = text(rule.get("operator"))
            expected = self._expected(rule)
            if operator not in _OPERATORS:
                expected = None
            if operator == "exists" and not isinstance(expected, bool):
                expected = None
            yield Condition(text(rule.get("question")), operator, expected)

    def _expected(self, rule: dict[str, Any]) -> Value | None:
        element = element_of(rule, "answer")
        found = rule.get(f"answer{element}")
        value = read_scalar(element, found)
        if value is None and isinstance(found, str):
            value = read_scalar(element, _meant(element, found))
            if value is not None:
                self.notes.append(f"{self.link_id}: a rule was read as meant.")
        return value

    def _initial(self) -> tuple[Value, ...]:
        elements = ELEMENTS.get(self.kind, ())
        values = (
            read_scalar(element, one.get(f"value{element}"))
            for one in dicts(self.raw.get("initial"))
            for element in elements
        )
        return tuple(value for value in values if value is not None)


def _is_label(item: Item) -> bool:
    return item.type == "display" and item.control in _LABELS


def _labels(children: tuple[Item, ...]) -> dict[str, str]:
    """Gather the short texts under an item; several of one kind are one text."""
    found: dict[str, list[str]] = {}
    for child in children:
        if child.control and _is_label(child):
            found.setdefault(child.control, []).append(child.text)
    return {control: " ".join(filter(None, texts)) for control, texts in found.items()}


def _units(
    raw: dict[str, Any], kind: str, sets: ValueSets, language: str
) -> tuple[tuple[Option, ...], bool]:
    return read_units(raw, sets, language) if kind == "quantity" else ((), False)


def _limit(raw: dict[str, Any], urls: tuple[str, ...], kind: str) -> Value | None:
    told = (ext.extension(raw, url) for url in urls)
    found = next((one for one in told if one is not None), None)
    if kind in NUMBERS:
        number = read_scalar("Decimal", _mended(found))
        # Beyond this a limit limits nothing, and arithmetic with it has no room.
        small = isinstance(number, Decimal) and number.adjusted() < _MOST_DIGITS
        return number if small else None
    if kind == "time":
        return read_scalar("Time", found)
    if kind in MOMENTS:
        # A day may be limited by a moment, and a moment by a day.
        return read_scalar("DateTime", found)
    return read_scalar("Quantity", found) if kind == "quantity" else None


def _meant(element: str, found: str) -> object:
    if element == "Boolean":
        return {"true": True, "false": False}.get(found)
    return _mended(found) if element in ("Integer", "Decimal") else None


def _mended(found: object) -> object:
    """Read a number that was written as a text."""
    if not isinstance(found, str) or not _NUMBER.fullmatch(found):
        return found
    return Decimal(found) if "." in found else int(found)


def _whole(found: object) -> object:
    """Read a size, which FHIR writes as a decimal."""
    size = read_scalar("Decimal", _mended(found))
    whole = isinstance(size, Decimal) and size == size.to_integral_value()
    return int(size) if whole and isinstance(size, Decimal) else None


def _codes(raw: dict[str, Any], url: str) -> tuple[str, ...]:
    return tuple(text(one) for one in ext.extensions(raw, url) if text(one))


def _link(found: str) -> str:
    # It becomes a link on a page: nothing but a plain address on the web is taken.
    return found if _LINK.fullmatch(found) else ""
