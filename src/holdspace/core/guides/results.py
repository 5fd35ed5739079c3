"""What an expression gives, as answers to its question."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.fitting import in_order, misfits
from holdspace.core.guides.guide import CHOICES, TEXTS
from holdspace.core.guides.scalars import ELEMENTS, read_scalar
from holdspace.core.guides.values import Coding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.core.guides.guide import Item
    from holdspace.core.guides.values import Value


def values_of(item: Item, result: Iterable[Any]) -> tuple[Value, ...]:
    """Read the result of an expression as answers to ``item``.

    A whole number fits a decimal, and a decimal without a fraction a whole
    number; a moment fits a date by its day; the code of an option stands for it.

    Raises:
        NotCalculable: It is no answer to this question, or does not fit it.
    """
    found = [_value(item, getattr(one, "data", one)) for one in result]
    values = in_order(item, list(dict.fromkeys(found)))
    if any(misfits(item, values)):
        raise NotCalculable
    return values


def _value(item: Item, data: Any) -> Value:  # noqa: ANN401
    if item.type in CHOICES:
        return _chosen(item, data)
    if item.type == "decimal" and isinstance(data, int | Decimal):
        data = data if isinstance(data, bool) else Decimal(data)
    elif item.type == "integer" and isinstance(data, Decimal) and data == int(data):
        data = int(data)
    elif item.type in TEXTS and isinstance(data, int | Decimal):
        data = _written(data)
    elif not isinstance(data, str | bool | int | Decimal | dict):
        # A moment as the engine has it, which writes itself.
        data = str(data)
    if item.type == "date" and isinstance(data, str):
        data = data[:10]
    for element in ELEMENTS.get(item.type, ()):
        value = read_scalar(element, data)
        if value is not None:
            return value
    raise NotCalculable


def _written(data: int | Decimal) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    return format(data, "f") if isinstance(data, Decimal) else str(data)


def _chosen(item: Item, data: Any) -> Value:  # noqa: ANN401
    if isinstance(data, dict):
        value = read_scalar("Coding", data)
        option = item.offered.get(value) if isinstance(value, Coding) else None
        if option is not None:
            return option.value
        if value is not None and not item.options:
            return value
        raise NotCalculable
    for option in item.options:
        plain = option.value
        if isinstance(plain, Coding) and option.code == data:
            return plain
        if type(plain) is type(data) and plain == data:
            return plain
    if item.type == "open-choice" and isinstance(data, str) and data:
        return data
    raise NotCalculable
