"""What a form says of itself: its codes, and the numbers of its answers."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from holdspace.core import guides
from holdspace.core.guides import Coding
from holdspace.core.scoring import ItemShape, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdspace.core.guides import Guide, Item, Value

_CALCULATED: Final = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
    "sdc-questionnaire-calculatedExpression"
)


def number_of(
    value: Value | None, known: Mapping[tuple[str, str], Decimal]
) -> Decimal | None:
    """The number of one answer: what the form gives to it, or else what it is."""
    if isinstance(value, Coding):
        return known.get(value.key)
    if value is None or isinstance(value, bool):
        return None
    weight = known.get(("", str(value)))
    if weight is None and isinstance(value, int | Decimal):
        return Decimal(value)
    return weight


def shape_of(guide: Guide) -> Shape:
    """The questions of a form whose answers are numbers, in the form's order."""
    known = guides.weights(guide)
    worked_out = {
        str(raw.get("linkId"))
        for raw in _every_item(guide.raw)
        if any(one.get("url") == _CALCULATED for one in _dicts(raw.get("extension")))
    }
    shapes = (
        _item_shape(place.item, known.get(link, {}), in_rows=bool(place.scope))
        for link, place in guide.places.items()
        if link not in worked_out
    )
    return Shape(tuple(shape for shape in shapes if shape is not None))


def told_codes(guide: Guide) -> Callable[[str], frozenset[str]]:
    """The codes on a form and on its items, to be asked for by code system."""
    places = [guide.raw, *_every_item(guide.raw)]
    codings = [code for place in places for code in _dicts(place.get("code"))]
    return partial(_codes_of, codings)


def _codes_of(codings: list[dict[str, Any]], system: str) -> frozenset[str]:
    return frozenset(str(c.get("code")) for c in codings if c.get("system") == system)


def _item_shape(
    item: Item, known: Mapping[tuple[str, str], Decimal], *, in_rows: bool
) -> ItemShape | None:
    if not item.is_question or item.read_only or item.hidden:
        return None
    steps = _steps(item, known)
    if all(step is None for step in steps):
        return None
    codes = [getattr(option.value, "code", option.code) for option in item.options]
    return ItemShape(
        link=item.link_id,
        steps=steps,
        repeats=item.repeats or in_rows,
        number=_number_before(item.prefix),
        distinct=all(codes) and len(set(codes)) == len(codes),
    )


def _steps(
    item: Item, known: Mapping[tuple[str, str], Decimal]
) -> tuple[Decimal | None, ...]:
    if item.options:
        return tuple(number_of(option.value, known) for option in item.options)
    if item.type == "integer" and item.between:
        low, high = item.between
        return tuple(Decimal(n) for n in range(low, min(high, low + 100) + 1))
    return ()


def _number_before(prefix: str) -> int | None:
    plain = prefix.strip().rstrip(".):")
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _every_item(owner: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in _dicts(owner.get("item")):
        yield item
        yield from _every_item(item)


def _dicts(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)]
