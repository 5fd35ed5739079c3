"""Tries at passwords and codes, counted in memory for a while and never stored."""

from __future__ import annotations

import hashlib
import secrets
import time
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

type Value = bool | int | float | str | list[float] | None

# Each is some hundred bytes. Whoever fills them all needs as many network addresses or
# names within a few minutes, and then only what was about to end is forgotten sooner.
MOST_HELD: Final = 10_000


class Tries:
    """What is counted, under which name, and until when.

    One call at a time goes through, whoever asks. A name is not kept: only its hash
    under a key that is made anew with each start.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most: int = MOST_HELD
    ) -> None:
        self._clock = clock
        self._most = most
        self._key = secrets.token_bytes(32)
        self._held: dict[bytes, tuple[float, Value]] = {}
        self._lock = Lock()

    def add(self, name: str, value: Value, seconds: float) -> bool:
        """Note a value unless one is there; says whether it was noted."""
        with self._lock:
            place = self._place(name)
            if self._there(place):
                return False
            self._note(place, value, seconds)
            return True

    def put(self, name: str, value: Value, seconds: float) -> None:
        """Note a value in place of what was there."""
        with self._lock:
            self._note(self._place(name), value, seconds)

    def get(self, name: str) -> tuple[bool, Value]:
        """Whether a value is there, and which."""
        with self._lock:
            place = self._place(name)
            return (True, self._held[place][1]) if self._there(place) else (False, None)

    def drop(self, name: str) -> bool:
        """Forget a value; says whether one was there."""
        with self._lock:
            place = self._place(name)
            there = self._there(place)
            self._held.pop(place, None)
            return there

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()

    def _place(self, name: str) -> bytes:
        written = name.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(written, key=self._key, digest_size=20).digest()

    def _there(self, place: bytes) -> bool:
        end, _ = self._held.get(place, (0.0, None))
        return end > self._clock()

    def _note(self, place: bytes, value: Value, seconds: float) -> None:
        now = self._clock()
        self._held.pop(place, None)
        if len(self._held) >= self._most:
            self._make_room(now)
        self._held[place] = (now + seconds, value)

    def _make_room(self, now: float) -> None:
        """Forget what has ended, and at least a tenth: what would end next."""
        by_end = sorted(self._held, key=lambda place: self._held[place][0])
        for number, place in enumerate(by_end):
            if number > self._most // 10 and self._held[place][0] > now:
                return
            del self._held[place]
