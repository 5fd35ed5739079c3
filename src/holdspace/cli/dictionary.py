"""Which questions patterns are made from, and what may stand there as an answer.

The identifiers are those of the guides that come with Holdspace, of all their versions;
a test compares them. They are written down here so that a file can be read without
reading the guides first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "mood": (0, 10),
    "tension": (0, 10),
    "mood-before": (0, 10),
    "tension-before": (0, 10),
    "mood-after": (0, 10),
    "tension-after": (0, 10),
    "intensity": (0, 10),
    "held-back": (0, 10),
    "ashamed": (0, 10),
    "minutes": (0, 1440),
}
"""Questions that ask for a number, and from where to where it may go."""

FLAGS: Final = frozenset({"said-something-new", "recent-shock", "asked", "came"})
"""Questions that ask for yes or no."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FEELINGS: Final = _codes(
    "sadness grief relief anger frustration fear shame guilt loneliness tenderness "
    "love joy gratitude being-moved helplessness longing calm cannot-tell"
)
_NEEDS: Final = _codes(
    "rest company being-held talk quiet movement food-or-water cry-more practical-help "
    "therapist none"
)

CODES: Final[Mapping[str, frozenset[str]]] = {
    "setting": _codes("in-session home work-or-study out elsewhere"),
    "company": _codes("alone therapist partner family friend colleague stranger"),
    "support": _codes("helped some none made-worse not-wanted"),
    "kinds": _codes(
        "sadness grief frustration anger relief joy tenderness empathy moved fear "
        "overwhelm pain"
    ),
    "apology": _codes("said-sorry felt-the-urge neither"),
    "feelings": _FEELINGS,
    "feelings-after": _FEELINGS,
    "trigger": _codes(
        "thought conflict loss own-failing someones-pain overload loneliness "
        "powerlessness kindness-or-beauty film-music-book memory body therapy-topic "
        "unknown"
    ),
    "body-places": _codes(
        "head eyes jaw throat shoulders chest belly back arms hands legs whole-body "
        "numb"
    ),
    "body-sensations": _codes(
        "tight heavy warm cold shaky tired light empty aching tingling numb calm"
    ),
    "clearer": _codes("yes a-little not-yet no"),
    "needs": _NEEDS,
    "need": _NEEDS,
    "helped": _codes("yes some no"),
    "at": _codes("20-minutes 90-minutes next-day"),
    "resolved": _codes("yes partly no"),
}
"""Questions that ask to choose, and what there is to choose from."""

OPEN: Final = frozenset(
    {"feelings", "feelings-after", "body-sensations", "needs", "need"}
)
"""Those of them that take a person's own words as well."""
