"""Mood and tension as fields, for a page that asks for these two alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django import template

from holdspace.library.pages import rating

if TYPE_CHECKING:
    from holdspace.library.shapes import FieldPage

register = template.Library()


@register.simple_tag
def rating_fields() -> tuple[FieldPage, ...]:
    """Mood and tension, with nothing chosen yet."""
    return rating()


@register.simple_tag
def page_name() -> str:
    """A name for this one page, so that sending it twice is one rating."""
    return str(uuid4())
