"""Our FHIRPath held against HL7's fhirpath.js.

What that gives for the expressions in ``reference/expressions.txt`` is recorded in
``reference/expected.json``. Where ``FHIRPATH_JS`` names a folder in which
``npm install fhirpath@5.2.2`` was run, it is asked anew, and the record has to agree;
``python -m tests.core.test_guides_fhirpath_reference`` writes it then.
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
RECORD = HERE / "expected.json"
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
# What depends on the day, or on the zone, of the machine that recorded it.
PASSING = {one for one in EXPRESSIONS if "today()" in one} | {
    one for one in DIFFERENT if one.startswith("@")
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


def asked_anew():
    """Ask fhirpath.js: for each expression what it gives over each response."""
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
    found = iter(json.loads(done.stdout))
    results = {one: [] for one in EXPRESSIONS}
    for _ in RESPONSES:
        for one in EXPRESSIONS:
            results[one].append(next(found))
    return results


def recorded():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_same_as_the_reference():
    record = recorded()
    assert list(record) == EXPRESSIONS
    different = {
        one: (ours, theirs)
        for one in EXPRESSIONS
        if (ours := [plain(evaluated(one, each)) for each in RESPONSES])
        != (theirs := plain(record[one]))
    }
    assert {one: both for one, both in different.items() if one not in DIFFERENT} == {}
    assert sorted(different) == sorted(DIFFERENT)


@pytest.mark.skipif(not (NODE and FOLDER), reason="node and FHIRPATH_JS are needed")
def test_the_record_is_what_the_reference_gives():
    anew, record = asked_anew(), recorded()
    assert {one: found for one, found in anew.items() if one not in PASSING} == {
        one: found for one, found in record.items() if one not in PASSING
    }


if __name__ == "__main__":
    lines = (f"{json.dumps(one)}: {json.dumps(to)}" for one, to in asked_anew().items())
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
