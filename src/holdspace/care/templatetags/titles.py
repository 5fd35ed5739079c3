"""The titles of what a client brought, written at once: there may be hundreds.

As a template this took more than half of the time of the brief. Everything is escaped
here.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from holdspace.care.pages.briefs import TitlePage

register = template.Library()


@register.simple_tag
def titles(listed: Iterable[TitlePage], bond: UUID) -> SafeString:
    """Write lines of titles, each leading to what was brought."""
    base = escape(reverse("care:brief", args=[bond]))
    return SafeString("".join(_line(one, base) for one in listed))


def _line(one: TitlePage, base: str) -> str:
    aside = escape(one.when if one.is_opened else f"{one.when}, not opened yet")
    return (
        f'<li><span><a href="{base}thing/{one.id}/">{escape(one.title)}</a> '
        f'<span class="quiet">{aside}</span></span></li>\n'
    )
