"""What FHIRPath does with single values: numbers, texts, moments, what is equal.

Texts and numbers are measured before they are made, where one step could make a very
long one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from fhirpathpy.engine import nodes, util
from fhirpathpy.engine.invocations import invocation_registry

from holdspace.core.guides.budget import MOST_TEXT, NotCalculable
from holdspace.core.guides.durations import moved
from holdspace.core.guides.fhirpath_items import CONTEXT, data_of, key_of
from holdspace.core.guides.regexes import matches, occurs, replaced
from holdspace.core.guides.values import is_moment

if TYPE_CHECKING:
    from holdspace.core.guides.fhirpath import Run

    type Items = list[Any]

THEIRS: Final = invocation_registry
_MOST_PLACES: Final = 30
_MOMENT_STEPS: Final = 60


def _numbers(items: Items) -> list[int | Decimal]:
    found = [data_of(one) for one in items]
    if not all(util.is_number(one) for one in found):
        raise NotCalculable
    return found


def sum_of(run: Run, items: Items) -> Items:
    """Add up numbers."""
    # Of nothing there is no sum: a total nobody gave is not 0.
    return [sum(_numbers(items))] if items else []


def avg(run: Run, items: Items) -> Items:
    """Give the mean of numbers."""
    return [Decimal(sum(_numbers(items))) / len(items)] if items else []


def smallest(run: Run, items: Items) -> Items:
    """Give the smallest of numbers or of texts."""
    return [min(_alike(items))] if items else []


def largest(run: Run, items: Items) -> Items:
    """Give the largest of numbers or of texts."""
    return [max(_alike(items))] if items else []


def _alike(items: Items) -> Items:
    found = [data_of(one) for one in items]
    return found if all(isinstance(one, str) for one in found) else _numbers(items)


def has_value(run: Run, items: Items) -> bool:
    """Tell whether this is one single value."""
    data = data_of(items[0]) if len(items) == 1 else None
    return data is not None and not isinstance(data, Mapping | list)


def to_boolean(run: Run, items: Items) -> Items:
    """Read yes or no."""
    if len(items) != 1:
        return []
    data = data_of(items[0])
    if isinstance(data, bool):
        return [data]
    if util.is_number(data):
        return [data == 1] if data in (0, 1) else []
    word = data.lower() if isinstance(data, str) else ""
    if word in ("true", "t", "yes", "y", "1", "1.0"):
        return [True]
    return [False] if word in ("false", "f", "no", "n", "0", "0.0") else []


def to_string(run: Run, items: Items) -> Items:
    """Write a single value as text."""
    data = data_of(items[0]) if len(items) == 1 else None
    if isinstance(data, bool):
        return ["true" if data else "false"]
    if isinstance(data, Decimal):
        return [format(data, "f")]
    known = isinstance(data, str | int | nodes.FP_Type)
    return [str(data)] if known else []


def is_boolean(run: Run, items: Items) -> bool:
    """Tell whether yes or no can be read."""
    return bool(to_boolean(run, items))


def is_string(run: Run, items: Items) -> bool:
    """Tell whether this is one single value."""
    return bool(to_string(run, items))


def weight(run: Run, items: Items) -> Items:
    """Give what each answer weighs; those that weigh nothing known are left out."""
    found = (run.weigh(data_of(one)) for one in items)
    return [one for one in found if one is not None]


def _text_of(items: Items) -> str:
    data = data_of(items[0]) if len(items) == 1 else None
    if not isinstance(data, str):
        raise NotCalculable
    return data


def replaced_text(run: Run, items: Items, old: Any, new: Any) -> Items:  # noqa: ANN401
    """Replace a piece of text by another."""
    if not isinstance(old, str) or not isinstance(new, str):
        return []
    text = _text_of(items)
    places = text.count(old)
    if len(text) + places * len(new) > 2 * MOST_TEXT:
        raise NotCalculable
    return [text.replace(old, new)]


def fits(run: Run, items: Items, pattern: Any) -> Items:  # noqa: ANN401
    """Tell whether a regular expression is found in a text."""
    if not isinstance(pattern, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text) // 10)
    return _known(occurs(pattern, text))


def fits_whole(run: Run, items: Items, pattern: Any) -> Items:  # noqa: ANN401
    """Tell whether a regular expression is the whole of a text."""
    if not isinstance(pattern, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text) // 10)
    return _known(matches(pattern, text))


def replace_matches(
    run: Run,
    items: Items,
    pattern: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
) -> Items:
    """Replace what a regular expression finds."""
    if not isinstance(pattern, str) or not isinstance(new, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text))
    return _known(replaced(pattern, text, new, MOST_TEXT))


def _known(found: object) -> Items:
    if found is None:
        raise NotCalculable
    return [found]


def joined(run: Run, items: Items, between: Any = "") -> Items:  # noqa: ANN401
    """Join texts."""
    texts = [data_of(one) for one in items]
    if not texts or not all(isinstance(one, str) for one in texts):
        return []
    between = between if isinstance(between, str) else ""
    if sum(map(len, texts)) + len(between) * len(texts) > 2 * MOST_TEXT:
        raise NotCalculable
    return [between.join(texts)]


def split_text(run: Run, items: Items, at: Any) -> Items:  # noqa: ANN401
    """Divide a text."""
    text = _text_of(items)
    return list(text.split(at) if at else text) if isinstance(at, str) else []


def upper(run: Run, items: Items) -> Items:
    """Write a text in capitals."""
    return [_text_of(items).upper()]


def lower(run: Run, items: Items) -> Items:
    """Write a text in small letters."""
    return [_text_of(items).lower()]


def to_chars(run: Run, items: Items) -> Items:
    """Divide a text into its signs."""
    return list(_text_of(items)) if items else []


def rounded(run: Run, items: Items, places: Any = 0) -> Items:  # noqa: ANN401
    """Round a number, a half upwards."""
    if not items:
        return []
    (number,) = _numbers(items[:2])
    if not isinstance(places, int) or not 0 <= places <= _MOST_PLACES:
        raise NotCalculable
    exact = Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return [exact if places else int(exact)]


def equal(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Compare; nothing equals nothing."""
    if len(one) == len(other) == 1:
        left, right = data_of(one[0]), data_of(other[0])
        if type(left) is type(right) and isinstance(left, str | bool | int | Decimal):
            return [left == right]
        if isinstance(left, bool) or isinstance(right, bool):
            return [False]
    pay(run, one)
    pay(run, other)
    return THEIRS["="]["fn"](CONTEXT, one, other)


def unequal(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Compare the other way round."""
    found = util.arraify(equal(run, one, other))
    return [not each for each in found]


def plus(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Add numbers, join texts, move a moment."""
    return _moved_or(run, "+", one, other)


def minus(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Subtract, or move a moment back."""
    return _moved_or(run, "-", one, other)


def _moved_or(run: Run, sign: str, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Move a moment by a duration, or leave it to fhirpathpy what the sign means."""
    by = data_of(other[0]) if len(one) == 1 == len(other) else None
    if isinstance(by, nodes.FP_Quantity):
        run.budget.spend(_MOMENT_STEPS)
        data = data_of(one[0])
        text = str(data.asStr) if isinstance(data, nodes.FP_DateTime) else data
        if isinstance(text, str) and is_moment(text):
            amount = -by.value if sign == "-" else by.value
            return [nodes.FP_DateTime(moved(text, amount, by.unit))]
    return THEIRS[sign]["fn"](CONTEXT, one, other)


def divided(run: Run, one: Any, other: Any) -> Items:  # noqa: ANN401
    """Divide; by nothing there is no result."""
    return [Decimal(one) / Decimal(other)] if other else []


def divided_whole(run: Run, one: Any, other: Any) -> Items:  # noqa: ANN401
    """Divide, without what is left over."""
    return [int(Decimal(one) // Decimal(other))] if other else []


def left_over(run: Run, one: Any, other: Any) -> Items:  # noqa: ANN401
    """Give what is left over, with the sign of the first."""
    if not other:
        return []
    left = Decimal(one) % Decimal(other)
    whole = isinstance(one, int) and isinstance(other, int)
    return [int(left) if whole else left]


def now(run: Run, items: Items) -> Items:
    """Give the moment that it is taken to be."""
    return [nodes.FP_DateTime(run.the_moment)]


def today(run: Run, items: Items) -> Items:
    """Give the day of that moment."""
    return [nodes.FP_DateTime(run.the_moment[:10])]


def time_of_day(run: Run, items: Items) -> Items:
    """Give the time of that moment."""
    if "T" not in run.the_moment:
        raise NotCalculable
    return [nodes.FP_Time(run.the_moment[11:19])]


def trace(run: Run, items: Items, *_: object) -> Items:
    """Give what came: nothing that a person answered is ever printed."""
    return items


def pay(run: Run, given: object) -> None:
    """Pay beforehand for a comparison: of moments, or of all that stands in a node."""
    for one in given if isinstance(given, list) else ():
        data = data_of(one)
        if isinstance(data, nodes.FP_Type):
            run.budget.spend(_MOMENT_STEPS)
        elif isinstance(data, Mapping | list):
            key_of(run, data)
        else:
            run.budget.spend(1)
