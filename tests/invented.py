"""A measure and a form that nobody published: invented here, in our own words.

Its facts are those of no instrument, and its questions are about kites.
"""

from __future__ import annotations

import copy
import json
from decimal import Decimal

from holdspace.core.scoring import read_facts

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
OWN = "https://holdspace.org/codes/measures"
LOINC = "http://loinc.org"
STEPS = ("no kite", "a small kite", "a kite", "a large kite", "all kites")

SOURCED = {
    "reference": "Invented for a test",
    "grade": "verified",
    "checked": "2026-11",
}
FACTS = {
    "code": "kites",
    "name": "KITES-6",
    "about": "Six questions on kites.",
    "items": 6,
    "unscored": 1,
    "lowest": 0,
    "highest": 4,
    "times": 2,
    "counting": "Added up and doubled.",
    "reversed": [2, 5],
    "upwards": "A higher number means more kites.",
    "recall": "the past week",
    "recall_days": 7,
    "interval": "Every week.",
    "safety_item": 6,
    "reference": "Invented for a test",
    "checked": "2026-11",
    "licence": {
        "told": "Ours.",
        "allows": "items",
        "reference": "Invented for a test",
        "checked": "2026-11",
    },
    "scales": [
        {
            "code": "total",
            "name": "total",
            "items": [1, 2, 3, 4, 5, 6],
            "bands": [
                {"low": 0, "high": 22, "name": "lower part", **SOURCED},
                {"low": 24, "high": 48, "name": "upper part", **SOURCED},
            ],
            "cut_offs": [{"at": 24, "side": "or-more", **SOURCED}],
            "changes": [
                {
                    "means": "noise",
                    "points": 10,
                    "method": "reliable change",
                    "population": "flyers",
                    **SOURCED,
                },
                {
                    "means": "matters",
                    "points": 4,
                    "towards": "lower",
                    "method": "asked",
                    "population": "flyers",
                    **SOURCED,
                },
                {
                    "means": "noise",
                    "points": 2,
                    "method": "remembered",
                    "population": "nobody",
                    **SOURCED,
                    "grade": "unverified",
                },
            ],
        },
        {"code": "string", "name": "strings", "items": [1, 2, 3]},
        {"code": "tail", "name": "tails", "items": [4, 5, 6]},
    ],
}


def facts(**changed):
    """The facts of the invented measure, with some of them changed."""
    return read_facts({**copy.deepcopy(FACTS), **changed})


def numbers(*given):
    """The numbers of the items in order; None is one that was left open."""
    return {n: Decimal(one) for n, one in enumerate(given, 1) if one is not None}


def option(code, weight, *, system="https://example.org/kites", url=ORDINAL):
    """One coded answer that carries a number."""
    coding = {"system": system, "code": code, "display": STEPS[weight % len(STEPS)]}
    return {"extension": [{"url": url, "valueDecimal": weight}], "valueCoding": coding}


def question(number, steps=5, **more):
    """One question with coded answers and their numbers."""
    return {
        "linkId": f"q{number}",
        "prefix": f"{number}.",
        "text": f"Kite {number}",
        "type": "choice",
        "answerOption": [option(f"k{n}", n) for n in range(steps)],
        **more,
    }


def form(*, count=6, steps=5, code=None, url="https://example.org/kites", extra=()):
    """A Questionnaire in our own words that could be the invented measure."""
    found = {
        "resourceType": "Questionnaire",
        "id": "kites-1",
        "url": url,
        "version": "1.0.0",
        "title": "About kites",
        "status": "active",
        "item": [
            {"linkId": "hello", "type": "display", "text": "About the kites you saw."},
            {
                "linkId": "all",
                "type": "group",
                "text": "Kites",
                "item": [question(n, steps) for n in range(1, count + 1)],
            },
            *extra,
        ],
    }
    if code is not None:
        found["code"] = [{"system": code[0], "code": code[1]}]
    return found


def written(found):
    """The form's bytes."""
    return json.dumps(found).encode()
