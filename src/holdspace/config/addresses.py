"""Whether something answers where this space would listen."""

from __future__ import annotations

import socket

NEARBY = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (named to be told apart)


def nearby(address: str) -> str:
    """The address at which this machine reaches what listens at ``address``."""
    return NEARBY if address in EVERYWHERE else address


def answers(address: str, port: int) -> bool:
    """Whether something answers at this address and port already."""
    try:
        socket.create_connection((nearby(address), port), timeout=1).close()
    except OSError:
        return False
    return True
