"""How long a form takes: parse, render, check and score. Prints JSON lines.

``python -m benchmarks.forms`` makes forms of 30 and of 500 items: weighted choices, a
rule, a total and a variable that are expressions, and for comparison the same without
expressions. Each step is the median of many, warm; ``ratio`` holds the whole against
``json.loads`` of the same bytes in the same run. ``--items 30`` takes other sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from datetime import UTC
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from holdspace.core.guides import (  # noqa: E402  (Django first)
    Answers,
    Coding,
    Guide,
    check,
    given_from,
    read_guide,
    weight_of,
    weights,
    work_out,
)
from holdspace.library.fields import Sheet, sheets_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
SYSTEM = "urn:shades"
CODES = "abcde"
MOMENT = "2026-11-24T10:30:00Z"
# ``--cpu`` counts the work of this process alone, for a machine that does other things.
CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter


def told(url: str, expression: str, **more: str) -> dict[str, Any]:
    value = {"language": "text/fhirpath", "expression": expression, **more}
    return {"url": url, "valueExpression": value}


def question(number: int) -> dict[str, Any]:
    return {
        "linkId": f"shade-{number}",
        "text": f"How much of shade {number} was in the day, as far as you can tell?",
        "type": "choice",
        "answerOption": [
            {
                "valueCoding": {
                    "system": SYSTEM,
                    "code": code,
                    "display": f"a measure of {code}",
                },
                "extension": [{"url": FHIR + "ordinalValue", "valueDecimal": weight}],
            }
            for weight, code in enumerate(CODES)
        ],
    }


def form(items: int, *, expressions: bool) -> bytes:
    """Make a form of so many items, the last two of them worked out or read only."""
    total: dict[str, Any] = {
        "linkId": "total",
        "text": "All shades",
        "type": "decimal",
        "readOnly": True,
    }
    words = {"linkId": "words", "text": "Anything else", "type": "text"}
    found: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "url": "urn:shades:form",
        "version": "1",
        "status": "active",
        "item": [
            {
                "linkId": "group",
                "type": "group",
                "item": [question(number) for number in range(items - 3)],
            },
            total,
            words,
        ],
    }
    if expressions:
        found["extension"] = [
            told(
                FHIR + "variable",
                "%resource.item.where(linkId='group').item.answer.value.ordinal()",
                name="weights",
            )
        ]
        total["extension"] = [told(SDC + "calculatedExpression", "%weights.sum()")]
        words["extension"] = [told(SDC + "enableWhenExpression", "%weights.sum() > 2")]
    return json.dumps(found).encode()


def answered(items: int) -> Answers:
    return Answers(
        {
            f"shade-{number}": [Coding(SYSTEM, CODES[number % len(CODES)])]
            for number in range(items - 3)
        }
    )


def render(guide: Guide, answers: Answers) -> int:
    laid = sheets_of(guide, guide.screens, Sheet(answers=answers))
    return sum(len(fields) for _, fields, _ in laid)


def score(guide: Guide, answers: Answers) -> object:
    """Work out the total: by the form's own expression, or by its weights."""
    if guide.formulas:
        return work_out(guide, answers, moment=MOMENT).calculated["total"][0]
    found = weights(guide)
    weighed = (
        weight_of(found, link, answers.values(link)[0]) for link in answers.links
    )
    return sum(one for one in weighed if one is not None)


def median(work: Callable[[], object], times: int) -> float:
    """Give the milliseconds of a run of work, the median of many."""
    taken = []
    for _ in range(times):
        begun = CLOCK()
        work()
        taken.append((CLOCK() - begun) * 1_000)
    return statistics.median(taken)


def measure(items: int, times: int, *, expressions: bool) -> dict[str, Any]:
    raw = form(items, expressions=expressions)
    guide, answers = read_guide(raw), answered(items)
    posted = given_from(guide, answers)
    expected = sum(number % len(CODES) for number in range(items - 3))
    assert score(guide, answers) == expected
    assert check(guide, posted, zone=UTC) == answers
    steps = {
        "parse": median(lambda: read_guide(raw), times),
        "render": median(lambda: render(guide, answers), times),
        "check": median(lambda: check(guide, posted, zone=UTC), times),
        "score": median(lambda: score(guide, answers), times),
    }
    floor = median(lambda: json.loads(raw), times)
    whole = sum(steps.values())
    return {
        "items": items,
        "expressions": expressions,
        "bytes": len(raw),
        **{f"{name}_ms": round(taken, 3) for name, taken in steps.items()},
        "whole_ms": round(whole, 3),
        "json_loads_ms": round(floor, 3),
        "ratio": round(whole / floor, 1),
    }


def cold() -> dict[str, Any]:
    """Say what the first expression of a process costs: time and memory."""
    import subprocess

    program = (
        "import re, time\n"
        "from pathlib import Path\n"
        "from holdspace.core.guides import read_guide\n"
        "told = lambda: Path('/proc/self/status').read_text()\n"
        "size = lambda: int(re.search(r'VmRSS:\\s*(\\d+)', told())[1])\n"
        "before, begun = size(), time.perf_counter()\n"
        "from holdspace.core.guides.expressions import ready\n"
        "ready('1 + 1')\n"
        "print((time.perf_counter() - begun) * 1000, (size() - before) / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    taken, memory = done.stdout.split()
    return {
        "first_expression_ms": round(float(taken), 1),
        "first_expression_mib": round(float(memory), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[30, 500])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument(
        "--cpu", action="store_true", help="time of work, not of waiting"
    )
    given = parser.parse_args()
    print(json.dumps(cold()))
    for items in given.items:
        for expressions in (False, True):
            print(json.dumps(measure(items, given.times, expressions=expressions)))


if __name__ == "__main__":
    main()
