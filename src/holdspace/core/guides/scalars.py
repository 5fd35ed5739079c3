"""Single values in FHIR's JSON: read by the type of the question, and written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from holdspace.core.guides.values import (
    Coding,
    Value,
    is_bounded,
    is_date,
    is_moment,
    is_time,
)
from holdspace.core.guides.wire import text

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
    "choice": ("Coding", "String", "Integer"),
    "open-choice": ("Coding", "String", "Integer"),
    "url": ("Uri",),
    "reference": ("Reference",),
    "attachment": ("Attachment",),
    "quantity": ("Quantity",),
}
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
    return _text(element, found)


def any_scalar(owner: dict[str, Any], start: str) -> Value | None:
    """Read whichever ``value[x]`` there is, ``start`` standing for ``value``."""
    for key, found in owner.items():
        if key.startswith(start):
            return read_scalar(key[len(start) :], found)
    return None


def write_scalar(kind: str, value: Value) -> tuple[str, Any]:
    """Write one answer to a question of type ``kind``: its element and its JSON.

    Raises:
        ValueError: The value is of a kind that this question cannot have.
    """
    element = _element(kind, value)
    if element not in ELEMENTS.get(kind, ()):
        raise ValueError("This value is not of the type of its question.")
    if isinstance(value, Coding):
        return element, _code(value)
    return element, value


def _element(kind: str, value: Value) -> str:
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, Coding):
        return "Coding"
    if isinstance(value, Decimal) or kind == "decimal":
        return "String" if isinstance(value, str) else "Decimal"
    if isinstance(value, int):
        return "Integer"
    return {"date": "Date", "dateTime": "DateTime", "time": "Time"}.get(kind, "String")


def _code(value: Coding) -> dict[str, str]:
    if not value.code:
        return {"display": value.display}
    if not value.system:
        return {"code": value.code}
    return {"system": value.system, "code": value.code}


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


_CHECKS = {"Date": is_date, "DateTime": is_moment, "Time": is_time}


def _text(element: str, found: object) -> Value | None:
    if element not in ("Date", "DateTime", "Time", "String"):
        return None
    if not isinstance(found, str) or not found:
        return None
    check = _CHECKS.get(element)
    return found if check is None or check(found) else None
