"""Whether values fit their question, said in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from holdspace.core.guides.guide import NUMBERS, TEXTS
from holdspace.core.guides.values import Coding, order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdspace.core.guides.guide import Item, Option
    from holdspace.core.guides.values import Value

MOST_TEXT = 100_000
MOST_OWN_WORD = 60
MOST_VALUES = 200
MOST_ROWS = 100

ONE = "Only one answer can be kept here."
NOT_OFFERED = "This answer is not one of the choices offered here."
ALONE = "One of these answers stands for itself: keep it alone, or keep the others."
TOO_MANY = f"There is room for {MOST_VALUES} answers here."
TOO_MANY_ROWS = f"There is room for {MOST_ROWS} entries here."


def misfits(item: Item, values: Sequence[Value]) -> Iterator[str]:
    """Say, in a sentence each, how ``values`` do not fit ``item``."""
    if len(values) > 1 and not item.repeats:
        yield ONE
    if len(values) > MOST_VALUES:
        yield TOO_MANY
    found = [option_for(item, value) for value in values]
    if len(values) > 1 and any(option and option.exclusive for option in found):
        yield ALONE
    for value, option in zip(values, found, strict=True):
        sentence = _misfit(item, value) if option is None else None
        if sentence:
            yield sentence


def option_for(item: Item, value: Value) -> Option | None:
    """Find the option that a value stands for."""
    return None if isinstance(value, bool) else item.offered.get(value)


def in_order(item: Item, values: Sequence[Value]) -> tuple[Value, ...]:
    """Put chosen options in the form's order, each once, before own words.

    So it makes no difference in which order a person tapped them.
    """
    if not item.options:
        return tuple(values)
    found = {value: option_for(item, value) for value in values}
    chosen = {option.code for option in found.values() if option}
    offered = [option.value for option in item.options if option.code in chosen]
    return (*offered, *(value for value, option in found.items() if option is None))


def limit(item: Item) -> int:
    """Give the number of characters that one text may have."""
    most = MOST_OWN_WORD if item.type == "open-choice" else MOST_TEXT
    return most if item.max_length is None else min(item.max_length, most)


def too_long(length: int, most: int) -> str:
    """Say that a text is too long, and that it is still there."""
    return (
        f"This is longer than can be kept here ({length:,} of {most:,} characters). "
        "Nothing is lost: it is still below."
    )


def _misfit(item: Item, value: Value) -> str | None:
    if item.type == "open-choice" and isinstance(value, str):
        return _misfit_length(item, value)
    # A closed choice without options takes its codes from a list elsewhere,
    # which is never fetched; then any code may be right.
    if item.options or (item.type == "choice" and not isinstance(value, Coding)):
        return NOT_OFFERED
    if item.type in TEXTS and isinstance(value, str):
        return _misfit_length(item, value)
    return _misfit_range(item, value)


def _misfit_length(item: Item, value: str) -> str | None:
    if len(value) > limit(item):
        return too_long(len(value), limit(item))
    if item.min_length is not None and len(value) < item.min_length:
        return f"A little more is asked for here: {item.min_length:,} characters."
    return None


def _misfit_range(item: Item, value: Value) -> str | None:
    low, high = item.minimum, item.maximum
    under = low is not None and order(value, low) == -1
    over = high is not None and order(value, high) == 1
    if not under and not over:
        return None
    what = "A number" if item.type in NUMBERS else "A time"
    if low is not None and high is not None:
        return f"{what} from {_shown(low)} to {_shown(high)} fits here."
    if low is not None:
        return f"{what} from {_shown(low)} on fits here."
    return f"{what} up to {_shown(high)} fits here."


def _shown(value: Value | None) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
