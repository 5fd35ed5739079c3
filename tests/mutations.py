"""Forms with something wrong in them, made from good ones; the seed tells which.

``python -m tests.mutations --n 10000 [FOLDER ...]`` takes that many through all that
happens to a form, and says how long the slowest took. The folders hold more forms;
so does the one that ``HOLDSPACE_FORMS`` names.
"""

# ruff: noqa: S311  (chance that can be told again is the point here)

from __future__ import annotations

import argparse
import json
import os
import random
import time
from datetime import UTC
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from holdspace.cli.looking_over import lay_out
from holdspace.core.guides import (
    AnswersRefused,
    GuideRefused,
    check,
    check_response,
    enabled,
    given_from,
    in_language,
    pack,
    read_guide,
    settle,
    unpack,
    words_of,
)
from tests.everything import EVERYTHING, FHIR, SDC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides import Answers, Guide

IDENT = UUID(int=1)
WHEN = "2026-11-23T18:40:00+01:00"
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1e308,
    2**70,
    "",
    " ",
    "x" * 300,
    "\ud800",
    "true",
    "5",
    [],
    [[]],
    [None],
    {},
    {"": None},
    {"coding": [{}]},
    {"value": "1"},
    {"resourceType": "ValueSet"},
]
KEYS = [
    *("linkId", "type", "text", "prefix", "required", "repeats", "readOnly", "item"),
    *("answerOption", "answerValueSet", "enableWhen", "enableBehavior", "initial"),
    *("extension", "modifierExtension", "contained", "maxLength", "question"),
    *("operator", "valueCoding", "valueString", "valueInteger", "answerBoolean"),
    *("_text", "compose", "include", "concept", "system", "code", "url", "version"),
]
KINDS = [
    *("group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time"),
    *("string", "text", "url", "choice", "open-choice", "attachment", "reference"),
    *("quantity", "question", "coding"),
]
URLS = [
    *(FHIR + name for name in ("minValue", "maxValue", "regex", "maxDecimalPlaces")),
    *(FHIR + "questionnaire-" + name for name in ("hidden", "unit", "unitOption")),
    *(FHIR + "questionnaire-" + name for name in ("itemControl", "maxOccurs")),
    *(SDC + name for name in ("minQuantity", "calculatedExpression", "variable")),
]
WORKING = [
    *(SDC + name for name in ("calculatedExpression", "enableWhenExpression")),
    *(SDC + "initialExpression", FHIR + "variable"),
]
WORKED_OUT = [
    "1 + 1",
    "%resource.descendants().count() > 3",
    "item.answer.value.ordinal().sum()",
    "repeat(item).where(linkId = 'mood').answer.value",
    "today()",
    "'x'.matches('(a+)+$')",
    "(1 | 2 | 3).aggregate($total + $this, 0)",
    "%unknown",
    "((((",
    "1 / 0",
]
POSTED = [
    "",
    "x",
    "5",
    "7.50",
    "yes",
    "2026-01-01",
    "10:00",
    "a",
    "kg",
    "1e999",
    "\x00",
]


def originals(*folders: Path) -> list[bytes]:
    """Give the forms to start from: ours, and those in the folders."""
    found = [json.dumps(EVERYTHING).encode()]
    shelf = resources.files("holdspace.content").joinpath("guides")
    found += [one.read_bytes() for one in shelf.iterdir() if one.name.endswith("json")]
    named = os.environ.get("HOLDSPACE_FORMS")
    for folder in (*folders, *([Path(named)] if named else [])):
        files = sorted(folder.rglob("*.json"))
        found += [raw for raw in (one.read_bytes() for one in files) if _is_form(raw)]
    return found


def _is_form(raw: bytes) -> bool:
    try:
        found = json.loads(raw)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("resourceType") == "Questionnaire"


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Change a form in one to six places, or a few of its bytes."""
    if chance.random() < 0.1:
        return _torn(raw, chance)
    try:
        form = json.loads(raw)
    except ValueError:
        return _torn(raw, chance)
    for _ in range(chance.randint(1, 6)):
        _change(form, chance)
    return json.dumps(form).encode()


def through(raw: bytes) -> bool:
    """Take one form through everything that happens to one; False if it is refused.

    Raises:
        Exception: Whatever must not happen.
    """
    try:
        guide = read_guide(raw)
    except GuideRefused as refused:
        if not refused.problems:
            raise AssertionError("A form is refused without a reason.") from None
        return False
    assert json.loads(raw.removeprefix(b"\xef\xbb\xbf")).keys() == guide.raw.keys()
    lay_out(guide)
    in_language(guide, "de")
    answers = _answered(guide, random.Random(len(raw)))
    _packed(guide, answers)
    return True


def _answered(guide: Guide, chance: random.Random) -> Answers:
    given: dict[str, list[str]] = {}
    for link, place in guide.places.items():
        prefix = "".join(f"{group}.0." for group in place.scope)
        codes = [option.code for option in place.item.options]
        given[prefix + link] = [chance.choice([*POSTED, *codes]) for _ in range(2)]
    try:
        return check(guide, given, zone=UTC, complete=True)
    except AnswersRefused as refused:
        if not all(one.sentence and one.path for one in refused.problems):
            raise AssertionError("A problem says nothing, or not where.") from None
        return refused.fitting


def _packed(guide: Guide, answers: Answers) -> None:
    words_of(guide, answers)
    given_from(guide, answers)
    enabled(guide, answers)
    for status in ("in-progress", "completed"):
        raw = pack(guide, answers, ident=IDENT, authored=WHEN, status=status)
        response = unpack(raw)
        kept = answers if status == "in-progress" else settle(guide, answers)
        assert response.answers(guide) == kept
        assert response.unread(guide) == ()
        check_response(guide, response, strict=True)


def _torn(raw: bytes, chance: random.Random) -> bytes:
    if not raw:
        return b"{"
    at = chance.randrange(len(raw))
    if chance.random() < 0.5:
        return raw[:at]
    return raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]


def _nodes(found: Any) -> Iterator[dict[str, Any] | list[Any]]:
    if isinstance(found, dict | list):
        yield found
        for one in list(found.values()) if isinstance(found, dict) else found:
            yield from _nodes(one)


def _change(form: Any, chance: random.Random) -> None:
    nodes = list(_nodes(form))
    node, other = chance.choice(nodes), chance.choice(nodes)
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    value = _copied(chance.choice([*ODD, chance.choice(KINDS), other]))
    if not keys or chance.random() < 0.2:
        _added(node, value, chance)
    elif chance.random() < 0.25:
        del node[chance.choice(keys)]  # type: ignore[arg-type]
    else:
        node[chance.choice(keys)] = value  # type: ignore[index]


def _added(node: Any, value: Any, chance: random.Random) -> None:
    if isinstance(node, list):
        node.insert(chance.randint(0, len(node)), value)
    elif chance.random() < 0.5:
        node[chance.choice(KEYS)] = value
    else:
        key = chance.choice(["valueString", "valueInteger", "valueQuantity"])
        added = {"url": chance.choice(URLS), key: value}
        if chance.random() < 0.3:
            told = {
                "language": "text/fhirpath",
                "expression": chance.choice(WORKED_OUT),
            }
            added = {"url": chance.choice(WORKING), "valueExpression": told}
        found = node.get("extension")
        kept = found if isinstance(found, list) else []
        node["extension"] = [*kept, added]


def _copied(found: Any) -> Any:
    copied = json.dumps(found)
    return json.loads(copied) if len(copied) < 20_000 else None


def main() -> None:
    """Take many mutated forms through; stop at the first that must not happen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("folders", nargs="*", type=Path)
    given = parser.parse_args()
    forms = originals(*given.folders)
    slowest = (0.0, 0)
    kept = 0
    for number in range(given.seed, given.seed + given.n):
        chance = random.Random(number)
        raw = mutated(chance.choice(forms), chance)
        start = time.process_time()
        try:
            kept += through(raw)
        except Exception:
            Path(f"mutation-{number}.json").write_bytes(raw)
            raise
        slowest = max(slowest, (time.process_time() - start, number))
    print(  # noqa: T201  (a command)
        f"{given.n} forms, {kept} of them usable; "
        f"the slowest took {slowest[0]:.2f} s, seed {slowest[1]}"
    )


if __name__ == "__main__":
    main()
