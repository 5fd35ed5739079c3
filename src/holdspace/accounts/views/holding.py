"""HTTP in, HTTP out, for seeing what this server holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts import held as holdings
from holdspace.accounts import unlocking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FURTHEST_PAGE = 1_000_000


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Show what this server holds about whoever asks."""
    space = unlocking.space_of(request)
    found = holdings.everything(space.person)
    return render(request, "accounts/held.html", {"page": found})


@require_safe
def held_table(request: HttpRequest, table: str) -> HttpResponse:
    """Show the rows that one table holds about whoever asks, page by page."""
    space = unlocking.space_of(request)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() else 1
    page = min(max(page, 1), FURTHEST_PAGE)
    found, pages = holdings.rows_of(space.person, table, page)
    context = {"table": found, "page": page, "pages": pages}
    context["newer"] = page - 1
    context["older"] = page + 1 if page < pages else 0
    return render(request, "accounts/held_table.html", context)
