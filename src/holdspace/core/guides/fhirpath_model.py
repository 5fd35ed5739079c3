"""What FHIRPath has to know of FHIR R4 here: where there are choices, and of what type.

Only forms and their responses are ever looked at, so this is the part of R4 about
them. fhirpathpy brings all resources of four versions, in nine megabytes of memory.
"""

from __future__ import annotations

from typing import Any, Final

_ANSWER: Final = [
    "Boolean",
    "Decimal",
    "Integer",
    "Date",
    "DateTime",
    "Time",
    "String",
    "Uri",
    "Attachment",
    "Coding",
    "Quantity",
    "Reference",
]
_TYPES: Final = {
    one: one[0].lower() + one[1:]
    for one in [
        "Boolean",
        "Decimal",
        "Integer",
        "Date",
        "DateTime",
        "Time",
        "String",
        "Uri",
        "Code",
        "Id",
        "Canonical",
        "Instant",
        "PositiveInt",
        "UnsignedInt",
        "Markdown",
    ]
}
_CHOICES: Final = {
    "QuestionnaireResponse.item.answer.value": _ANSWER,
    "Questionnaire.item.enableWhen.answer": _ANSWER,
    "Questionnaire.item.initial.value": _ANSWER,
    "Questionnaire.item.answerOption.value": [
        *("Integer", "Date", "Time", "String", "Coding", "Reference")
    ],
    "Extension.value": [
        *_ANSWER,
        *("Code", "Id", "Canonical", "Instant", "PositiveInt", "UnsignedInt"),
        *("Markdown", "CodeableConcept", "Range", "Period", "Expression"),
    ],
}
_ELEMENTS: Final = {
    "Coding": {
        "system": "uri",
        "version": "string",
        "code": "code",
        "display": "string",
        "userSelected": "boolean",
    },
    "CodeableConcept": {"coding": "Coding", "text": "string"},
    "Quantity": {
        "value": "decimal",
        "comparator": "code",
        "unit": "string",
        "system": "uri",
        "code": "code",
    },
    "QuestionnaireResponse": {
        "id": "id",
        "status": "code",
        "authored": "dateTime",
        "questionnaire": "canonical",
    },
    "QuestionnaireResponse.item": {"linkId": "string", "text": "string"},
    "Questionnaire.item": {
        "linkId": "string",
        "text": "string",
        "prefix": "string",
        "type": "code",
        "required": "boolean",
        "repeats": "boolean",
        "readOnly": "boolean",
        "maxLength": "integer",
    },
}

MODEL: Final[dict[str, Any]] = {
    "choiceTypePaths": _CHOICES,
    "pathsDefinedElsewhere": {
        "Questionnaire.item.item": "Questionnaire.item",
        "QuestionnaireResponse.item.answer.item": "QuestionnaireResponse.item",
        "QuestionnaireResponse.item.item": "QuestionnaireResponse.item",
    },
    "path2Type": {
        **{
            f"{path}{one}": _TYPES.get(one, one)
            for path, types in _CHOICES.items()
            for one in types
        },
        **{
            f"{owner}.{name}": kind
            for owner, names in _ELEMENTS.items()
            for name, kind in names.items()
        },
    },
    "type2Parent": {
        **dict.fromkeys(("code", "id", "markdown"), "string"),
        **dict.fromkeys(("canonical", "url", "oid"), "uri"),
        **dict.fromkeys(("positiveInt", "unsignedInt"), "integer"),
        **dict.fromkeys(("Coding", "CodeableConcept", "Quantity"), "Element"),
    },
}
