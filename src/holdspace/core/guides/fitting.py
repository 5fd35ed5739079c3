"""Whether values fit their question, said in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from holdspace.core.guides.guide import NUMBERS, TEXTS
from holdspace.core.guides.regexes import matches
from holdspace.core.guides.values import Coding, Quantity, order

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
OTHER_UNIT = "This is asked for in another unit than the one given."
NOT_COMPARED = "This unit cannot be held against the limits that the form sets."


class Misfit(NamedTuple):
    """One way in which values do not fit: a sentence, and which of them it is about.

    ``at`` is None where it is about all of them together.
    """

    sentence: str
    at: int | None = None


def misfits(item: Item, values: Sequence[Value]) -> Iterator[Misfit]:
    """Say, in a sentence each, how ``values`` do not fit ``item``."""
    if len(values) > 1 and not item.repeats:
        yield Misfit(ONE)
    if len(values) > MOST_VALUES:
        yield Misfit(TOO_MANY)
    if item.max_occurs is not None and len(values) > item.max_occurs:
        yield Misfit(room_for(item.max_occurs))
    found = [option_for(item, value) for value in values]
    if len(values) > 1 and any(option and option.exclusive for option in found):
        yield Misfit(ALONE)
    for at, (value, option) in enumerate(zip(values, found, strict=True)):
        sentence = _misfit(item, value) if option is None else None
        if sentence:
            yield Misfit(sentence, at)


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


def room_for(most: int) -> str:
    """Say how many answers or entries there may be."""
    return f"There is room for {most:,} here." if most else "Nothing is kept here."


def most_rows(item: Item) -> int:
    """Give the number of rows that a repeating group may have."""
    return MOST_ROWS if item.max_occurs is None else min(MOST_ROWS, item.max_occurs)


def rows_full(item: Item) -> str:
    """Say that a repeating group has no room for another row."""
    most = most_rows(item)
    return TOO_MANY_ROWS if most == MOST_ROWS else room_for(most)


def unit_of(item: Item, value: Quantity) -> Option | None:
    """Find the offered unit that a quantity is told in."""
    for option in item.units:
        coding = option.value
        if not isinstance(coding, Coding):
            continue
        if value.code:
            same = value.code == coding.code
            if same and (not coding.system or value.system == coding.system):
                return option
        elif value.unit and value.unit in (coding.code, coding.display):
            return option
    return None


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
        return _misfit_length(item, value) or _misfit_pattern(item, value)
    # A closed choice without options takes its codes from a list elsewhere,
    # which is never fetched; then any code may be right.
    if item.options or (item.type == "choice" and not isinstance(value, Coding)):
        return NOT_OFFERED
    if (item.type in TEXTS or item.type == "url") and isinstance(value, str):
        return _misfit_length(item, value) or _misfit_pattern(item, value)
    return (
        _misfit_unit(item, value)
        or _misfit_range(item, value)
        or _misfit_places(item, value)
        or _misfit_pattern(item, value)
    )


def _misfit_pattern(item: Item, value: Value) -> str | None:
    # What is no text is held against a pattern as it is written down.
    if not item.regex or isinstance(value, bool | Coding | Quantity):
        return None
    if matches(item.regex, _shown(value)) is not False:
        return None
    such_as = f", such as {item.prompt}" if item.prompt else ""
    return f"This is asked for in another form{such_as}."


def _misfit_places(item: Item, value: Value) -> str | None:
    number = value.value if isinstance(value, Quantity) else value
    if item.max_decimals is None or not isinstance(number, Decimal):
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > item.max_decimals:
        return f"A number with at most {item.max_decimals} digits after the point fits."
    return None


def _misfit_unit(item: Item, value: Value) -> str | None:
    if not isinstance(value, Quantity):
        return None
    if item.units and not item.open_units and unit_of(item, value) is None:
        return OTHER_UNIT
    limits = [one for one in (item.minimum, item.maximum) if one is not None]
    compared = value.comparator or all(order(value, one) is not None for one in limits)
    return None if compared else NOT_COMPARED


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
    what = "A number" if item.type in (*NUMBERS, "quantity") else "A time"
    if low is not None and high is not None:
        return f"{what} from {_shown(low)} to {_shown(high)} fits here."
    if low is not None:
        return f"{what} from {_shown(low)} on fits here."
    return f"{what} up to {_shown(high)} fits here."


def _shown(value: Value | None) -> str:
    if isinstance(value, Quantity):
        return f"{value.value:f} {value.unit or value.code}".strip()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
