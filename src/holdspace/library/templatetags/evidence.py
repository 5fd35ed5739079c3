"""An evidence note beside a person's own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from holdspace.library.evidence import notes_about

if TYPE_CHECKING:
    from holdspace.library.evidence import Note

register = template.Library()


@register.inclusion_tag("library/evidence_note.html")
def evidence_note(topic: str) -> dict[str, tuple[Note, ...]]:
    """Show what research says about a topic; nothing where it says nothing.

    Raises:
        NoSuchTopic: No note could ever be about this: a slip in a template.
    """
    return {"notes": notes_about(topic)}
