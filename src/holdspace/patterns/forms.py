"""What the forms of the page of patterns send, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.http import QueryDict

FIRST_SEED: Final = 1
_LAST_SEED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ChanceForm:
    """Which pattern chance is asked about, and which shuffles."""

    pattern: str
    seed: int


def read_chance(given: QueryDict) -> ChanceForm:
    """Read the form; what is no seed is the first one."""
    typed = given.get("seed", "")
    seed = int(typed) if typed.isascii() and typed.isdigit() else FIRST_SEED
    kept = seed if FIRST_SEED <= seed <= _LAST_SEED else FIRST_SEED
    return ChanceForm(given.get("pattern", ""), kept)
