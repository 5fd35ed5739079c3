"""The answers that a question offers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.guide import CHOICES, TEXTS, Option
from holdspace.core.guides.scalars import any_scalar
from holdspace.core.guides.values import Coding, Value
from holdspace.core.guides.wire import dicts, text


def read_options(raw: dict[str, Any], kind: str) -> tuple[Option, ...] | None:
    """Read the options of a question; None if one of them is not known here.

    Two codes that are spelt alike in two code systems are posted as
    ``system|code``. An option that stands there twice counts once.
    """
    found = dicts(raw.get("answerOption"))
    values = [any_scalar(one, "value") for one in found]
    spelt = Counter(posted(value) for value in values if value is not None)
    options: dict[str, Option] = {}
    for one, value in zip(found, values, strict=True):
        if value is None or not _may_offer(kind, value):
            return None
        code = posted(value)
        if isinstance(value, Coding) and spelt[code] > 1:
            code = f"{value.system}|{code}"
        options.setdefault(code, _option(one, value, code))
    return tuple(options.values())


def posted(value: Value) -> str:
    """Give what a form posts for an option with this value."""
    if isinstance(value, Coding):
        return value.code or value.display
    return str(value)


def _may_offer(kind: str, value: Value) -> bool:
    if kind in CHOICES:
        return isinstance(value, Coding | str) or type(value) is int
    if kind in TEXTS:
        return isinstance(value, str)
    return kind == "integer" and type(value) is int


def _option(one: dict[str, Any], value: Value, code: str) -> Option:
    shown = value.display or value.code if isinstance(value, Coding) else str(value)
    exclusive = ext.extension(one, ext.EXCLUSIVE) is True
    prefix = text(ext.extension(one, ext.OPTION_PREFIX))
    initial = one.get("initialSelected") is True
    return Option(value, shown, code, exclusive, initial, prefix)
