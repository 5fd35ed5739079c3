"""A file on its way in: kept where nobody can read it, until it was taken in."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Final
from uuid import uuid4

from holdspace.core import vault
from holdspace.core.vault import About, Key, Padding, Sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE: Final = 1024 * 1024
_LENGTH: Final = 4
_KIND: Final = "upload"


class SealedFile:
    """What somebody sends: a small file stays in memory, a long one goes to disk.

    On disk it has no name and is sealed piece by piece under a key that lives as
    long as this object and is stored nowhere. What is left of it on the disk
    afterwards opens for nobody.
    """

    def __init__(self, folder: Path) -> None:
        """Keep it in ``folder``, if it is too long for memory."""
        self._folder = folder
        self._key = Key.new()
        self._place = uuid4()
        self._file: IO[bytes] | None = None
        self._count = 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]

    def pieces(self) -> Iterator[bytes]:
        """Give it all back, from the beginning."""
        if self._file is not None:
            self._file.seek(0)
            for number in range(1, self._count + 1):
                length = int.from_bytes(self._file.read(_LENGTH), "big")
                sealed = Sealed(self._file.read(length))
                yield vault.unseal(sealed, self._key, self._about(number))
        yield bytes(self._waiting)

    def close(self) -> None:
        """Let it go."""
        self._waiting.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _put(self, piece: bytes) -> None:
        if self._file is None:
            # Lives until ``close``: the request that it came with closes it.
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
        self._count += 1
        sealed = vault.seal(piece, self._key, self._about(self._count), Padding.NONE)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)

    def _about(self, number: int) -> About:
        # The number of the piece is its version, so that none changes places.
        return About(self._place, self._place, _KIND, number)
