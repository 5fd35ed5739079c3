"""The value sets that a form carries with it, or FHIR itself; none is ever fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdspace.core.guides.wellknown import known_set
from holdspace.core.guides.wire import dicts, text
from holdspace.core.guides.wording import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

    # System and code, and the coding as it would stand in an option.
    type _Codes = dict[tuple[str, str], dict[str, Any]]

MOST_CODES = 2_000
# How many codes are looked at for all the value sets of one form together.
MOST_LOOKS = 500_000


class ValueSets:
    """The value sets that a form may name: its own, and the short ones of FHIR."""

    def __init__(self, form: dict[str, Any]) -> None:
        self._contained = dicts(form.get("contained"))
        self._known: dict[str, _Codes | None] = {}
        self._looks = 0

    def options(self, canonical: object) -> list[dict[str, Any]] | None:
        """List the codes of a value set as a question's options.

        None where the form does not carry it whole: it stands elsewhere, is
        told by a filter, or has more codes than anybody could choose from.
        """
        codes = self._codes(text(canonical))
        if codes is None or len(codes) > MOST_CODES:
            return None
        return [_option(coding) for coding in codes.values()]

    def _find(self, kind: str, name: str) -> dict[str, Any] | None:
        url, _, version = name.partition("|")
        for one in self._contained:
            if one.get("resourceType") != kind:
                continue
            if name.startswith("#") and one.get("id") == name[1:]:
                return one
            if url and one.get("url") == url and version in ("", one.get("version")):
                return one
        return known_set(url, version) if kind == "ValueSet" else None

    def _codes(self, name: str) -> _Codes | None:
        if name not in self._known:
            # A set that names itself, however far round, is none.
            self._known[name] = None
            found = self._find("ValueSet", name)
            self._known[name] = self._read(found) if found else None
        return self._known[name]

    def _read(self, found: dict[str, Any]) -> _Codes | None:
        expansion = found.get("expansion")
        if isinstance(expansion, dict) and dicts(expansion.get("contains")):
            return _keyed(_expanded(dicts(expansion["contains"])))
        compose = found.get("compose")
        if not isinstance(compose, dict):
            return None
        kept: _Codes = {}
        for include in dicts(compose.get("include")):
            part = self._part(include)
            if part is None:
                return None
            kept |= part
        for exclude in dicts(compose.get("exclude")):
            part = self._part(exclude)
            if part is None:
                return None
            kept = {key: one for key, one in kept.items() if key not in part}
        return kept or None

    def _part(self, include: dict[str, Any]) -> _Codes | None:
        """Give what one line of a value set names: codes that all its parts have."""
        if include.get("filter") or self._looks > MOST_LOOKS:
            return None
        parts: list[_Codes | None] = []
        if text(include.get("system")):
            parts.append(self._listed(include))
        others = include.get("valueSet", [])
        for other in others if isinstance(others, list) else [None]:
            parts.append(self._codes(text(other)))
        whole = [part for part in parts if part is not None]
        self._looks += sum(len(part) for part in whole)
        if not whole or len(whole) < len(parts):
            return None
        return {k: v for k, v in whole[0].items() if all(k in one for one in whole)}

    def _listed(self, include: dict[str, Any]) -> _Codes | None:
        system = text(include.get("system"))
        concepts = dicts(include.get("concept"))
        if not concepts:
            whole = self._find("CodeSystem", system)
            if whole is None:
                return None
            concepts = list(_flat(dicts(whole.get("concept"))))
        return _keyed({**one, "system": system} for one in concepts)


def _keyed(codings: Iterator[dict[str, Any]]) -> _Codes:
    return {
        (text(one.get("system")), text(one["code"])): one
        for one in codings
        if text(one.get("code"))
    }


def _expanded(contains: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in contains:
        if one.get("abstract") is not True and one.get("inactive") is not True:
            yield one
        yield from _expanded(dicts(one.get("contains")))


def _flat(concepts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in concepts:
        yield one
        yield from _flat(dicts(one.get("concept")))


def _option(coding: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        key: coding[key] for key in ("system", "code", "display") if key in coding
    }
    beside = coding.get("_display")
    said = dicts(beside.get("extension")) if isinstance(beside, dict) else []
    for one in dicts(coding.get("designation")):
        said = [*said, translation(text(one.get("language")), text(one.get("value")))]
    told["_display"] = {"extension": said}
    return {"valueCoding": told, "extension": dicts(coding.get("extension"))}
