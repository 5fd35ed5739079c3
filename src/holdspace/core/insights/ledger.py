"""What became of the needs in the support ledger: asked for, came, helped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.counts import Counted, statements
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdspace.core.insights.diary import Diary


_OPEN: Final = {
    "asked": "what was asked for",
    "came": "what came",
    "helped": "what helped",
}


def ledger_of(diary: Diary) -> tuple[Statement, ...]:
    """Say of how many needs it was marked that they were asked for, came, and helped.

    Each is out of the needs of which it was said either way, and the sentence names all
    of them as well: what was left open is neither met nor unmet. What helped a little
    counts as having helped, and is told apart in the sentence. Of an empty ledger one
    statement says so; three of the same would say no more.

    Intervals: ``counts``, with the needs in the order in which they were noted.
    """
    needs = [need for _, need in diary.ledger]
    if not needs:
        empty = "There are no needs in your support ledger yet."
        return (_unmarked("5.needs.asked", empty),)
    asked = [one.asked for one in needs if one.asked is not None]
    came = [one.came for one in needs if one.came is not None]
    told = [one.helped for one in needs if one.helped is not None]
    helped, some = [one != "no" for one in told], told.count("some")
    little = f", {some} of them a little" if some else ""
    were = "was asked for" if sum(asked) == 1 else "were asked for"
    return (
        _marked("asked", were, asked, len(needs)),
        _marked("came", "came", came, len(needs)),
        _marked("helped", f"helped{little}", helped, len(needs)),
    )


def _marked(code: str, did: str, marks: Sequence[bool], every: int) -> Statement:
    name = f"5.needs.{code}"
    needs = "1 need" if every == 1 else f"{every} needs"
    if not marks:
        open_ = f"Of {needs} in your support ledger, {_OPEN[code]} is left open."
        return _unmarked(name, open_)
    sentence = f"Of {needs} in your support ledger, {sum(marks) or 'none'} {did}"
    marked = np.array(marks, dtype=np.bool_)[:, None]
    left = _left_open(every - len(marks))
    return statements([Counted(name, f"{sentence}{left}")], marked)[0]


def _left_open(count: int) -> str:
    if not count:
        return ""
    return f", and {count} {'is' if count == 1 else 'are'} left open"


def _unmarked(name: str, sentence: str) -> Statement:
    return Statement(
        id=name,
        shown=False,
        why_not=WhyNot.TOO_FEW,
        n=0,
        unit="count",
        needed=1,
        sentence=sentence,
    )
