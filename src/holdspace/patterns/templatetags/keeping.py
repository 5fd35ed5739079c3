"""The small form under a statement that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from django.template.context import Context

    from holdspace.patterns.pages.keeping import KeepingPage, KeepPage

register = template.Library()


@register.inclusion_tag("patterns/keep.html", takes_context=True)
def keep_under(context: Context, which: str) -> dict[str, object]:
    """Offer to keep the statement of this id, or to let go of it.

    Nothing where it is not shown, or where the view laid out no ``keeping``. One that
    was kept just now says so.
    """
    # Django imports this module at start: the pages, and NumPy with them, come later.
    keeping: KeepingPage | None = context.get("keeping") or None
    keep = None if keeping is None else keeping.under.get(which)
    return {
        "keep": keep,
        "just_kept": keep is not None and _just_kept(context, keep),
        "can_bring": context.get("has_therapist"),
    }


def _just_kept(context: Context, keep: KeepPage) -> bool:
    request = context.get("request")
    place = "" if request is None else request.GET.get("kept")
    return keep.kept and place == str(keep.place)
