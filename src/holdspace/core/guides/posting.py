"""One field of a form: from the text that was posted to a value, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from holdspace.core.guides.fitting import OTHER_UNIT, option_for, unit_of
from holdspace.core.guides.scalars import LARGEST, SMALLEST
from holdspace.core.guides.values import (
    MOMENT,
    Coding,
    Quantity,
    is_bounded,
    is_date,
    is_moment,
    is_time,
    is_uri,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from holdspace.core.guides.guide import Item
    from holdspace.core.guides.values import Value

# Format characters stay: emoji and several scripts are written with them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_INTEGER = re.compile(r"[+-]?\d{1,10}")
_DECIMAL = re.compile(r"[+-]?\d{1,70}(\.\d{1,70})?([eE][+-]?[0-9]{1,3})?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?")
_AMOUNT = re.compile(r"(<=|>=|<|>)?\s*(.+)", re.DOTALL)
_SPLIT = re.compile(r"[,\n]")
_FARTHEST = timedelta(hours=14)

_EXPECTED = {
    "integer": "One whole number fits here, such as 4. It can also stay empty.",
    "decimal": "A number fits here, such as 7.5.",
    "boolean": "Yes, no, or no answer fits here.",
    "date": "A day fits here, such as 2026-11-23.",
    "dateTime": "A day and a time fit here, such as 2026-11-23 and 18:30.",
    "time": "A time of day fits here, such as 18:30.",
    "quantity": "A number fits here, such as 7.5.",
    "url": "An address fits here, such as https://example.org/page.",
}
DAY_MISSING = "A time alone has no place yet: add the day, or leave the time empty."


class Unfit(Exception):
    """One text does not fit its question; ``sentence`` says what would."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__("A text does not fit its question.")


def clean(text: str) -> str:
    r"""Make a posted text safe to keep: ``\n`` for line ends, no control characters.

    Half a character (a lone surrogate, which cannot be written as UTF-8)
    becomes U+FFFD, so that it is seen and nothing else is lost with it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def folded(text: str) -> str:
    """Make one short word or phrase of a text: spaces single, none at the ends."""
    return " ".join(text.split())


def own_words(texts: Iterable[str]) -> Iterator[str]:
    """Take a person's own words apart at lines and commas."""
    for text in texts:
        for part in _SPLIT.split(text):
            word = folded(part)
            if word:
                yield word


def chosen(item: Item, text: str, *, typed: bool = False) -> Value | None:
    """Find the option that was posted; a ``typed`` word may also be its wording."""
    for option in item.options:
        if option.code == text:
            return option.value
    if typed:
        for option in item.options:
            if option.text.casefold() == text.casefold():
                return option.value
    return None


def read_text(item: Item, text: str, zone: tzinfo) -> Value:
    """Read one posted text by the type of its question.

    Raises:
        Unfit: The text does not say such a value.
    """
    if item.type in ("string", "text"):
        return text
    value = _read(item.type, text.strip(), zone)
    if value is None:
        raise Unfit(_EXPECTED[item.type])
    return value


def read_parts(day: str, clock: str, zone: tzinfo) -> Value:
    """Read a moment from a day and a time of day; the time may be left empty.

    Raises:
        Unfit: One of them does not say such a value, or the day is missing.
    """
    if not day:
        raise Unfit(DAY_MISSING)
    value = day if is_date(day) else None
    if clock and value is not None:
        value = _local(f"{day}T{clock}", zone)
    if value is None:
        raise Unfit(_EXPECTED["dateTime"])
    return value


def read_amount(item: Item, number: str, unit: str) -> Value:
    """Read a quantity from a number and its unit; the unit may be left empty.

    Raises:
        Unfit: The text is no number, or the unit is not one that is offered.
    """
    match = _AMOUNT.fullmatch(number.strip())
    value = _decimal(match[2]) if match else None
    if match is None or value is None:
        raise Unfit(_EXPECTED["quantity"])
    return _in_unit(item, Quantity(value, comparator=match[1] or ""), folded(unit))


def written_unit(item: Item, value: Value) -> str:
    """Write the unit of a quantity as a form posts it."""
    if not isinstance(value, Quantity):
        return ""
    option = unit_of(item, value)
    if option:
        return option.code
    return f"{value.system}|{value.code}" if value.code else value.unit


def _in_unit(item: Item, amount: Quantity, posted: str) -> Quantity:
    for option in item.units:
        coding = option.value
        known = posted in ("", option.code, option.text)
        if known and isinstance(coding, Coding):
            told = coding.display or coding.code
            return replace(amount, unit=told, system=coding.system, code=coding.code)
    if not posted:
        return amount
    if item.units and not item.open_units:
        raise Unfit(OTHER_UNIT)
    system, bar, code = posted.rpartition("|")
    if bar and code:
        return replace(amount, unit=code, system=system, code=code)
    return replace(amount, unit=posted)


def moment_parts(value: str, zone: tzinfo) -> tuple[str, str]:
    """Split a moment into the day and the time of day that it is in ``zone``.

    For the two fields of a form. A value without a time gives only the day.
    """
    if not (MOMENT.fullmatch(value) and is_moment(value)):
        return value, ""
    try:
        local = datetime.fromisoformat(value).astimezone(zone)
    except OverflowError:
        return value[:10], value[11:16]
    return local.date().isoformat(), local.strftime("%H:%M")


def written(item: Item, value: Value) -> str:
    """Write one value as a form posts it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    option = option_for(item, value)
    if option:
        return option.code
    if isinstance(value, Quantity):
        return f"{value.comparator}{value.value}"
    return value.code or value.display if isinstance(value, Coding) else str(value)


def _read(kind: str, text: str, zone: tzinfo) -> Value | None:
    if kind == "boolean":
        return {"yes": True, "no": False}.get(text)
    if kind == "integer":
        return _integer(text)
    if kind == "decimal":
        return _decimal(text)
    if kind == "url":
        return text if is_uri(text) else None
    if kind == "date":
        return text if is_date(text) else None
    if kind == "time":
        whole = f"{text}:00" if len(text) == len("00:00") else text
        return whole if is_time(whole) else None
    return text if is_moment(text) else _local(text, zone)


def _integer(text: str) -> int | None:
    number = int(text) if _INTEGER.fullmatch(text) else None
    # What FHIR's integers hold: more could be sealed and never be read again.
    return number if number is not None and SMALLEST <= number <= LARGEST else None


def _decimal(text: str) -> Decimal | None:
    if not _DECIMAL.fullmatch(text):
        return None
    number = Decimal(text)
    return number if is_bounded(number) else None


def _local(text: str, zone: tzinfo) -> str | None:
    """Read a local moment and write it with the offset that was in force then."""
    day, _, clock = text.partition("T")
    if len(day) != len("2026-11-23") or not is_date(day) or not _CLOCK.fullmatch(clock):
        return None
    moment = datetime.fromisoformat(f"{day}T{clock[:8]}").replace(tzinfo=zone)
    offset = moment.utcoffset()
    if offset is None:
        return None
    if offset % timedelta(minutes=1) or abs(offset) > _FARTHEST:
        # FHIR has no offsets of odd seconds, as zones had before 1900.
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return None
    return moment.isoformat(timespec="seconds")
