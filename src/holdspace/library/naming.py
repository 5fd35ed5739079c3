"""What a question is called in a page's form, beside what the page itself sends."""

from __future__ import annotations

from typing import Final

# What a page of ours puts into the same form as the questions of a guide.
OURS: Final = frozenset(
    {"token", "count", "go", "zone", "beacon", "unseen", "csrfmiddlewaretoken"}
)
_MARK: Final = "="


def outer(name: str) -> str:
    """Name a question in a form so that it never meets a name of ours.

    A form from elsewhere may call a question ``count`` or ``token``; its answers
    must neither be lost nor be taken for something the page said.
    """
    return _MARK + name if name in OURS or name.startswith(_MARK) else name


def inner(name: str) -> str:
    """Give the name that ``outer`` was told."""
    return name.removeprefix(_MARK)
