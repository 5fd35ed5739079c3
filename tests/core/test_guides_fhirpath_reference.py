"""Our FHIRPath held against HL7's fhirpath.js, where that is installed.

``FHIRPATH_JS`` names a folder in which ``npm install fhirpath@5`` was run.
"""

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from tests.core.expressions import QUESTIONNAIRE, RESPONSES, evaluated

HERE = Path(__file__).parent / "reference"
EXPRESSIONS = (HERE / "expressions.txt").read_text(encoding="utf-8").splitlines()
NODE, FOLDER = shutil.which("node"), os.environ.get("FHIRPATH_JS", "")

# Where the two differ, and why ours is meant.
DIFFERENT = {
    "item.where(linkId='amount').answer.value.round(1)": (
        "a half below zero: away from zero here, upwards there"
    ),
    "@2020-01-01T10:00:00+01:00 + 90 minutes": (
        "the same moment: here in the zone it came in, there in that of the machine"
    ),
    "@2020-01-01T10:00:00Z - 1 day": "the same moment, its zone spelt differently",
}


def plain(found):
    """Make numbers comparable: 2.0 is 2, whoever wrote it; a refusal is None."""
    if isinstance(found, list):
        return [plain(one) for one in found]
    if isinstance(found, bool) or found is None or isinstance(found, str):
        return found
    if isinstance(found, int | float | Decimal):
        return round(float(found), 8)
    if isinstance(found, dict):
        return {key: plain(one) for key, one in found.items()}
    return str(found)


def reference():
    given = {
        "responses": RESPONSES,
        "questionnaire": QUESTIONNAIRE,
        "expressions": EXPRESSIONS,
    }
    done = subprocess.run(
        [NODE, HERE / "fhirpath.mjs"],
        input=json.dumps(given, default=float),
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER,
        timeout=120,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(not (NODE and FOLDER), reason="node and FHIRPATH_JS are needed")
def test_the_same_as_the_reference():
    theirs = iter(reference())
    different = {}
    for response in RESPONSES:
        for expression in EXPRESSIONS:
            ours, other = plain(evaluated(expression, response)), plain(next(theirs))
            if ours != other:
                different.setdefault(expression, []).append((ours, other))
    assert {
        one: found for one, found in different.items() if one not in DIFFERENT
    } == {}
    assert sorted(different) == sorted(DIFFERENT)
