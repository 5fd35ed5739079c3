"""Which questions patterns are made from, and what may stand there as an answer.

The identifiers are those of the guides that come with Holdspace, of all their versions;
a test compares them. They are written down here so that a file can be read without
reading the guides first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdspace.core.insights import CHECK_IN, HELD_BACK, ON_TIME, TEARS
from holdspace.core.insights.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final[Mapping[str, int]] = {
    "after-tears": TEARS,
    "held-back-tears": HELD_BACK,
    "check-in": CHECK_IN,
}
"""The guides, by what their canonical address ends in."""

LATER: Final = "after-tears-later"
LEDGER: Final = "support-ledger"
OF_A_LINE: Final = ("need", "asked", "came", "helped")
"""The questions of one line of it."""

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

CODES: Final[Mapping[str, frozenset[str]]] = {
    **{link: frozenset(codes) for link, codes in PHRASES.items()},
    "helped": frozenset({"yes", "some", "no"}),
    "at": frozenset(ON_TIME),
    "resolved": frozenset({"yes", "partly", "no"}),
}
"""Questions that ask to choose, and what there is to choose from."""

OPEN: Final = frozenset(
    {"feelings", "feelings-after", "body-sensations", "needs", "need"}
)
"""Those of them that take a person's own words as well."""
