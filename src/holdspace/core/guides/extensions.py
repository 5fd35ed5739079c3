"""FHIR extensions on an item: the ones understood here, and what to do with others."""

from __future__ import annotations

from typing import Any

from holdspace.core.guides.wire import dicts, text

_FHIR = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

CONTROL = _FHIR + "questionnaire-itemControl"
HIDDEN = _FHIR + "questionnaire-hidden"
MINIMUM = _FHIR + "minValue"
MAXIMUM = _FHIR + "maxValue"
MIN_LENGTH = _FHIR + "minLength"
EXCLUSIVE = _FHIR + "questionnaire-optionExclusive"
STEP = _FHIR + "questionnaire-sliderStepValue"
CATEGORY = _FHIR + "questionnaire-displayCategory"
ENTRY_FORMAT = _FHIR + "entryFormat"
OPEN_LABEL = _SDC + "openLabel"
SHORT_TEXT = _SDC + "shortText"
UNIT = _FHIR + "questionnaire-unit"
SUPPORT_LINK = _FHIR + "questionnaire-supportLink"
ORIENTATION = _FHIR + "questionnaire-choiceOrientation"
OPTION_PREFIX = _FHIR + "questionnaire-optionPrefix"
MIN_OCCURS = _FHIR + "questionnaire-minOccurs"
MAX_OCCURS = _FHIR + "questionnaire-maxOccurs"

_READ = frozenset(
    {CONTROL, HIDDEN, MINIMUM, MAXIMUM, MIN_LENGTH, STEP, CATEGORY, ENTRY_FORMAT}
    | {OPEN_LABEL, SHORT_TEXT, UNIT, SUPPORT_LINK, ORIENTATION}
    | {MIN_OCCURS, MAX_OCCURS}
)
# Without these an item would be asked at the wrong time, or for something
# that a program works out and not a person.
_DECISIVE = frozenset(
    {
        _SDC + "enableWhenExpression",
        _SDC + "calculatedExpression",
        _SDC + "answerExpression",
        _SDC + "answerOptionsToggleExpression",
        _FHIR + "cqf-expression",
        _FHIR + "cqf-calculatedValue",
    }
)


def extension(owner: dict[str, Any], url: str) -> Any:  # noqa: ANN401  (any value[x])
    """Give the value of one extension, or None."""
    for one in dicts(owner.get("extension")):
        if one.get("url") == url:
            return next(
                (found for key, found in one.items() if key.startswith("value")), None
            )
    return None


def concept(owner: dict[str, Any], url: str) -> str | None:
    """Give the first code of an extension that holds a concept."""
    found = extension(owner, url)
    codings = dicts(found.get("coding")) if isinstance(found, dict) else []
    return text(codings[0].get("code")) or None if codings else None


def unread(owner: dict[str, Any]) -> tuple[str, ...]:
    """List the extensions that are not understood, each once."""
    urls = (text(one.get("url")) for one in dicts(owner.get("extension")))
    return tuple(dict.fromkeys(url for url in urls if url not in _READ))


def decisive(owner: dict[str, Any]) -> bool:
    """Tell whether the item cannot be asked fairly without what is not understood."""
    if owner.get("modifierExtension"):
        return True
    return any(url in _DECISIVE for url in unread(owner))
