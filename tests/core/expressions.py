"""A form of our own and three responses to it, to try expressions on."""

from decimal import Decimal

from holdspace.core.guides.budget import Budget, NotCalculable
from holdspace.core.guides.fhirpath import Expression, Run, node
from holdspace.core.guides.fhirpath_items import data_of

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
MOMENT = "2026-11-24T10:30:00+01:00"


def option(code, weight):
    return {
        "valueCoding": {
            "system": "urn:shades",
            "code": code,
            "display": f"shade {code}",
        },
        "extension": [{"url": ORDINAL, "valueDecimal": weight}],
    }


OPTIONS = [option(code, weight) for weight, code in enumerate("abcd")]
TURNED = [option(code, 3 - weight) for weight, code in enumerate("abcd")]
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": "urn:form",
    "status": "active",
    "item": [
        {
            "linkId": "group",
            "type": "group",
            "item": [
                {"linkId": "q1", "type": "choice", "answerOption": OPTIONS},
                {"linkId": "q2", "type": "choice", "answerOption": TURNED},
                {"linkId": "q3", "type": "choice", "answerOption": OPTIONS},
            ],
        },
        {"linkId": "many", "type": "choice", "repeats": True, "answerOption": OPTIONS},
        {"linkId": "count", "type": "integer"},
        {"linkId": "amount", "type": "decimal"},
        {"linkId": "yes", "type": "boolean"},
        {"linkId": "words", "type": "string"},
        {"linkId": "day", "type": "date"},
        {
            "linkId": "rows",
            "type": "group",
            "repeats": True,
            "item": [{"linkId": "size", "type": "integer"}],
        },
    ],
}


def coded(code):
    return {
        "valueCoding": {
            "system": "urn:shades",
            "code": code,
            "display": f"shade {code}",
        }
    }


def response(*codes, many="", rows=(), **values):
    items = [
        {
            "linkId": "group",
            "item": [
                {"linkId": f"q{n + 1}", "answer": [coded(code)]}
                for n, code in enumerate(codes)
            ],
        }
    ]
    if many:
        items.append({"linkId": "many", "answer": [coded(code) for code in many]})
    kinds = {
        "count": "Integer",
        "amount": "Decimal",
        "yes": "Boolean",
        "words": "String",
        "day": "Date",
    }
    for link, kind in kinds.items():
        if link in values:
            items.append({"linkId": link, "answer": [{f"value{kind}": values[link]}]})
    for row in rows:
        inner = [{"linkId": "size", "answer": [{"valueInteger": row}]}]
        items.append({"linkId": "rows", "item": inner})
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "urn:form",
        "status": "in-progress",
        "item": items,
    }


RESPONSES = [
    response(
        *"abc",
        many="bd",
        rows=(1, 2, 3),
        count=0,
        amount=Decimal("3.75"),
        yes=False,
        words="a little rain",
        day="2020-05-01",
    ),
    response(
        *"ddd", rows=(5,), count=5, amount=Decimal("-2.25"), yes=True, words="rain"
    ),
    response("c"),
]


def weighing(found):
    """Weigh as the form says; the second question is turned round."""
    asked = {}

    def index(items):
        for one in items:
            for answer in one.get("answer", ()):
                asked[id(answer)] = asked[id(answer["valueCoding"])] = one["linkId"]
            index(one.get("item", ()))

    index(one for one in found["item"] if one["linkId"] in ("group", "many"))

    def weigh(data):
        link = asked.get(id(data))
        if link is None:
            return None
        weight = "abcd".index(data.get("valueCoding", data)["code"])
        return Decimal(3 - weight if link == "q2" else weight)

    return weigh


def evaluated(text, found, budget=None, **names):
    """Work out an expression over a response; None where it cannot be calculated."""
    try:
        expression = Expression(text)
        root = [node(found, "QuestionnaireResponse")]
        form = [node(QUESTIONNAIRE, "Questionnaire")]
        known = {"resource": root, "context": root, "questionnaire": form, **names}
        budget = budget or Budget()
        budget.begin()
        run = Run(budget, known, weighing(found), MOMENT)
        return [data_of(one) for one in expression.run(run, root)]
    except NotCalculable:
        return None
