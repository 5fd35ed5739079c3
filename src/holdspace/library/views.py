"""Pages for everybody. They know nobody: no session, no table, no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.library import pages, shelf

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def try_(request: HttpRequest) -> HttpResponse:
    """Show a whole guide on one page that sends nothing and keeps nothing."""
    page = pages.try_page(shelf.guide(shelf.AFTER_TEARS))
    return render(request, "library/try.html", {"page": page})


@require_safe
def settle(request: HttpRequest) -> HttpResponse:
    """Show a still page with three quiet things, none of them timed."""
    return render(request, "library/settle.html")
