"""A form of our own with one of everything that a form may ask, and how."""

from __future__ import annotations

from typing import Any

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
UCUM = "http://unitsofmeasure.org"


def ext(url: str, **value: Any) -> dict[str, Any]:
    return {"url": url, **value}


def question(link: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"linkId": link, "type": kind, "text": f"About {link}"} | more


def control(code: str) -> dict[str, Any]:
    coding = {"coding": [{"code": code}]}
    return ext(FHIR + "questionnaire-itemControl", valueCodeableConcept=coding)


def label(link: str, code: str) -> dict[str, Any]:
    return question(link, "display", extension=[control(code)])


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def coded(*codes: str, system: str = "https://x.org/s") -> list[dict[str, Any]]:
    codings = ({"system": system, "code": one, "display": one} for one in codes)
    return [{"valueCoding": one} for one in codings]


def unit(code: str) -> dict[str, Any]:
    coding = {"system": UCUM, "code": code}
    return ext(FHIR + "questionnaire-unitOption", valueCoding=coding)


NONE = coded("none")[0] | {
    "extension": [ext(FHIR + "questionnaire-optionExclusive", valueBoolean=True)]
}
LIST = {
    "resourceType": "ValueSet",
    "id": "list",
    "compose": {
        "include": [{"system": "s", "concept": [{"code": "u"}, {"code": "v"}]}]
    },
}
GERMAN = {
    "extension": [
        ext(
            FHIR + "translation",
            extension=[
                ext("lang", valueCode="de"),
                ext("content", valueString="Worte"),
            ],
        )
    ]
}
ROW = [
    question("who", "open-choice", answerOption=coded("friend", "group")),
    question("asked", "boolean"),
    question(
        "came",
        "integer",
        enableWhen=[when("asked", "=", answerBoolean=True)],
        item=[question("how", "text")],
    ),
    question("deep", "group", repeats=True, item=[question("part", "date")]),
]
EVERYTHING: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "https://x.org/everything",
    "version": "1",
    "status": "active",
    "title": "Everything",
    "contained": [LIST],
    "item": [
        question(
            "first",
            "group",
            extension=[control("page")],
            item=[
                question("words", "text", _text=GERMAN, maxLength=500),
                question(
                    "line", extension=[ext(FHIR + "regex", valueString="[a-z ]*")]
                ),
                question("site", "url"),
                question(
                    "mood",
                    "integer",
                    required=True,
                    extension=[
                        control("slider"),
                        ext(FHIR + "minValue", valueInteger=0),
                        ext(FHIR + "maxValue", valueInteger=10),
                        ext(FHIR + "questionnaire-sliderStepValue", valueInteger=1),
                    ],
                    item=[label("low", "lower"), label("high", "upper")],
                ),
                question(
                    "share",
                    "decimal",
                    repeats=True,
                    extension=[
                        ext(FHIR + "maxDecimalPlaces", valueInteger=2),
                        ext(FHIR + "questionnaire-maxOccurs", valueInteger=3),
                    ],
                    item=[label("of", "unit"), label("tip", "help")],
                ),
                question("weight", "quantity", extension=[unit("kg"), unit("[lb_av]")]),
            ],
        ),
        question(
            "second",
            "group",
            extension=[control("page")],
            enableWhen=[when("mood", ">", answerInteger=2)],
            item=[
                question("one", "choice", answerOption=coded("a", "b", "c")),
                question(
                    "many",
                    "open-choice",
                    repeats=True,
                    answerOption=[*coded("x", "y"), NONE],
                ),
                question("listed", "choice", answerValueSet="#list"),
                question("days", "choice", answerOption=[{"valueDate": "2026-01-01"}]),
                question("far", "choice", answerValueSet="https://x.org/elsewhere"),
                question(
                    "table",
                    "group",
                    extension=[control("table")],
                    item=[
                        question(f"t{n}", "choice", answerOption=coded("no", "yes"))
                        for n in range(3)
                    ],
                ),
            ],
        ),
        question(
            "cried",
            "boolean",
            item=[
                question(
                    "long",
                    "integer",
                    enableWhen=[when("cried", "=", answerBoolean=True)],
                ),
                question("near", "group", repeats=True, item=[question("name")]),
            ],
        ),
        question("day", "date"),
        question("moment", "dateTime"),
        question("clock", "time"),
        question("rows", "group", repeats=True, item=ROW),
        question(
            "secret", extension=[ext(FHIR + "questionnaire-hidden", valueBoolean=True)]
        ),
        question("fixed", "decimal", readOnly=True, initial=[{"valueDecimal": 1.50}]),
        question(
            "sum",
            "integer",
            extension=[
                ext(
                    SDC + "calculatedExpression",
                    valueExpression={"language": "text/fhirpath", "expression": "1"},
                )
            ],
        ),
        question("file", "attachment"),
        question("who-else", "reference"),
    ],
}
