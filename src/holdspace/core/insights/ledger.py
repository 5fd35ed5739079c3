"""What became of the needs in the support ledger: asked for, came, helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from holdspace.core.insights.counts import Counted, statements
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights.diary import Diary


def ledger_of(diary: Diary) -> tuple[Statement, ...]:
    """Say of how many needs it was marked that they were asked for, came, and helped.

    Each is out of the needs of which it was said either way, and the sentence names all
    of them as well: what was left open is neither met nor unmet. What helped a little
    counts as having helped, and is told apart in the sentence.

    Intervals: ``counts``, with the needs in the order in which they were noted.
    """
    needs = [need for _, need in diary.ledger]
    asked = [one.asked for one in needs if one.asked is not None]
    came = [one.came for one in needs if one.came is not None]
    told = [one.helped for one in needs if one.helped is not None]
    helped, some = [one != "no" for one in told], told.count("some")
    little = f", {some} of them a little" if some else ""
    return (
        _marked("asked", "asked for", asked, len(needs)),
        _marked("came", "met", came, len(needs)),
        _marked("helped", "helpful", helped, len(needs), little),
    )


def _marked(
    code: str, what: str, marks: Sequence[bool], every: int, more: str = ""
) -> Statement:
    name = f"5.needs.{code}"
    if not marks:
        return _unmarked(name, what, every)
    needs = "1 need" if every == 1 else f"{every} needs"
    yes, open_ = sum(marks), every - len(marks)
    sentence = (
        f"Of {needs} in your support ledger, you marked {yes} as {what}{more},"
        f" {len(marks) - yes} as not {what}, and left {open_} open"
    )
    marked = np.array(marks, dtype=np.bool_)[:, None]
    return statements([Counted(name, sentence)], marked)[0]


def _unmarked(name: str, what: str, every: int) -> Statement:
    return Statement(
        id=name,
        shown=False,
        why_not=WhyNot.TOO_FEW,
        n=0,
        unit="count",
        needed=1,
        sentence=(
            f"No need in your support ledger is marked as {what} yet, or as not {what}."
            if every
            else "There are no needs in your support ledger yet."
        ),
    )
