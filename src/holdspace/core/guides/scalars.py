"""Single values in FHIR's JSON: read by the type of the question, and written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from holdspace.core.guides.values import (
    Coding,
    Quantity,
    Value,
    is_bounded,
    is_date,
    is_moment,
    is_time,
    is_uri,
)
from holdspace.core.guides.wire import text

_CHOICE = ("Coding", "String", "Integer", "Date", "DateTime", "Time")
# The elements an answer may have, by the type of its question.
ELEMENTS: dict[str, tuple[str, ...]] = {
    "boolean": ("Boolean",),
    "decimal": ("Decimal",),
    "integer": ("Integer",),
    "date": ("Date",),
    "dateTime": ("DateTime",),
    "time": ("Time",),
    "string": ("String",),
    "text": ("String",),
    "choice": _CHOICE,
    "open-choice": _CHOICE,
    "url": ("Uri",),
    "reference": ("Reference",),
    "attachment": ("Attachment",),
    "quantity": ("Quantity",),
}
_TEXT_ELEMENTS = {"date": "Date", "dateTime": "DateTime", "time": "Time", "url": "Uri"}
_COMPARATORS = frozenset({"<", "<=", ">=", ">"})
SMALLEST, LARGEST = -(2**31), 2**31 - 1


def read_scalar(element: str, found: object) -> Value | None:
    """Read one ``value[x]``, ``answer[x]`` or ``initial[x]``; None if it is not one.

    Args:
        element: What stands after ``value``: ``Coding``, ``Decimal`` and so on.
        found: The JSON beside it.
    """
    if element == "Boolean":
        return found if isinstance(found, bool) else None
    if element in ("Integer", "Decimal"):
        return _number(element, found)
    if element == "Coding":
        return _coding(found)
    if element == "Quantity":
        return _quantity(found)
    return _text(element, found)


def any_scalar(owner: dict[str, Any], start: str) -> Value | None:
    """Read whichever ``value[x]`` there is, ``start`` standing for ``value``."""
    for key, found in owner.items():
        if key.startswith(start):
            return read_scalar(key[len(start) :], found)
    return None


def element_of(owner: dict[str, Any], start: str) -> str:
    """Name the element of whichever ``value[x]`` there is, or nothing."""
    return next((key[len(start) :] for key in owner if key.startswith(start)), "")


def write_scalar(kind: str, value: Value, element: str = "") -> tuple[str, Any]:
    """Write one answer to a question of type ``kind``: its element and its JSON.

    Args:
        kind: The type of the question.
        value: The answer.
        element: The element of the option that the answer is, if it is one: a
            choice may offer days and times, which are texts otherwise.

    Raises:
        ValueError: The value is of a kind that this question cannot have.
    """
    element = element or _element(kind, value)
    if element not in ELEMENTS.get(kind, ()):
        raise ValueError("This value is not of the type of its question.")
    if isinstance(value, Coding):
        return element, _code(value)
    if isinstance(value, Quantity):
        return element, _amount(value)
    return element, value


def _element(kind: str, value: Value) -> str:
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, Coding):
        return "Coding"
    if isinstance(value, Quantity):
        return "Quantity"
    if isinstance(value, Decimal) or kind == "decimal":
        return "String" if isinstance(value, str) else "Decimal"
    if isinstance(value, int):
        return "Integer"
    return _TEXT_ELEMENTS.get(kind, "String")


def _code(value: Coding) -> dict[str, str]:
    if not value.code:
        return {"display": value.display}
    if not value.system:
        return {"code": value.code}
    return {"system": value.system, "code": value.code}


def _amount(value: Quantity) -> dict[str, Any]:
    told = {
        "value": value.value,
        "comparator": value.comparator,
        "unit": value.unit,
        "system": value.system,
        "code": value.code,
    }
    return {key: found for key, found in told.items() if found != ""}


def _quantity(found: object) -> Value | None:
    if not isinstance(found, dict):
        return None
    number = _number("Decimal", found.get("value"))
    comparator = found.get("comparator", "")
    if not isinstance(number, Decimal) or comparator not in ("", *_COMPARATORS):
        return None
    unit, system, code = (text(found.get(key)) for key in ("unit", "system", "code"))
    return Quantity(number, unit, system, code, comparator)


def _number(element: str, found: object) -> Value | None:
    if isinstance(found, bool):
        return None
    if element == "Decimal" and isinstance(found, int | Decimal):
        number = Decimal(found)
        return number if is_bounded(number) else None
    if isinstance(found, int) and SMALLEST <= found <= LARGEST:
        return found
    return None


def _coding(found: object) -> Value | None:
    if not isinstance(found, dict):
        return None
    code, display = text(found.get("code")), text(found.get("display"))
    return Coding(text(found.get("system")), code, display) if code or display else None


_CHECKS = {"Date": is_date, "DateTime": is_moment, "Time": is_time, "Uri": is_uri}


def _text(element: str, found: object) -> Value | None:
    if element not in ("Date", "DateTime", "Time", "String", "Uri"):
        return None
    if not isinstance(found, str) or not found:
        return None
    check = _CHECKS.get(element)
    return found if check is None or check(found) else None
