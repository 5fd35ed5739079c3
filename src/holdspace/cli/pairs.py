"""Our verdict on pairs of form and response, beside those of other validators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from holdspace.core.guides import (
    GuideRefused,
    NotJson,
    ResponseUnreadable,
    check_response,
    guide_of,
    read_object,
    response_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# The validators whose outcome a case may name.
VALIDATORS: Final = ("java", "brianpos")
NO_FORM: Final = "The form that it answers is not there."
UNREADABLE: Final = "This is not a response that can be read."
_FAULTS = frozenset({"error", "fatal"})
_SETS = frozenset({"ValueSet", "CodeSystem"})
# Cases of other people often have no id, or none that is a UUID.
_IDENT = str(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we and the other validators say of one case.

    ``ours`` are the sentences of our problems, with their places; ``others``
    tells of each other validator what it finds wrong. Nothing found is *valid*.
    """

    name: str
    ours: tuple[str, ...]
    others: dict[str, tuple[str, ...]]

    @property
    def agrees(self) -> bool:
        """Whether at least one of the others says the same, valid or not."""
        return any(bool(found) == bool(self.ours) for found in self.others.values())


def verdicts(folder: Path) -> Iterator[Verdict]:
    """Go through the cases of a folder whose ``index.json`` lists them.

    A case that no other validator has judged is passed over.

    Raises:
        OSError: The folder has no such index.
        ValueError: The index is not a list of cases.
    """
    import json

    cases = json.loads((folder / "index.json").read_bytes())
    if not isinstance(cases, list) or not all(isinstance(one, dict) for one in cases):
        raise ValueError("The index is no list of cases.")
    for case in cases:
        others = dict(_others(folder, case))
        if others:
            ours = tuple(_ours(folder, case))
            yield Verdict(str(case.get("name", "")), ours, others)


def _others(
    folder: Path, case: dict[str, Any]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for validator in VALIDATORS:
        outcome = _read(folder, case.get(validator))
        if outcome is not None:
            issues = [one for one in outcome.get("issue", []) if isinstance(one, dict)]
            faults = (one for one in issues if one.get("severity") in _FAULTS)
            yield validator, tuple(_told(one) for one in faults)


def _told(issue: dict[str, Any]) -> str:
    details = issue.get("details")
    said = details.get("text") if isinstance(details, dict) else None
    return str(said or issue.get("diagnostics") or issue.get("code") or "")


def _ours(folder: Path, case: dict[str, Any]) -> Iterator[str]:
    response = _read(folder, case.get("response"))
    if response is None:
        yield UNREADABLE
        return
    names = case.get("supporting", [])
    beside = [_read(folder, name) for name in names] if isinstance(names, list) else []
    resources = [*_flat([one for one in beside if one]), *_flat(_contained(response))]
    form = _form(resources, response.get("questionnaire"))
    if form is None:
        yield NO_FORM
        return
    yield from _judged(form, resources, response)


def _judged(
    form: dict[str, Any], resources: Sequence[dict[str, Any]], response: dict[str, Any]
) -> Iterator[str]:
    # What a form's value sets are is told beside it here; to the engine it is told
    # inside, since nothing is ever looked up.
    sets = [one for one in resources if one.get("resourceType") in _SETS]
    try:
        guide = guide_of({**form, "contained": [*_contained(form), *sets]})
        named = {"id": _IDENT, "questionnaire": form.get("url", "")}
        read = response_of({**response, **named})
    except GuideRefused as refused:
        yield from refused.problems
    except (ResponseUnreadable, ValueError):
        yield UNREADABLE
    else:
        for one in check_response(guide, read, strict=True):
            yield f"{one.path}: {one.sentence}"


def _form(
    resources: Sequence[dict[str, Any]], canonical: object
) -> dict[str, Any] | None:
    url, _, version = str(canonical or "").partition("|")
    for one in resources:
        if one.get("resourceType") != "Questionnaire":
            continue
        named = url in (one.get("url"), f"#{one.get('id')}")
        if named and version in ("", one.get("version")):
            return one
    return None


def _contained(found: dict[str, Any]) -> list[dict[str, Any]]:
    inner = found.get("contained", [])
    return [one for one in inner if isinstance(one, dict)] if inner else []


def _flat(resources: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the resources, and those inside of Bundles in place of the Bundles."""
    for one in resources:
        entries = one.get("entry", [])
        if one.get("resourceType") == "Bundle" and isinstance(entries, list):
            held = [e.get("resource") for e in entries if isinstance(e, dict)]
            yield from (inner for inner in held if isinstance(inner, dict))
        else:
            yield one


def _read(folder: Path, name: object) -> dict[str, Any] | None:
    if not isinstance(name, str):
        return None
    try:
        return read_object((folder / name).read_bytes())
    except (OSError, NotJson):
        return None
