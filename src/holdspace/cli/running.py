"""A form with somebody's answers, worked out without starting anything: guide run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from holdspace.core.guides import (
    Answers,
    Coding,
    GuideRefused,
    ResponseUnreadable,
    check_response,
    is_moment,
    pack,
    read_guide,
    work_out,
)
from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.packing import response_of
from holdspace.core.guides.results import values_of
from holdspace.core.guides.wire import NotJson, read_object, write_object

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from holdspace.core.guides import Guide, Problem, Response, Value, Worked

DONE, PROBLEMS, REFUSED = 0, 1, 2
MOST_BYTES: Final = 5_000_000
_NOBODY: Final = str(UUID(int=0))
_DAY: Final = "2000-01-01"


class _Refusal(Exception):
    """It is not done; the message says why, without anybody's words."""


def run(given: argparse.Namespace) -> int:
    """Work one form out and print what comes of it."""
    try:
        report = report_on(given.form, given.answers, given.moment)
    except _Refusal as refusal:
        print(f"holdspace: {refusal}", file=sys.stderr)
        return REFUSED
    print(write_object(report).decode() if given.json else _shown(report))
    return PROBLEMS if report["problems"] else DONE


def report_on(form: Path, answers: Path, moment: str | None = None) -> dict[str, Any]:
    """Work out the form in one file with the answers in another.

    Raises:
        _Refusal: One of them cannot be read.
    """
    try:
        guide = read_guide(_bytes(form, "The form"))
    except GuideRefused as refused:
        raise _Refusal(" ".join(refused.problems)) from None
    response = _response(guide, _bytes(answers, "The answers"))
    when = moment or response.authored or None
    if when is not None and not is_moment(when):
        raise _Refusal("The moment is no FHIR dateTime.")
    worked = work_out(guide, response.answers(guide), moment=when)
    problems = (*check_response(guide, response), *worked.problems)
    return _report(guide, worked, problems)


def _report(
    guide: Guide, worked: Worked, problems: tuple[Problem, ...]
) -> dict[str, Any]:
    # The bare name of what stands in rows is about a row that is not there.
    known = {link for link, place in guide.places.items() if not place.scope}
    return {
        "enabled": sorted(
            one for one in worked.on if one in known or one not in guide.places
        ),
        "calculated": {
            name: [_plain(one) for one in values]
            for name, values in sorted(worked.calculated.items())
        },
        "problems": [
            {"linkId": one.link_id, "path": one.path, "sentence": one.sentence}
            for one in problems
        ],
        "unsupported": [
            link for link, place in guide.places.items() if not place.item.supported
        ],
        "item": read_object(_packed(guide, worked.answers)).get("item", []),
    }


def _plain(value: Value) -> object:
    """Write a value as JSON has it; a coding by its system and code."""
    if isinstance(value, Coding):
        parts = {"system": value.system, "code": value.code, "display": value.display}
        return {key: found for key, found in parts.items() if found}
    return value


def _bytes(file: Path, what: str) -> bytes:
    try:
        with file.open("rb") as opened:
            found = opened.read(MOST_BYTES + 1)
    except OSError:
        raise _Refusal(f"{what} cannot be opened.") from None
    if len(found) > MOST_BYTES:
        raise _Refusal("A file of more than 5 MB is not read.")
    return found


def _response(guide: Guide, raw: bytes) -> Response:
    """Read the answers, whichever of the two ways they are written in."""
    try:
        found = read_object(raw)
    except NotJson:
        raise _Refusal("The answers are no JSON object that can be read.") from None
    if found.get("resourceType") == "QuestionnaireResponse":
        # Others have ids of any kind; here nothing is kept under it.
        found = {**found, "id": _NOBODY}
    else:
        found = read_object(_packed(guide, _flat(guide, found)))
        del found["authored"]
    try:
        return response_of(found)
    except (ResponseUnreadable, ValueError):
        raise _Refusal("The answers are no response that can be read.") from None


def _packed(guide: Guide, answers: Answers) -> bytes:
    return pack(
        guide, answers, ident=UUID(_NOBODY), authored=_DAY, status="in-progress"
    )


def _flat(guide: Guide, found: Mapping[str, Any]) -> Answers:
    """Read an object of linkIds: a value, several, or rows that are such objects."""
    values: dict[str, tuple[Value, ...]] = {}
    rows: dict[str, list[Answers]] = {}
    for link, given in found.items():
        item = guide.item(link)
        listed = given if isinstance(given, list) else [given]
        if item is None:
            raise _Refusal("The answers name a question that the form does not have.")
        if item.is_rows and all(isinstance(row, dict) for row in listed):
            rows[link] = [_flat(guide, row) for row in listed]
            continue
        try:
            values[link] = values_of(item, listed)
        except NotCalculable:
            raise _Refusal("Some of the answers are none to their question.") from None
    return Answers(values, rows)


def _shown(report: Mapping[str, Any]) -> str:
    """Write a report for somebody to read, a line for each thing."""
    lines = [f"on          {name}" for name in report["enabled"]]
    for name, values in report["calculated"].items():
        shown = write_object({"": values}).decode()[4:-1]
        lines.append(f"calculated  {name} = {shown}")
    lines += [f"unsupported {link}" for link in report["unsupported"]]
    for one in report["problems"]:
        lines.append(f"problem     {one['path']}: {one['sentence']}")
    return "\n".join(lines)
