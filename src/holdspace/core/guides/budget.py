"""How much an expression of a stranger may take: steps, sizes and time."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from holdspace.core.guides.values import is_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_STEPS: Final = 400_000
MOST_STEPS_OF_ONE: Final = 100_000
MOST_SECONDS: Final = 2.0
MOST_ITEMS: Final = 20_000
MOST_TEXT: Final = 100_000
_CHARACTERS_A_STEP: Final = 50
_LOOK_EVERY: Final = 200


class NotCalculable(Exception):
    """An expression that gives no result here: refused, failed, or too much."""


class Budget:
    """What all the expressions of one form may take together, in one evaluation.

    Steps are counted, so that what is refused is the same on every machine: one for
    each operation and each thing that comes of it, more for texts and moments. The
    time is the second line, for what takes long without many steps: that which this
    thread works, so that a busy machine refuses no more than an idle one. It holds in
    any thread, as nothing is interrupted from outside.

    Args:
        steps: How many steps there are.
        seconds: How long it may take.
        clock: Seconds of work that only grow. Not a time of day.
    """

    __slots__ = ("_clock", "_end", "_floor", "_look", "left")

    def __init__(
        self,
        steps: int = MOST_STEPS,
        seconds: float = MOST_SECONDS,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self.left = steps
        self._clock = clock
        self._end = clock() + seconds
        self._look = steps - _LOOK_EVERY
        self._floor = 0

    def begin(self) -> None:
        """Begin the share of one expression: what others leave, within its bound."""
        self._floor = max(0, self.left - MOST_STEPS_OF_ONE)

    @property
    def spent(self) -> bool:
        """Whether the share of this expression is used up."""
        return self.left < self._floor or self.ended

    @property
    def ended(self) -> bool:
        """Whether nothing is left, neither steps nor time."""
        return self.left <= 0 or self._clock() > self._end

    def spend(self, steps: int) -> None:
        """Take some steps.

        Raises:
            NotCalculable: There are no more of them, or no more time.
        """
        self.left -= steps
        if self.left < self._floor:
            raise NotCalculable
        if self.left < self._look:
            self._look = self.left - _LOOK_EVERY
            if self._clock() > self._end:
                raise NotCalculable

    def take(self, found: Sequence[object]) -> None:
        """Take the steps for what came of an operation.

        Raises:
            NotCalculable: It is too many things, too long a text or too large a
                number; or as in ``spend``.
        """
        count = len(found)
        if count > MOST_ITEMS:
            raise NotCalculable
        if count == 1:
            count = _weight(found[0])
        else:
            count += sum(_weight(one) for one in found if isinstance(one, str))
        self.spend(count)


def _weight(one: object) -> int:
    if isinstance(one, str):
        if len(one) > MOST_TEXT:
            raise NotCalculable
        return 1 + len(one) // _CHARACTERS_A_STEP
    if isinstance(one, int | Decimal) and not is_bounded(Decimal(one)):
        raise NotCalculable
    return 1
