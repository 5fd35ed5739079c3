"""Statement 5: words and places, counted: what was named, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from holdspace.core.insights.counts import Counted, statements
from holdspace.core.insights.diary import TEARS
from holdspace.core.insights.ledger import ledger_of
from holdspace.core.insights.phrases import OWN_WORD, PHRASES, SAID_WHOLE, phrase
from holdspace.core.insights.saying import times
from holdspace.core.insights.statements import Statement, WhyNot

if TYPE_CHECKING:
    from holdspace.core.insights.diary import Choices, Diary, Flags, Whole

MOST: Final = 12
"""So many of each are told one by one, the others together."""
OTHERS: Final = "others"

_ASKED: Final = {
    "feelings": "what you felt",
    "trigger": "what brought them",
    "body-places": "where in your body you noticed something",
    "needs": "what would be good to have",
}
_REST: Final = f"something other than the {MOST} named most"
_NOT_A_FEELING: Final = "cannot-tell"


def counts_of(diary: Diary) -> tuple[Statement, ...]:
    """Count the feelings, triggers, places in the body and needs that went with tears.

    Each is told as the number of times of tears that named it, out of those that
    answered the question at all; an unanswered question says nothing. The twelve most
    frequent come one by one (of equals the one that stands first in our list, and own
    words after it as they came), and how often any of the others was named. Intervals:
    ``counts``. Who was there is not counted: people are never ranked.

    Then how many different words for feelings there were, and what became of the needs
    in the support ledger (``ledger``).

    Work: at most 30 ms for 10,000 episodes.
    """
    tears = diary.kind == TEARS
    found: list[Statement] = []
    for link, asked in _ASKED.items():
        choices = diary.choices.get(link)
        if choices is not None:
            found += _named(link, asked, choices, tears)
        if link == "feelings":
            found.append(_different(choices, tears))
    return (*found, *ledger_of(diary))


def _named(
    link: str, asked: str, choices: Choices, tears: Flags
) -> tuple[Statement, ...]:
    of, which = _of_tears(choices, tears)
    answers, rows = np.unique(of, return_inverse=True)
    order = _most_first(link, choices, which)
    if not order:
        return ()
    alone = order[:MOST]
    column = np.full(len(choices.said), len(alone))
    column[alone] = np.arange(len(alone))
    columns = len(alone) + (len(order) > MOST)
    chosen = np.zeros((len(answers), columns), dtype=np.bool_)
    chosen[rows, column[which]] = True
    names = [choices.said[place] for place in alone]
    counts = chosen.sum(axis=0)
    told = [
        _told(link, asked, code, f"{counts[place]} of {times(len(answers))}")
        for place, code in enumerate([*names, OTHERS][:columns])
    ]
    return statements(told, chosen)


def _of_tears(choices: Choices, tears: Flags) -> tuple[Whole, Whole]:
    kept = tears[choices.of]
    return choices.of[kept], choices.which[kept]


def _most_first(link: str, choices: Choices, which: Whole) -> list[int]:
    counts = np.bincount(which, minlength=len(choices.said))
    ours = {code: place for place, code in enumerate(PHRASES[link])}
    return sorted(
        (int(place) for place in np.flatnonzero(counts)),
        key=lambda place: (
            -counts[place],
            ours.get(choices.said[place], len(ours)),
            place,
        ),
    )


def _told(link: str, asked: str, code: str, counted: str) -> Counted:
    named = _REST if code == OTHERS else phrase(link, code)
    did = SAID_WHOLE.get((link, code), f"You named {named}")
    return Counted(
        f"5.{link}.{code}", f"{did} in {counted} that you noted tears and {asked}"
    )


def words_of(choices: Choices | None, tears: Flags) -> tuple[Whole, Whole]:
    """The words for feelings that went with tears.

    A word that somebody typed and that is also on the list is one word, and that it
    cannot be told is none.

    Args:
        choices: What was chosen at ``feelings``, if that was ever answered.
        tears: Which responses are tears.

    Returns:
        For each time that a word was chosen, the place of its response and a number
        that stands for the word.
    """
    if choices is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    known: dict[str, int] = {}
    numbers = [
        known.setdefault(one.removeprefix(OWN_WORD), place)
        for place, one in enumerate(choices.said)
    ]
    of, which = _of_tears(choices, tears)
    counted = np.array([one != _NOT_A_FEELING for one in choices.said], dtype=np.bool_)
    of, which = of[counted[which]], which[counted[which]]
    return of, np.array(numbers, dtype=np.int64)[which]


def _different(choices: Choices | None, tears: Flags) -> Statement:
    of, words = words_of(choices, tears)
    return _words(len(np.unique(words)), len(np.unique(of)))


def _words(different: int, answers: int) -> Statement:
    words = "1 word" if different == 1 else f"{different} different words"
    return Statement(
        id="5.feelings.different",
        shown=answers > 0,
        why_not=None if answers else WhyNot.TOO_FEW,
        n=answers,
        unit="count",
        # It was counted, not estimated.
        estimate=float(different) if answers else None,
        low=float(different) if answers else None,
        high=float(different) if answers else None,
        needed=None if answers else 1,
        sentence=(
            f"You have used {words} for what you felt."
            if answers
            else "No words for feelings are noted yet with tears."
        ),
    )
