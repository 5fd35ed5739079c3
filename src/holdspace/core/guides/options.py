"""The answers that a question offers, and the units it may be told in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.guide import CHOICES, TEXTS, Option
from holdspace.core.guides.scalars import element_of, read_scalar
from holdspace.core.guides.values import Coding, Value
from holdspace.core.guides.wire import dicts, text
from holdspace.core.guides.wording import extension_words, words

if TYPE_CHECKING:
    from holdspace.core.guides.valuesets import ValueSets

# What may stand before an option, on the option itself or on its concept in a list.
_BEFORE = (ext.OPTION_PREFIX, ext.CONCEPT_LABEL)
_DATED = {"date": "Date", "dateTime": "DateTime", "time": "Time"}


def read_options(
    raw: dict[str, Any], kind: str, sets: ValueSets, language: str = ""
) -> tuple[Option, ...] | None:
    """Read the options of a question; None if one of them is not known here.

    Two codes that are spelt alike in two code systems are posted as
    ``system|code``. An option that stands there twice counts once.
    """
    found = dicts(raw.get("answerOption"))
    if raw.get("answerValueSet"):
        listed = sets.options(raw["answerValueSet"])
        if listed is None:
            return None
        found += [_as_text(one) if kind in TEXTS else one for one in listed]
    return _options(found, kind, language)


def read_units(
    raw: dict[str, Any], sets: ValueSets, language: str = ""
) -> tuple[tuple[Option, ...], bool]:
    """Read the units of a quantity, and whether there may be others than these."""
    codings = [*ext.extensions(raw, ext.UNIT_OPTION)]
    listed = [sets.options(one) for one in ext.extensions(raw, ext.UNIT_SET)]
    found = [{"valueCoding": one} for one in codings]
    found += [one for options in listed for one in options or ()]
    is_open = None in listed or any(ext.found(raw, ext.UNIT_OPEN))
    if not found and not is_open:
        # One that is told alone is what people answer in, unless they say otherwise.
        alone = [*ext.extensions(raw, ext.UNIT), *_initial_units(raw)]
        found, is_open = [{"valueCoding": one} for one in alone[:1]], True
    return _options(found, "choice", language) or (), is_open


def posted(value: Value) -> str:
    """Give what a form posts for an option with this value."""
    if isinstance(value, Coding):
        return value.code or value.display
    return str(value)


def pointed_at(raw: dict[str, Any]) -> tuple[str, ...]:
    """Name what may be referred to, where a question offers references."""
    held = (one.get("valueReference") for one in dicts(raw.get("answerOption")))
    places = (text(one.get("reference")) for one in held if isinstance(one, dict))
    return tuple(place for place in places if place)


def _as_text(one: dict[str, Any]) -> dict[str, Any]:
    """Make a text's option of a list's coding: its code is what is answered."""
    coding = one["valueCoding"]
    return {"valueString": coding["code"], "_coding": coding}


def _initial_units(raw: dict[str, Any]) -> list[dict[str, Any]]:
    amounts = (one.get("valueQuantity") for one in dicts(raw.get("initial")))
    return [
        {**one, "display": one.get("unit")} for one in amounts if isinstance(one, dict)
    ]


def _options(
    found: list[dict[str, Any]], kind: str, language: str
) -> tuple[Option, ...] | None:
    elements = [element_of(one, "value") for one in found]
    values = [
        read_scalar(element, one.get(f"value{element}"))
        for one, element in zip(found, elements, strict=True)
    ]
    spelt = Counter(
        code for code, _ in {(posted(v), _key(v)) for v in values if v is not None}
    )
    options: dict[str, Option] = {}
    for one, element, value in zip(found, elements, values, strict=True):
        if value is None or not _may_offer(kind, element):
            return None
        code = posted(value)
        if isinstance(value, Coding) and spelt[code] > 1:
            code = f"{value.system}|{code}"
        if code not in options:
            options[code] = _option(one, value, code, element, language)
    return tuple(options.values())


def _key(value: Value) -> object:
    return value.key if isinstance(value, Coding) else str(value)


def _may_offer(kind: str, element: str) -> bool:
    if kind in CHOICES:
        return element in ("Coding", "String", "Integer", *_DATED.values())
    if kind in TEXTS:
        return element == "String"
    return element == ("Integer" if kind == "integer" else _DATED.get(kind))


def _option(
    one: dict[str, Any], value: Value, code: str, element: str, language: str
) -> Option:
    shown = str(value)
    if isinstance(value, Coding):
        shown = words(one["valueCoding"], "display", language) or value.code
    elif isinstance(value, str):
        coding = one.get("_coding")
        listed = words(coding, "display", language) if isinstance(coding, dict) else ""
        shown = listed or words(one, "valueString", language) or value
    before = (extension_words(one, url, language) for url in _BEFORE)
    return Option(
        value=value,
        text=shown,
        code=code,
        exclusive=ext.extension(one, ext.EXCLUSIVE) is True,
        initial=one.get("initialSelected") is True,
        prefix=next(filter(None, before), ""),
        element=element,
    )
