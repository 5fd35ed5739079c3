"""The small form under a statement that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from django.template.context import Context

    from holdspace.patterns.pages.keeping import KeepingPage, KeepPage

register = template.Library()


@register.inclusion_tag("patterns/keep.html", takes_context=True)
def keep_under(context: Context, which: str) -> dict[str, KeepPage | None]:
    """Offer to keep the statement of this id, or to let go of it.

    Nothing where it is not shown, or where the view laid out no ``keeping``.
    """
    # Django imports this module at start: the pages, and NumPy with them, come later.
    keeping: KeepingPage | None = context.get("keeping") or None
    return {"keep": None if keeping is None else keeping.under.get(which)}
