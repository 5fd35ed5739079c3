"""FHIR extensions on an item: the ones understood here, and what to do with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdspace.core.guides.wire import dicts, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_FHIR = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

CONTROL = _FHIR + "questionnaire-itemControl"
HIDDEN = _FHIR + "questionnaire-hidden"
MINIMUM = _FHIR + "minValue"
MAXIMUM = _FHIR + "maxValue"
LEAST_AMOUNT = _SDC + "minQuantity"
MOST_AMOUNT = _SDC + "maxQuantity"
MIN_LENGTH = _FHIR + "minLength"
MAX_DECIMALS = _FHIR + "maxDecimalPlaces"
REGEX = _FHIR + "regex"
MIN_OCCURS = _FHIR + "questionnaire-minOccurs"
MAX_OCCURS = _FHIR + "questionnaire-maxOccurs"
UNIT = _FHIR + "questionnaire-unit"
UNIT_OPTION = _FHIR + "questionnaire-unitOption"
UNIT_SET = _FHIR + "questionnaire-unitValueSet"
UNIT_OPEN = _SDC + "unitOpen"
EXCLUSIVE = _FHIR + "questionnaire-optionExclusive"
OPTION_PREFIX = _FHIR + "questionnaire-optionPrefix"
CONCEPT_LABEL = _FHIR + "valueset-label"
ORIENTATION = _FHIR + "questionnaire-choiceOrientation"
STEP = _FHIR + "questionnaire-sliderStepValue"
CATEGORY = _FHIR + "questionnaire-displayCategory"
ENTRY_FORMAT = _FHIR + "entryFormat"
OPEN_LABEL = _SDC + "openLabel"
SHORT_TEXT = _SDC + "shortText"
SUPPORT_LINK = _FHIR + "questionnaire-supportLink"
REFERENCE = _FHIR + "questionnaire-referenceResource"
MEDIA_TYPE = _FHIR + "mimeType"
MAX_SIZE = _FHIR + "maxSize"
VARIABLE = _FHIR + "variable"
CALCULATED = _SDC + "calculatedExpression"
ENABLE = _SDC + "enableWhenExpression"
INITIAL = _SDC + "initialExpression"

_READ = frozenset(
    {CONTROL, HIDDEN, MINIMUM, MAXIMUM, LEAST_AMOUNT, MOST_AMOUNT, MIN_LENGTH}
    | {MAX_DECIMALS, REGEX, MIN_OCCURS, MAX_OCCURS, UNIT, UNIT_OPTION, UNIT_SET}
    | {UNIT_OPEN, ORIENTATION, STEP, CATEGORY, ENTRY_FORMAT, OPEN_LABEL, SHORT_TEXT}
    | {
        SUPPORT_LINK,
        REFERENCE,
        MEDIA_TYPE,
        MAX_SIZE,
        VARIABLE,
        CALCULATED,
        ENABLE,
        INITIAL,
    }
)
# What an item would be asked with from elsewhere, or worked out by a server.
_ELSEWHERE = frozenset(
    {
        _SDC + "answerExpression",
        _SDC + "answerOptionsToggleExpression",
        _FHIR + "cqf-expression",
        _FHIR + "cqf-calculatedValue",
    }
)


def extension(owner: dict[str, Any], url: str) -> Any:  # noqa: ANN401  (any value[x])
    """Give the value of one extension, or None."""
    # Most items and options have none, and are asked for every kind there is.
    return next(extensions(owner, url), None) if "extension" in owner else None


def extensions(owner: dict[str, Any], url: str) -> Iterator[Any]:
    """Give the values of all extensions of one kind, in their order."""
    for one in found(owner, url):
        yield next((value for key, value in one.items() if key[:5] == "value"), None)


def found(owner: dict[str, Any], url: str) -> Iterator[dict[str, Any]]:
    """Give the extensions of one kind as they stand in the file."""
    return (one for one in dicts(owner.get("extension")) if one.get("url") == url)


def concept(owner: dict[str, Any], url: str) -> str | None:
    """Give the first code of an extension that holds a concept."""
    held = extension(owner, url)
    codings = dicts(held.get("coding")) if isinstance(held, dict) else []
    return text(codings[0].get("code")) or None if codings else None


def unread(owner: dict[str, Any]) -> tuple[str, ...]:
    """List the extensions that are not understood, each once."""
    urls = (text(one.get("url")) for one in dicts(owner.get("extension")))
    return tuple(dict.fromkeys(url for url in urls if url not in _READ))


def reason_against(owner: dict[str, Any]) -> str:
    """Say why an item cannot be asked fairly without what is not understood."""
    if owner.get("modifierExtension"):
        return "it has a rule that changes its meaning and is not known here"
    if any(url in _ELSEWHERE for url in unread(owner)):
        return "what is asked is worked out by a server"
    return ""
