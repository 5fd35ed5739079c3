"""What the forms of the page of patterns send, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.http import QueryDict

FIRST_SEED: Final = 1
_MOST_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class ChanceForm:
    """Which pattern chance is asked about, and which shuffles."""

    pattern: str
    seed: int


def read_chance(given: QueryDict) -> ChanceForm:
    """Read the form; what is no seed is the first one."""
    typed = given.get("seed", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    seed = int(typed) if is_number else FIRST_SEED
    return ChanceForm(given.get("pattern", ""), max(seed, FIRST_SEED))
