"""Find a Chromium on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def found() -> str | None:
    """The path of a browser: named in CHROMIUM, else in one of the usual places."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in _NAMES)
    in_place = (place for place in _PLACES if Path(place).exists())
    return next((path for path in (*on_path, *in_place) if path), None)
