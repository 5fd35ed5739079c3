"""What is known about a measure: its counting, and what was published about its scores.

Facts only. The words of a measure's items and answers belong to its authors and come
in with a form, if at all.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

type Direction = Literal["any", "lower", "higher"]


class FactsRefused(Exception):
    """These are no facts that a score may be counted by. The message says why."""


class Sourced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was published, and where it was read.

    Attributes:
        reference: Where it stands.
        grade: ``verified`` if it was read there, or in a source that names it;
            ``unverified`` if it is from memory, and then it reaches nobody.
        checked: The month in which it was compared with its source.
    """

    reference: str
    grade: Literal["verified", "unverified"]
    checked: str

    @property
    def is_shown(self) -> bool:
        """Whether it may reach a person."""
        return self.grade == "verified"


class Band(Sourced, frozen=True, kw_only=True):
    """A part of a scale's range that a publication marks off; never a diagnosis.

    For a therapist's eyes. ``name`` says where in the range it lies and nothing else.
    """

    low: Decimal
    high: Decimal
    name: str


class CutOff(Sourced, frozen=True, kw_only=True):
    """A score from which a publication advises to look further; never a diagnosis.

    Attributes:
        at: The score.
        side: Whether to look further from there up, or down.
        sensitivity: In percent, as published; empty where it is not known here.
        specificity: The same.
        population: Among whom.
    """

    at: Decimal
    side: Literal["or-more", "or-less"]
    sensitivity: str = ""
    specificity: str = ""
    population: str = ""


class Change(Sourced, frozen=True, kw_only=True):
    """One published value of how large a change has to be, to mean one of two things.

    Attributes:
        means: ``noise``: a smaller one may be the measure's own unsteadiness, this one
            is hardly so (reliable change). ``matters``: people, or those who know them,
            were found to notice it (minimal important difference).
        points: How many points.
        towards: Whether it holds for changes both ways or one way only.
        method: How it was found.
        population: Among whom.
        doubt: What speaks against leaning on it, if anything.
    """

    means: Literal["noise", "matters"]
    points: Decimal
    towards: Direction = "any"
    method: str
    population: str
    doubt: str = ""


class Limits(NamedTuple):
    """The lowest and the highest score of a scale, and the step between scores."""

    low: Decimal
    high: Decimal
    step: Decimal


class Scale(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One score of a measure: its total, or a part of it.

    Attributes:
        code: ``total``, or the part's own short code.
        name: What it is called on a page; nothing that names an illness.
        items: The numbers of the items that are added up, from 1.
        loinc: The LOINC code of this score, where one is known.
        bands: Parts of its range.
        cut_offs: From where to look further.
        changes: How large a change has to be.
    """

    code: str
    name: str
    items: tuple[int, ...]
    loinc: str = ""
    bands: tuple[Band, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    changes: tuple[Change, ...] = ()


class Licence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose the wording is, and what may be done with it.

    Attributes:
        told: The licence, in a sentence.
        allows: ``items``: a form with its items may be brought in and is scored;
            ``total``: only a total that was counted on paper is entered.
        credit: What has to be said where it is used; empty if nothing.
        reference: Where that was read.
        checked: The month in which it was.
    """

    told: str
    allows: Literal["items", "total"]
    credit: str = ""
    reference: str
    checked: str


class Measure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that is known here about one measure.

    Attributes:
        code: Its short code, which is also that of our own code system.
        name: What it is called.
        about: What it is about, in our own words.
        items: How many items are added up.
        unscored: How many further items may stand behind them and are not.
        lowest: The lowest number of an answer.
        highest: The highest.
        times: What the sum is multiplied by.
        counting: How it is counted, in a sentence.
        reversed: The items that are counted backwards, from 1.
        missing: What becomes of an answer that is missing: ``refuse``, no score.
        upwards: What a higher number means, in our own words.
        recall: The time that it asks about.
        recall_days: The same in days; 0 where it asks about no certain time.
        interval: How often it makes sense, in a sentence.
        panel: The LOINC code of the whole form, where one is known.
        safety_item: The item that asks about thoughts of being dead or of hurting
            oneself; 0 if there is none.
        scales: Its scores.
        licence: Whose the wording is.
        reference: Where items and counting were read.
        checked: The month in which they were.
    """

    code: str
    name: str
    about: str
    items: int
    unscored: int = 0
    lowest: Decimal
    highest: Decimal
    times: Decimal = Decimal(1)
    counting: str
    reversed: tuple[int, ...] = ()
    missing: Literal["refuse"] = "refuse"
    upwards: str
    recall: str
    recall_days: int
    interval: str
    panel: str = ""
    safety_item: int = 0
    scales: tuple[Scale, ...]
    licence: Licence
    reference: str
    checked: str

    def scale(self, code: str) -> Scale | None:
        """Find one of its scores."""
        return next((one for one in self.scales if one.code == code), None)

    def limits(self, scale: Scale) -> Limits:
        """Give the ends of a score's range, and its step."""
        each = len(scale.items) * self.times
        return Limits(each * self.lowest, each * self.highest, self.times)

    @property
    def codes(self) -> frozenset[str]:
        """The LOINC codes by which a form says that it is this measure."""
        given = (self.panel, *(scale.loinc for scale in self.scales))
        return frozenset(code for code in given if code)


def read_facts(found: Mapping[str, Any]) -> Measure:
    """Read the facts of one measure from a decoded file.

    Raises:
        FactsRefused: Something is missing, unknown, or contradicts itself.
    """
    try:
        measure = msgspec.convert(found, Measure, strict=False)
    except msgspec.ValidationError as refusal:
        raise FactsRefused(str(refusal)) from None
    for problem in _contradictions(measure):
        raise FactsRefused(f"{measure.code}: {problem}")
    return measure


def _contradictions(measure: Measure) -> list[str]:
    items = frozenset(range(1, measure.items + 1))
    found = []
    if not (measure.items and measure.lowest < measure.highest and measure.times > 0):
        found.append("no items, or no range")
    if not items.issuperset(measure.reversed):
        found.append("an item is reversed that is not there")
    if measure.safety_item not in {0, *items}:
        found.append("the safety item is not there")
    codes = [scale.code for scale in measure.scales]
    if not codes or len(set(codes)) < len(codes):
        found.append("no scale, or two of one name")
    for scale in measure.scales:
        found += _scale_contradictions(measure, scale, items)
    return found


def _scale_contradictions(
    measure: Measure, scale: Scale, items: frozenset[int]
) -> list[str]:
    found = []
    if not scale.items or not items.issuperset(scale.items):
        found.append("a scale has no items, or one that is not there")
    if len(set(scale.items)) < len(scale.items):
        found.append("a scale counts an item twice")
    limits = measure.limits(scale)
    for band in scale.bands:
        if not limits.low <= band.low <= band.high <= limits.high:
            found.append("a band lies outside of the range")
    if any(one.high >= other.low for one, other in pairwise(scale.bands)):
        found.append("two bands overlap, or are not in order")
    if any(not limits.low <= cut.at <= limits.high for cut in scale.cut_offs):
        found.append("a cut-off lies outside of the range")
    if any(not 0 < one.points <= limits.high - limits.low for one in scale.changes):
        found.append("a change is larger than the range, or none")
    return found
