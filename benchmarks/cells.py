"""The people on whom patterns are tried: one cell each, with what has to hold there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from benchmarks.simulated import Settings

LEVELS: Final = (
    ("company", "partner"),
    ("kinds", "grief"),
    ("apology", "said-sorry"),
    ("support", "helped"),
    ("held-back", "high"),
    ("clearer", "yes"),
)
"""Where a true difference is put, one at a time."""

SIZES: Final = (30, 40, 50, 60, 80, 100, 120)
"""After how many rated episodes a true difference is looked for; 80 is the bar."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of person.

    Attributes:
        settings: How they are.
        sizes: After how many rated episodes their diary is read for coverage.
        null: Nothing goes along with anything.
        idle: Tears do nothing at 90 minutes.
        power: The share in which the true difference has to be shown.
        lasting: How well this person recovers swings more slowly than a short diary is
            long. What it is in the end nobody can read from such a diary, so there is
            no truth for statement 1.
    """

    settings: Settings
    sizes: tuple[int, ...] = (25, 60, 150)
    null: bool = True
    idle: bool = True
    power: float = 0
    lasting: bool = False


_PLAIN: Final = Settings()
_STRONG: Final = replace(
    _PLAIN,
    fast=0.9,
    slow=1.5,
    slow_days=12,
    recall=0.4,
    relief=1.7,
    relief_days=15,
    noise=0.4,
    even=0.1,
    fives=0.1,
)
_CLEAN: Final = replace(
    _PLAIN,
    weeks=74,
    fast=0.7,
    slow=0.9,
    base=5,
    recall=0.3,
    even=0.1,
    fives=0.05,
    balanced=80,
)


def _of_difference(sd: float, noise: float, power: float) -> dict[str, Cell]:
    found = {}
    for question, level in LEVELS:
        settings = replace(_CLEAN, noise=noise, effect=(question, level, 2.05))
        found[f"difference-{sd}-{question}"] = Cell(
            settings, sizes=SIZES, null=False, idle=False, power=power
        )
    return found


CELLS: Final[dict[str, Cell]] = {
    "null": Cell(_PLAIN),
    "null-strong": Cell(_STRONG),
    "null-runs": Cell(replace(_STRONG, carry=0.9, carry_days=15)),
    "null-stubborn": Cell(
        replace(_STRONG, relief=2.2, relief_days=40, carry=0.95, carry_days=40),
        lasting=True,
    ),
    "null-seasons": Cell(
        replace(
            _PLAIN, drift=3, relief=1.6, relief_days=200, carry=0.95, carry_days=250
        ),
        lasting=True,
    ),
    "null-drift": Cell(
        replace(
            _PLAIN, drift=3, relief=0.8, relief_days=150, carry=0.8, carry_days=150
        ),
        lasting=True,
    ),
    "null-wide": Cell(replace(_PLAIN, wider=("company", "friend", 2.5))),
    "null-wide-common": Cell(replace(_PLAIN, wider=("company", "alone", 2.5))),
    "null-skewed": Cell(replace(_PLAIN, skewed=True, noise=2)),
    "null-heaped": Cell(replace(_PLAIN, even=0.4, fives=0.5)),
    "null-floor": Cell(replace(_PLAIN, base=3)),
    "null-ceiling": Cell(replace(_PLAIN, base=9, pull=0.2, held_pull=0.2)),
    "null-more-when-better": Cell(
        replace(_PLAIN, missing="more-when-better", tears=4.4)
    ),
    "null-only-when-better": Cell(
        replace(_PLAIN, missing="only-when-better", tears=3.8)
    ),
    "null-only-when-worse": Cell(
        replace(_PLAIN, missing="only-when-worse", weeks=130, tears=6)
    ),
    "null-often": Cell(replace(_PLAIN, weeks=21, tears=14, held=5, low=5)),
    "null-seldom": Cell(replace(_PLAIN, weeks=360, tears=0.8, held=0.4, low=0.4)),
    "null-no-held": Cell(replace(_PLAIN, held=0, low=0, ordinary=0)),
    "null-follows": Cell(replace(_PLAIN, follows=0.8)),
    "tears-lower": Cell(replace(_PLAIN, pull=1.3, held_pull=0.5)),
    "tears-lower-strong": Cell(replace(_STRONG, pull=1.3, held_pull=0.5)),
    "many": Cell(replace(_PLAIN, weeks=160, held=3.4, low=3.4), sizes=(150, 300)),
    "dip": Cell(replace(_PLAIN, dip=-1.5)),
    "help": Cell(
        replace(_PLAIN, help={"90-minutes": 1.5, "next-day": 1.0}), idle=False
    ),
    "help-more-when-better": Cell(
        replace(_PLAIN, help={"90-minutes": 1.5}, missing="more-when-better"),
        idle=False,
    ),
    **_of_difference(2, 1.78, 0.7),
    **_of_difference(1.5, 1.16, 0.9),
}
