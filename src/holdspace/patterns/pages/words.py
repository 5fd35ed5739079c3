"""What was named: feelings, what brought tears, places in the body, needs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from holdspace.core.insights.phrases import phrase
from holdspace.patterns.pages.counts import counts
from holdspace.patterns.pages.parts import by_id, said

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from holdspace.core.insights import Statement
    from holdspace.patterns.pages.counts import CountPage
    from holdspace.patterns.pages.parts import SaidPage

LEVELS: Final = 5
_NUMB: Final = "numb"
_NAMES: Final = {("needs", "none"): "you needed nothing"}
_LEDGER: Final = ("asked", "came", "helped")


@dataclass(frozen=True, slots=True)
class Figure:
    """What the parts of the body drawing are named after, on this page."""

    id: str = "felt"


@dataclass(frozen=True, slots=True)
class WordsPage:
    """What was named, and how often.

    Attributes:
        different: How many different words for feelings; nothing if none was named.
        feelings: The feelings, own words among them.
        triggers: What brought the tears.
        places: Places in the body.
        seen: The same for the drawing: how deep each place is coloured.
        whole: How deep the whole body is coloured; empty where it was never named.
        numb: How often numbness was named, which is no place.
        figure: What the drawing's parts are named after.
        needs: What was needed.
        ledger: What became of the needs.
    """

    different: SaidPage | None
    feelings: tuple[CountPage, ...]
    triggers: tuple[CountPage, ...]
    places: tuple[CountPage, ...]
    seen: Mapping[str, str]
    whole: str
    numb: CountPage | None
    figure: Figure
    needs: tuple[CountPage, ...]
    ledger: tuple[SaidPage, ...]


def words(statements: Sequence[Statement]) -> WordsPage:
    """Lay out what was named."""
    found = by_id(statements)
    felt = _counts(statements, "body-places")
    seen = {one.code: _depth(one, felt) for one in felt}
    different = found.get("5.feelings.different")
    return WordsPage(
        different=said(different) if different else None,
        feelings=_counts(statements, "feelings", without=("different",)),
        triggers=_counts(statements, "trigger"),
        places=tuple(one for one in felt if one.code != _NUMB),
        seen=seen,
        whole=seen.get("whole-body", ""),
        numb=next((one for one in felt if one.code == _NUMB), None),
        figure=Figure(),
        needs=_counts(statements, "needs", without=_LEDGER),
        ledger=tuple(
            said(found[f"5.needs.{one}"])
            for one in _LEDGER
            # Where nothing is in the ledger, there is nothing to tell of it.
            if f"5.needs.{one}" in found and found[f"5.needs.{one}"].n
        ),
    )


def _counts(
    statements: Sequence[Statement], link: str, *, without: Collection[str] = ()
) -> tuple[CountPage, ...]:
    return counts(
        statements, f"5.{link}", lambda code: _name(link, code), without=without
    )


def _name(link: str, code: str) -> str:
    return _NAMES.get((link, code)) or phrase(link, code)


def _depth(one: CountPage, places: Sequence[CountPage]) -> str:
    most = max(each.count for each in places)
    return f"seen-{ceil(one.count / most * LEVELS)}"
