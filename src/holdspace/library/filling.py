"""What stands in one field: its options, its places to write in, its moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.core.guides import Coding, Quantity, moment_parts
from holdspace.library.kinds import slider_end, steps_of
from holdspace.library.shapes import InputPage, OptionPage, input_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from holdspace.core.guides import Item, Value
    from holdspace.library.shapes import Kind
    from holdspace.library.sheet import Given, Sheet

OWN: Final = "+own"
UNIT: Final = "+unit"
FILLED_WITH_NOW: Final = "when"
_CHOSEN: Final = frozenset({"chips", "choice", "select", "body"})
_TYPED: Final = frozenset({"text", "line", "number", "slider", "quantity", "fixed"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time of day, as two fields show them."""

    date: str = ""
    time: str = ""
    instant: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """What a slider goes over: from, to, in steps of."""

    least: str = ""
    most: str = ""
    step: str = ""
    low: str = ""
    high: str = ""


def options(
    item: Item, kind: Kind, values: Sequence[str], ident: str, sheet: Sheet
) -> tuple[OptionPage, ...]:
    """List what can be chosen in a field."""
    if kind == "scale":
        pairs = [(str(step), str(step), False) for step in steps_of(item)]
    elif kind == "yes-no":
        pairs = [("yes", "yes", False), ("no", "no", False)]
    elif kind in _CHOSEN:
        pairs = list(_choices(item, values, sheet))
    else:
        pairs = []
    return tuple(
        OptionPage(f"{ident}-{at}", value, text, value in values, exclusive)
        for at, (value, text, exclusive) in enumerate(pairs)
    )


def _choices(
    item: Item, values: Sequence[str], sheet: Sheet
) -> Iterator[tuple[str, str, bool]]:
    hidden = sheet.hidden.get(item.link_id, ())
    codes = {option.code for option in item.options}
    for option in item.options:
        if option.code not in hidden or option.code in values:
            text = f"{option.prefix} {option.text}".strip()
            yield option.code, text, option.exclusive
    if item.type == "open-choice":
        added = (*sheet.own.get(item.link_id, ()), *values)
        for word in dict.fromkeys(added):
            if word and word not in codes:
                yield word, word, False


def units(item: Item, given: Sequence[str], ident: str) -> tuple[OptionPage, ...]:
    """List the units in which a quantity may be told."""
    if item.type != "quantity":
        return ()
    told = "".join(given[:1])
    known = {option.code: option.text for option in item.units}
    if told and told not in known:
        known[told] = told.rpartition("|")[2]
    return tuple(
        OptionPage(f"{ident}-unit-{at}", code, text, code == told)
        for at, (code, text) in enumerate(known.items())
    )


def own_unit(item: Item, given: Sequence[str]) -> str | None:
    """Give the unit that was written, where a person may write any; else nothing."""
    if item.type != "quantity" or item.read_only:
        return None
    if item.units and not item.open_units:
        return None
    told = "".join(given[:1])
    known = (one.text for one in item.units if one.code == told)
    # A code that is offered nowhere stays whole, so that sending it changes nothing.
    return next(known, told)


def track(item: Item, kind: Kind) -> Track:
    """Say what a slider goes over."""
    if kind != "slider":
        return Track()
    step = item.step or (1 if item.type == "integer" else "any")
    return Track(
        str(item.minimum),
        str(item.maximum),
        str(step),
        slider_end(item.low_label, item.minimum),
        slider_end(item.high_label, item.maximum),
    )


def inputs(
    item: Item, kind: Kind, values: Sequence[str], ident: str
) -> tuple[InputPage, ...]:
    """List the places to write in."""
    if kind == "date":
        return _dates(values, ident)
    if kind not in _TYPED:
        return ()
    if kind != "fixed":
        values = (*values, "") if item.repeats else tuple(values[:1]) or ("",)
    return tuple(
        InputPage(f"{ident}-{at}" if at else ident, value)
        for at, value in enumerate(values)
    )


def _dates(values: Sequence[str], ident: str) -> tuple[InputPage, ...]:
    """Give a whole day one place, and what is less sharp, or no day, another."""
    days = [one for one in values if one and input_type("date", (one,)) == "date"]
    vague = [one for one in values if one and one not in days[:1]]
    return (
        InputPage(ident, "".join(days[:1])),
        InputPage(f"{ident}-vague", "".join(vague[:1])),
    )


def moment(given: Given, name: str, sheet: Sheet, *, begins_now: bool) -> Moment:
    """Split a moment into what its two fields show."""
    date, time = (given.get(f"{name}.{part}") for part in ("date", "time"))
    if date is not None or time is not None:
        return Moment("".join((date or ())[:1]), "".join((time or ())[:1]))
    kept = "".join(given.get(name, ())[:1])
    # A form that comes back empty was emptied on purpose.
    if sheet.now and begins_now and sheet.given is None:
        kept = kept or sheet.now.isoformat(timespec="seconds")
    date_kept, time_kept = moment_parts(kept, sheet.shown_in)
    return Moment(date_kept, time_kept, kept if time_kept else "")


def said(item: Item, values: Sequence[Value], zone: tzinfo) -> tuple[str, ...]:
    """Say values that cannot be changed here, in words."""
    return tuple(_said(item, value, zone) for value in values)


def _said(item: Item, value: Value, zone: tzinfo) -> str:
    named = (one.text for one in item.options if one.value == value)
    if text := next(named, ""):
        return text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Coding):
        return value.display or value.code
    if item.type == "dateTime":
        return " ".join(filter(None, moment_parts(str(value), zone)))
    if isinstance(value, Quantity):
        return f"{value.comparator}{value.value} {value.unit or value.code}".strip()
    return f"{value} {item.unit}".strip()


def said_again(item: Item, texts: Sequence[str]) -> tuple[str, ...]:
    """Say what a form brought back for something that cannot be changed here."""
    named = {option.code: option.text for option in item.options}
    return tuple(named.get(text, text) for text in texts)
