"""What the browser keeps for when there is no network: help, and nothing else."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from django.templatetags.static import static
from django.urls import reverse

# Every file that the kept pages need; a test compares it with what they ask for.
ASSETS = (
    "web/css/tokens.css",
    "web/css/base.css",
    "web/css/bar.css",
    "web/css/button.css",
    "web/css/card.css",
    "web/css/field.css",
    "web/css/chips.css",
    "web/css/scale.css",
    "web/css/marks.css",
    "web/css/entry.css",
    "web/css/help.css",
    "web/css/cover.css",
    "web/css/print.css",
    "web/js/leave.js",
    "web/js/register.js",
    "web/drop.svg",
)
PAGES = ("web:help", "web:show", "web:offline")


@cache
def worker() -> str:
    """Write the service worker for this release."""
    source = _read("static", "web", "js", "worker.js").decode()
    kept = {
        "version": version(),
        "pages": [reverse(name) for name in PAGES],
        "assets": [static(name) for name in ASSETS],
        "help": reverse("web:help"),
        "offline": reverse("web:offline"),
    }
    return f"const KEPT = {json.dumps(kept)};\n{source}"


@cache
def version() -> str:
    """Name this release's kept files by what is in them."""
    digest = hashlib.sha256(_read("static", "web", "js", "worker.js"))
    for name in ASSETS:
        digest.update(_read("static", *name.split("/")))
    for name in ("help", "show", "offline", "base", "country"):
        digest.update(_read("templates", "web", f"{name}.html"))
    lines = files("holdspace.content").joinpath("help", "lines.json")
    digest.update(lines.read_bytes())
    return digest.hexdigest()[:16]


def _read(*path: str) -> bytes:
    return files("holdspace.web").joinpath(*path).read_bytes()
