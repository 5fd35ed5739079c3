"""The measures that are known here, and which form is taken for which of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from holdspace.core import guides, scoring
from holdspace.library import imported, shelf
from holdspace.library.weighing import number_of, shape_of, told_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdspace.core.guides import Answers, Guide
    from holdspace.core.scoring import Measure, Misfit, Scale

CODES: Final = "https://holdspace.org/codes/measures"
"""Our own code system: what has no LOINC code is named by it."""
LOINC: Final = "http://loinc.org"
TOTAL: Final = "total"
"""The scale that is called no more than the measure itself."""

LOINC_NOTICE: Final = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright "
    "© Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and "
    "Codes (LOINC) Committee and is available at no cost under the license at "
    "http://loinc.org/license. LOINC® is a registered United States trademark of "
    "Regenstrief Institute, Inc."
)

type Weights = Mapping[tuple[str, str], Decimal]


class NoSuchMeasure(Exception):
    """No measure of this code is known here."""


@dataclass(frozen=True, eq=False)
class Attached:
    """A form, and the measure that it is taken for.

    Attributes:
        measure: The facts.
        links: The form's question for each item, by the item's number.
        weights: The numbers of the coded answers, by question.
        misfits: In what form and facts disagree; then nothing is scored.
    """

    measure: Measure
    links: Mapping[int, str]
    weights: Mapping[str, Weights]
    misfits: tuple[Misfit, ...]

    @property
    def is_scored(self) -> bool:
        """Whether the form may be scored."""
        return not self.misfits

    def numbers_in(self, answers: Answers) -> dict[int, Decimal]:
        """The number of each answered item; what was left open is not in it."""
        found = {
            item: number_of(answers.first(link), self.weights.get(link, {}))
            for item, link in self.links.items()
        }
        return {item: one for item, one in found.items() if one is not None}


@cache
def every_measure() -> tuple[Measure, ...]:
    """All measures, by name."""
    folder = resources.files("holdspace.content").joinpath("measures")
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
    read = (scoring.read_facts(_decoded(file.read_text("utf-8"))) for file in files)
    return tuple(sorted(read, key=lambda one: one.name))


def measure(code: str) -> Measure:
    """Find a measure.

    Raises:
        NoSuchMeasure: There is none of this code.
    """
    found = next((one for one in every_measure() if one.code == code), None)
    if found is None:
        raise NoSuchMeasure
    return found


def attach(guide: Guide, chosen: str = "") -> Attached | None:
    """Put the facts of a measure to a form.

    Args:
        guide: The form.
        chosen: The measure that the keeper chose for it; without one, the form's own
            codes decide.

    Returns:
        Form and facts with all in which they disagree, or nothing if it is no measure.
    """
    known = every_measure()
    if chosen:
        found = next((one for one in known if one.code == chosen), None)
    else:
        codes = told_codes(guide)
        found = scoring.claimed_by(known, codes(LOINC), codes(CODES))
    if found is None:
        return None
    shape = shape_of(guide)
    return Attached(
        measure=found,
        links=scoring.placed(found, shape),
        weights=guides.weights(guide),
        misfits=scoring.fits(found, shape),
    )


def attached(canonical: str) -> Attached | None:
    """The measure of a form on the shelf, as its codes or the keeper say."""
    try:
        return _attached(canonical, imported.measure_of(canonical))
    except shelf.NotOnTheShelf:
        return None


def is_paper(canonical: str) -> bool:
    """Whether this is the guide by which a total counted on paper is entered."""
    return canonical.partition("|")[0] == f"{shelf.GUIDES}{shelf.PAPER_TOTAL}"


def paper_link(measure: Measure, scale: Scale) -> str:
    """Where that guide asks for a score."""
    return own_code(measure, scale)


def own_code(measure: Measure, scale: Scale) -> str:
    """Name a score in our own code system."""
    if scale.code == TOTAL:
        return measure.code
    return f"{measure.code}-{scale.code}"


@lru_cache(maxsize=512)
def _attached(canonical: str, chosen: str) -> Attached | None:
    # A published version never changes. One that is not there yet is asked for again:
    # what raises is not remembered.
    return attach(shelf.guide(canonical), chosen)


def _decoded(text: str) -> dict[str, object]:
    return tomllib.loads(text, parse_float=Decimal)
