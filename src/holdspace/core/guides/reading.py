"""Reading a questionnaire: mend what is plainly meant, and say what was mended."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.guide import (
    ANSWERABLE,
    MOMENTS,
    NUMBERS,
    Condition,
    Guide,
    Item,
    Option,
    settling_order,
)
from holdspace.core.guides.naming import have_clash
from holdspace.core.guides.options import read_options
from holdspace.core.guides.refusals import GuideRefused
from holdspace.core.guides.scalars import ELEMENTS, any_scalar, read_scalar
from holdspace.core.guides.wire import NotJson, dicts, read_object, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides.values import Value

MOST_NESTING = 32
MOST_LINK_ID = 255

_LABELS = frozenset({"lower", "upper", "help", "prompt", "flyover", "legal", "unit"})
_OPERATORS = frozenset({"exists", "=", "!=", ">", "<", ">=", "<="})
_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,10})?")
_STATUSES = frozenset({"draft", "active", "retired", "unknown"})


def read_guide(raw: bytes) -> Guide:
    """Read a FHIR R4 Questionnaire.

    Forms in the wild are often a little wrong. What is plainly meant is
    mended and told in ``Guide.notes``; what is not known here stays in its
    place as an item that is not ``supported``. The JSON itself is not touched.

    Raises:
        GuideRefused: It is no questionnaire, or its questions cannot be told
            apart. No other exception leaves this function, for any bytes.
    """
    try:
        found = read_object(raw)
    except NotJson:
        raise GuideRefused(["This file is not a form that can be read."]) from None
    if found.get("resourceType") != "Questionnaire":
        raise GuideRefused(["This file is not a FHIR Questionnaire."])
    return _Reading().guide(found)


class _Reading:
    """One reading of one file: what was found wrong and what was mended."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.seen: Counter[str] = Counter()

    def guide(self, found: dict[str, Any]) -> Guide:
        if found.get("modifierExtension") or found.get("implicitRules"):
            self.problems.append(
                "This form has a rule that changes its meaning and is not known here."
            )
        items = self.items(found, 1, open_=True)
        for link_id, count in self.seen.items():
            if count > 1:
                self.problems.append(f"Two items have the same linkId {link_id}.")
        if not self.problems and have_clash(items):
            self.problems.append("Two questions would have the same name in a form.")
        if self.problems:
            raise GuideRefused(self.problems)
        return self.settled(self.header(found, items))

    def header(self, found: dict[str, Any], items: tuple[Item, ...]) -> Guide:
        status = text(found.get("status"))
        if status not in _STATUSES:
            self.notes.append("The form does not say whether it is in use.")
            status = "unknown"
        for url in ext.unread(found):
            self.notes.append(f"The form has an extension not known here: {url}.")
        return Guide(
            url=text(found.get("url")),
            version=text(found.get("version")),
            title=text(found.get("title")) or text(found.get("name")),
            status=status,
            items=items,
            raw=found,
            notes=tuple(self.notes),
        )

    def settled(self, guide: Guide) -> Guide:
        _, circle = settling_order(guide.places)
        missing = {
            rule.question
            for place in guide.places.values()
            for rule in place.item.enable_when
        }.difference(guide.places)
        notes = [f"A rule asks {link}, which is not in the form." for link in missing]
        if circle:
            notes.append("Some rules of the form go round in a circle.")
        items = _without_circle(guide.items, circle) if circle else guide.items
        return replace(guide, items=items, notes=(*guide.notes, *sorted(notes)))

    def items(
        self, owner: dict[str, Any], depth: int, *, open_: bool
    ) -> tuple[Item, ...]:
        """Read the items under ``owner``; without ``open_`` none can be answered."""
        found = owner.get("item", [])
        if not isinstance(found, list) or len(dicts(found)) != len(found):
            self.problems.append("A list of items holds something else.")
            return ()
        if found and depth > MOST_NESTING:
            self.problems.append(f"Items are nested deeper than {MOST_NESTING} levels.")
            return ()
        read = (self.item(one, depth, open_=open_) for one in found)
        return tuple(item for item in read if item)

    def item(self, raw: dict[str, Any], depth: int, *, open_: bool) -> Item | None:
        link_id = text(raw.get("linkId"))
        if not 0 < len(link_id.strip()) <= MOST_LINK_ID:
            self.problems.append("An item has no linkId, or a very long one.")
            return None
        self.seen[link_id] += 1
        kind = text(raw.get("type"))
        known = (open_ or kind == "display") and not ext.decisive(raw)
        children = self.items(raw, depth + 1, open_=known and kind == "group")
        labels = {c.control: c.text for c in children if _is_label(c)}
        rules = tuple(self.rules(raw, link_id))
        options = read_options(raw, kind)
        item = Item(
            link_id=link_id,
            type=kind,
            text=text(raw.get("text")),
            prefix=text(raw.get("prefix")),
            required=self.flag(raw, "required", link_id),
            repeats=self.flag(raw, "repeats", link_id),
            read_only=self.flag(raw, "readOnly", link_id),
            hidden=ext.extension(raw, ext.HIDDEN) is True,
            supported=known and _is_known(raw, kind, options, rules),
            options=options or (),
            minimum=_limit(raw, ext.MINIMUM, kind),
            maximum=_limit(raw, ext.MAXIMUM, kind),
            min_length=self.count(ext.extension(raw, ext.MIN_LENGTH), link_id),
            max_length=self.count(raw.get("maxLength"), link_id),
            control=ext.concept(raw, ext.CONTROL),
            step=self.count(ext.extension(raw, ext.STEP), link_id),
            low_label=labels.get("lower", ""),
            high_label=labels.get("upper", ""),
            help=labels.get("help", ""),
            prompt=labels.get("prompt") or text(ext.extension(raw, ext.ENTRY_FORMAT)),
            open_label=text(ext.extension(raw, ext.OPEN_LABEL)),
            flyover=labels.get("flyover", ""),
            legal=labels.get("legal", ""),
            short_text=text(ext.extension(raw, ext.SHORT_TEXT)),
            support_link=text(ext.extension(raw, ext.SUPPORT_LINK)),
            unit=labels.get("unit") or _unit(raw),
            horizontal=_horizontal(raw),
            min_occurs=self.count(ext.extension(raw, ext.MIN_OCCURS), link_id),
            max_occurs=self.count(ext.extension(raw, ext.MAX_OCCURS), link_id),
            instructions=ext.concept(raw, ext.CATEGORY) == "instructions",
            enable_when=rules,
            enable_any=raw.get("enableBehavior") != "all",
            items=tuple(c for c in children if not _is_label(c)),
            initial=self.initial(raw, kind),
            unread=ext.unread(raw),
        )
        self.note(item)
        return item

    def note(self, item: Item) -> None:
        if not item.supported:
            self.notes.append(f"{item.link_id} cannot be answered here.")
        for url in item.unread:
            self.notes.append(f"{item.link_id} has an extension not known here: {url}.")

    def flag(self, raw: dict[str, Any], key: str, link_id: str) -> bool:
        found = raw.get(key, False)
        if not isinstance(found, bool):
            self.notes.append(
                f"{link_id}: {key} is no true or false; it was read as meant."
            )
        return found is True or found == "true"

    def count(self, found: object, link_id: str) -> int | None:
        if isinstance(found, str):
            self.notes.append(f"{link_id}: a number was written as a text.")
        number = read_scalar("Integer", _mended(found))
        return number if isinstance(number, int) and number >= 0 else None

    def rules(self, raw: dict[str, Any], link_id: str) -> Iterator[Condition]:
        rules = dicts(raw.get("enableWhen"))
        if len(rules) > 1 and raw.get("enableBehavior") not in ("any", "all"):
            self.notes.append(f"{link_id} has several rules; any of them turns it on.")
        for rule in rules:
            operator = text(rule.get("operator"))
            expected = any_scalar(rule, "answer")
            if operator not in _OPERATORS:
                expected = None
            if operator == "exists" and not isinstance(expected, bool):
                expected = None
            yield Condition(text(rule.get("question")), operator, expected)

    def initial(self, raw: dict[str, Any], kind: str) -> tuple[Value, ...]:
        elements = ELEMENTS.get(kind, ())
        values = (
            read_scalar(element, one.get(f"value{element}"))
            for one in dicts(raw.get("initial"))
            for element in elements
        )
        return tuple(value for value in values if value is not None)


def _is_label(item: Item) -> bool:
    return item.type == "display" and item.control in _LABELS


def _is_known(
    raw: dict[str, Any],
    kind: str,
    options: tuple[Option, ...] | None,
    rules: tuple[Condition, ...],
) -> bool:
    if any(rule.expected is None for rule in rules):
        return False
    if kind in ("group", "display"):
        return True
    if options is None or (kind == "choice" and not options):
        return False
    return kind in ANSWERABLE and not raw.get("answerValueSet")


def _limit(raw: dict[str, Any], url: str, kind: str) -> Value | None:
    found = ext.extension(raw, url)
    if kind in NUMBERS:
        return read_scalar("Decimal", _mended(found))
    if kind in MOMENTS:
        return read_scalar(ELEMENTS[kind][0], found)
    return None


def _unit(raw: dict[str, Any]) -> str:
    found = ext.extension(raw, ext.UNIT)
    coding = found if isinstance(found, dict) else {}
    return text(coding.get("display")) or text(coding.get("code"))


def _horizontal(raw: dict[str, Any]) -> bool | None:
    found = text(ext.extension(raw, ext.ORIENTATION))
    return {"horizontal": True, "vertical": False}.get(found)


def _mended(found: object) -> object:
    """Read a number that was written as a text."""
    if not isinstance(found, str) or not _NUMBER.fullmatch(found):
        return found
    return Decimal(found) if "." in found else int(found)


def _without_circle(
    items: tuple[Item, ...], circle: frozenset[str]
) -> tuple[Item, ...]:
    return tuple(
        replace(
            item,
            supported=item.supported and item.link_id not in circle,
            items=_without_circle(item.items, circle),
        )
        for item in items
    )
