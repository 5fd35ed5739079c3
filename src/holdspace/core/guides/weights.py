"""What an answer weighs: the numbers that a form gives to its options.

They may stand in many places. R4 calls them ``ordinalValue``, R5 and Structured Data
Capture ``itemWeight``; both are read, wherever they stand: on the option, on the
coding of the option, on a concept of a value set or a code system that the form
contains, at any depth, and in an expansion.

A weight that is not there is not there. It is never 0.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdspace.core.guides.scalars import any_scalar, read_scalar
from holdspace.core.guides.values import Coding
from holdspace.core.guides.wire import dicts, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.guides.guide import Guide
    from holdspace.core.guides.values import Value

    type Key = tuple[str, str]
    type Weights = Mapping[str, Mapping[Key, Decimal]]

_FHIR: Final = "http://hl7.org/fhir/StructureDefinition/"
_URLS: Final = frozenset(
    _FHIR + name
    for name in (
        *("ordinalValue", "itemWeight", "questionnaire-ordinalValue"),
        *("valueset-ordinalValue", "codesystem-ordinalValue", "iso21090-CO-value"),
    )
)
_R5_PROPERTY: Final = (
    "http://hl7.org/fhir/5.0/StructureDefinition/"
    "extension-ValueSet.expansion.contains.property"
)
_PROPERTIES: Final = frozenset({"itemWeight", "ordinalValue"})
_MOST_CONCEPTS: Final = 20_000


def weights(guide: Guide) -> Weights:
    """Give what each option of each question weighs, by linkId and coding key.

    The key of a coding is its system and code, as ``Coding.key`` has it; that of an
    option which is a text or a number is an empty system and the text.
    """
    return guide.weights


def read_weights(form: Mapping[str, Any]) -> Weights:
    """Read what ``weights`` gives out of a form's JSON."""
    contained = _Contained(form)
    found: dict[str, Mapping[Key, Decimal]] = {}
    for raw in raw_items(form):
        own = dict(contained.weights(text(raw.get("answerValueSet"))))
        own |= _of_options(raw)
        if own:
            found[link_of(raw)] = MappingProxyType(own)
    return MappingProxyType(found)


def weight_of(found: Weights, link_id: str, value: Value) -> Decimal | None:
    """Give what one answer to a question weighs, or None where nobody said so.

    A coding without a system stands for its code in any system, if all options
    with that code weigh the same.
    """
    own = found.get(link_id, {})
    if not isinstance(value, Coding):
        return own.get(("", str(value)))
    if value.key in own or value.system:
        return own.get(value.key)
    alike = {weight for (_, code), weight in own.items() if code == value.code}
    return alike.pop() if len(alike) == 1 else None


def own_weight(owner: Mapping[str, Any]) -> Decimal | None:
    """Give the weight that an element says itself, in an extension of its own."""
    for one in dicts(owner.get("extension")):
        if text(one.get("url")) in _URLS:
            number = any_scalar(one, "value")
            if isinstance(number, int | Decimal) and not isinstance(number, bool):
                return Decimal(number)
    return None


def raw_items(owner: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through all items of a form's JSON, each before what stands inside it."""
    waiting = dicts(owner.get("item"))[::-1]
    while waiting:
        one = waiting.pop()
        link = one.get("linkId")
        # A number there is read as a text, as the whole form is.
        yield {**one, "linkId": str(link)} if type(link) is int else one
        waiting += dicts(one.get("item"))[::-1]


def link_of(raw: Mapping[str, Any]) -> str:
    """Give an item's linkId, also one that was written as a number."""
    found = raw.get("linkId")
    return str(found) if type(found) is int else text(found)


def _of_options(raw: dict[str, Any]) -> Iterator[tuple[Key, Decimal]]:
    for option in dicts(raw.get("answerOption")):
        value = any_scalar(option, "value")
        coding = option.get("valueCoding")
        weight = own_weight(option)
        if weight is None and isinstance(coding, dict):
            weight = own_weight(coding)
        if weight is not None and value is not None:
            yield _key(value), weight


def _key(value: Value) -> Key:
    return value.key if isinstance(value, Coding) else ("", str(value))


class _Contained:
    """The value sets and code systems that a form contains, with what they weigh."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        self.sets: dict[str, dict[str, Any]] = {}
        self.systems: dict[str, dict[str, Any]] = {}
        self.known: dict[str, dict[Key, Decimal]] = {}
        for one in dicts(form.get("contained")):
            if one.get("resourceType") == "ValueSet":
                self.sets[f"#{text(one.get('id'))}"] = one
                self.sets.setdefault(text(one.get("url")), one)
            elif one.get("resourceType") == "CodeSystem":
                self.systems[text(one.get("url"))] = one

    def weights(self, reference: str) -> Mapping[Key, Decimal]:
        if reference not in self.known:
            found = self.sets.get(reference) if reference else None
            self.known[reference] = dict(self.of_set(found)) if found else {}
        return self.known[reference]

    def of_set(self, found: Mapping[str, Any]) -> Iterator[tuple[Key, Decimal]]:
        for include in dicts(_inside(found, "compose").get("include")):
            system = text(include.get("system"))
            code_system = self.systems.get(system, {})
            yield from _of_concepts(dicts(code_system.get("concept")), system)
            yield from _of_concepts(dicts(include.get("concept")), system)
        contains = dicts(_inside(found, "expansion").get("contains"))
        yield from _of_concepts(contains, "")


def _inside(owner: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = owner.get(key)
    return found if isinstance(found, dict) else {}


def _of_concepts(
    concepts: list[dict[str, Any]], system: str
) -> Iterator[tuple[Key, Decimal]]:
    waiting, count = concepts[::-1], 0
    while waiting and count < _MOST_CONCEPTS:
        one, count = waiting.pop(), count + 1
        waiting += dicts(one.get("concept"))[::-1] + dicts(one.get("contains"))[::-1]
        weight = own_weight(one)
        if weight is None:
            weight = _property(one)
        code = text(one.get("code"))
        if weight is not None and code:
            yield (text(one.get("system")) or system, code), weight


def _property(concept: Mapping[str, Any]) -> Decimal | None:
    written = [*dicts(concept.get("property")), *_properties_of_r5(concept)]
    for one in written:
        if text(one.get("code")) in _PROPERTIES:
            number = read_scalar("Decimal", one.get("valueDecimal"))
            if number is None:
                number = read_scalar("Decimal", one.get("valueInteger"))
            return number if isinstance(number, Decimal) else None
    return None


def _properties_of_r5(concept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Read R5's properties of an expansion, which stand in R4 as an extension."""
    for one in dicts(concept.get("extension")):
        if text(one.get("url")) == _R5_PROPERTY:
            told: dict[str, Any] = {}
            for part in dicts(one.get("extension")):
                if text(part.get("url")) == "code":
                    told["code"] = part.get("valueCode")
                else:
                    told |= {k: v for k, v in part.items() if k.startswith("value")}
            yield told
