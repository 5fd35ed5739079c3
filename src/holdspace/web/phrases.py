"""Noticing plain words about dying or hurting oneself, to put help beside them.

This is not detection: how much it misses is not known, and it says nothing
about a person. It looks for a few explicit phrases on the page that is open,
in memory, and leaves no trace: no record, no log line, no count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


def mentions_danger(texts: Iterable[str]) -> bool:
    """Tell whether one of ``texts`` holds one of the phrases.

    Distress is nearly always said inside a sentence, so a phrase is looked
    for anywhere in it. A card that nobody needed is a smaller harm than one
    that did not come, so the list accepts false alarms.
    """
    return any(
        phrase in plain
        for plain in (f" {_plain(text)} " for text in texts)
        for phrase in _phrases()
    )


@cache
def _phrases() -> tuple[str, ...]:
    raw = files("holdspace.content").joinpath("help", "phrases.json").read_bytes()
    by_language = msgspec.json.decode(raw, type=dict[str, list[str]])
    return tuple(
        f" {_plain(phrase)} " for phrases in by_language.values() for phrase in phrases
    )


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    # An apostrophe joins ("don't" is "dont"); every other sign parts two words.
    joined = re.sub(r"['\u2018\u2019\u02bc`]", "", bare)
    return " ".join(re.findall(r"\w+", joined))
