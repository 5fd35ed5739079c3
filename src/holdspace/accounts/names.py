"""One form for what people type in many: names, codes, zones."""

from __future__ import annotations

import unicodedata
from functools import cache
from zoneinfo import available_timezones


def tidy_name(sign_in: str) -> str:
    """Make one form of a sign-in name, so that case and spacing do not matter."""
    return unicodedata.normalize("NFKC", sign_in).strip().casefold()


def tidy_code(code: str) -> str:
    """Make one form of a typed code: capitals, without spaces and dashes."""
    return "".join(code.split()).replace("-", "").upper()


def is_zone(zone: str) -> bool:
    """Whether this is the name of a time zone."""
    return zone in _zones()


@cache
def _zones() -> frozenset[str]:
    # Listing them walks through the disk: ten milliseconds, too long for each save.
    return frozenset(available_timezones())
