"""Forms that nobody fills in: invented, to try out what a page can carry."""

from __future__ import annotations

from pathlib import Path

from holdspace.core.guides import Guide, read_guide

FOLDER = Path(__file__).parent


def form(name: str) -> Guide:
    """Read one of them."""
    return read_guide((FOLDER / f"{name}.json").read_bytes())
