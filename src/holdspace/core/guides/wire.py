"""JSON in and out: every digit kept, every depth and size bounded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

MOST_BYTES = 5_000_000
MOST_DEPTH = 160

_CONTAINERS = (dict, list)
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")


class NotJson(Exception):
    """These bytes are no JSON object within the bounds."""


def read_object(raw: bytes) -> dict[str, Any]:
    """Read one JSON object; decimals come as ``Decimal`` with all their digits.

    Raises:
        NotJson: Anything else: other JSON, no JSON, over 5 MB, or nested
            deeper than 160 levels.
    """
    if len(raw) > MOST_BYTES:
        raise NotJson
    try:
        found = _decoder.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, ArithmeticError, RecursionError):
        raise NotJson from None
    if not isinstance(found, dict) or _is_deep(raw, found):
        raise NotJson
    return found


def write_object(found: dict[str, Any]) -> bytes:
    """Write canonical JSON: keys sorted, no spaces, UTF-8, decimals as they are."""
    return _encoder.encode(found)


def is_too_much(raw: bytes, found: dict[str, Any]) -> bool:
    """Tell whether ``read_object`` would refuse ``raw``, which ``found`` was made."""
    return len(raw) > MOST_BYTES or _is_deep(raw, found)


def dicts(found: object) -> list[dict[str, Any]]:
    """Take the objects of a list; anything else is an empty list."""
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)]


def text(found: object) -> str:
    """Take a text; anything else is an empty one."""
    return found if isinstance(found, str) else ""


def _is_deep(raw: bytes, found: dict[str, Any]) -> bool:
    if raw.count(b"{") + raw.count(b"[") <= MOST_DEPTH:
        return False
    level: list[Any] = [found]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, _CONTAINERS)
        ]
        if not level:
            return False
    return True
