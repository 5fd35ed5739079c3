"""Forms from anywhere, looked at without starting anything: check, check-pairs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from holdspace.cli import pairs
from holdspace.core.guides import Answers, GuideRefused, begin, read_guide
from holdspace.library.fields import Sheet, fields_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from holdspace.core.guides import Guide


def check(given: argparse.Namespace) -> int:
    """Report on each file; 1 if any of them cannot be used."""
    fine = True
    for file in given.files:
        report = report_on(file)
        fine = fine and report["ok"]
        print(json.dumps(report, ensure_ascii=False, sort_keys=True), flush=True)
    return 0 if fine else 1


def report_on(file: Path) -> dict[str, Any]:
    """Say what comes of one file: whether it is usable, and what is not.

    ``problems`` are reasons for which it is refused, ``unsupported`` is what stays
    in it and cannot be answered here or had to be mended; ``items`` counts items.
    """
    try:
        raw = file.read_bytes()
    except OSError:
        return _report(file, problems=["This file cannot be opened."])
    return {**report_of(raw), "file": str(file)}


def report_of(raw: bytes) -> dict[str, Any]:
    """Say the same of a form's bytes."""
    try:
        guide = read_guide(raw)
    except GuideRefused as refused:
        return _report(problems=list(refused.problems))
    lay_out(guide)
    return _report(
        ok=True,
        unsupported=list(guide.notes),
        items=len(guide.places),
    )


def lay_out(guide: Guide) -> int:
    """Lay out every screen, empty and as the form begins it; count the fields."""
    return sum(
        _count(fields_of(guide, screen, Sheet(answers=answers)))
        for answers in (Answers(), begin(guide))
        for screen in guide.screens
    )


def _count(fields: Iterable[Any]) -> int:
    return sum(1 for _ in _all(fields))


def _all(fields: Iterable[Any]) -> Iterator[Any]:
    for one in fields:
        yield one
        yield from _all(one.fields)
        for row in one.rows:
            yield from _all(row.fields)


def _report(file: Path | None = None, **told: object) -> dict[str, Any]:
    empty = {"ok": False, "problems": [], "unsupported": [], "items": 0}
    return {"file": str(file or ""), **empty, **told}


def check_pairs(given: argparse.Namespace) -> int:
    """Print each difference, and last of all how many cases agree."""
    agreed = count = 0
    try:
        for verdict in pairs.verdicts(given.folder):
            count += 1
            agreed += verdict.agrees
            if not verdict.agrees:
                print(_difference(verdict))
    except (OSError, ValueError):
        print("holdspace: this folder has no index.json of cases.", file=sys.stderr)
        return 2
    print(f"{agreed}/{count}")
    return 0


def _difference(verdict: pairs.Verdict) -> str:
    lines = [f"{verdict.name}", f"  ours: {_said(verdict.ours)}"]
    lines += [f"  {who}: {_said(found)}" for who, found in verdict.others.items()]
    return "\n".join(lines)


def _said(found: tuple[str, ...]) -> str:
    return f"invalid: {'; '.join(found)}" if found else "valid"
