"""The shape of what comes in from the page of a year."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from holdspace.patterns.years import CHOOSE, PDF, SEE, Asked

if TYPE_CHECKING:
    from django.http import QueryDict

_GO: Final = (CHOOSE, SEE, PDF)

MOST_TICKED: Final = 500
LONGEST_SPAN: Final = 8
LONGEST_MARK: Final = 32


def read_year(post: QueryDict) -> Asked:
    """Take what somebody chose; what the page did not offer is looked at later."""
    go = post.get("go", CHOOSE)
    return Asked(
        span=post.get("span", "")[:LONGEST_SPAN],
        ticked=frozenset(post.getlist("ticked")[:MOST_TICKED]),
        own=_typed(post.get("own", "")),
        words=_typed(post.get("words", "")),
        every=post.get("every", "")[:LONGEST_MARK],
        go=go if go in _GO else CHOOSE,
    )


def _typed(text: str) -> str:
    # Signs that no keyboard has and no typeface draws would spoil the whole page.
    text = text.replace("\r\n", "\n")
    return "".join(one for one in text if one in "\n\t" or not _is_control(one))


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs")
