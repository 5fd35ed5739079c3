"""The support ledger: one line for each need that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdspace.core.guides import Answers, Coding
from holdspace.library.kinds import LEDGER

if TYPE_CHECKING:
    from holdspace.core.guides import Value

NEEDS: Final = "needs"
NEED: Final = "need"


def with_needs_in_ledger(answers: Answers) -> Answers:
    """Give every chosen need a line in the support ledger, if it has none yet.

    A line about a need that was taken away again stays if anything was said in
    it: what came of it is still the person's own note.
    """
    chosen = [need for need in answers.values(NEEDS) if _word(need) != "none"]
    wanted = {_word(need) for need in chosen}
    rows = tuple(
        row
        for row in answers.rows(LEDGER)
        if row.links != {NEED} or _word(row.first(NEED)) in wanted
    )
    known = {_word(row.first(NEED)) for row in rows}
    fresh = tuple(
        Answers().with_values(NEED, (need,))
        for need in chosen
        if _word(need) not in known
    )
    return answers.with_rows(LEDGER, (*rows, *fresh))


def _word(value: Value | None) -> str:
    return value.code if isinstance(value, Coding) else str(value)
