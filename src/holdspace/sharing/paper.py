"""What is brought on paper: all of it on one printable page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdspace.patterns import typesetting
from holdspace.patterns.typesetting import BROUGHT, NoLetter, NotSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.sharing.brought import Brought, Line

__all__ = ["NoLetter", "NotSet", "set_as_pdf"]

TITLE: Final = "A page"
HEADING: Final = "For the session"
END: Final = "Nothing stands here that was not chosen for it."


def set_as_pdf(articles: Iterable[Brought]) -> bytes:
    """Set what is brought as a tagged PDF; its title says nothing of anybody.

    Raises:
        NoLetter: A sign in it has no letter in the typefaces that come with Typst.
        NotSet: It took too long, too much, or broke.
    """
    return typesetting.set_as_pdf(plain(articles), layout=BROUGHT)


def plain(articles: Iterable[Brought]) -> dict[str, Any]:
    """The page as ``typst/brought.typ`` takes it."""
    return {
        "title": TITLE,
        "lang": "en",
        "heading": HEADING,
        "items": [_item(one) for one in articles],
        "end": END,
    }


def _item(one: Brought) -> dict[str, Any]:
    return {
        "title": one.title,
        "when": one.when,
        "words": one.words.split("\n") if one.words else [],
        "told": list(one.told),
        "parts": [
            {
                "title": part.title,
                "when": part.when,
                "lines": [
                    {"label": line.label or line.within, "said": _said(line)}
                    for line in part.lines
                ],
            }
            for part in one.parts
        ],
        "figures": [{"name": f.name, "told": list(f.told)} for f in one.figures],
        "tables": [
            {
                "caption": t.caption,
                "heads": list(t.heads),
                "rows": list(map(list, t.rows)),
            }
            for t in one.tables
        ],
        "notes": list(one.notes),
    }


def _said(line: Line) -> list[str]:
    if line.rows:
        return [" · ".join(row) for row in line.rows]
    if line.is_text:
        return [text for value in line.values for text in value.split("\n")]
    return [", ".join(line.values)]
