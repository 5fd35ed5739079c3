"""HTTP in, HTTP out, for the page of patterns, which is read like a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from holdspace.accounts.unlocking import space_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def letter(request: HttpRequest) -> HttpResponse:
    """What a person's own reflections show."""
    space = space_of(request)
    # Not at start: it brings NumPy.
    from holdspace.patterns import flows

    context = {"patterns": flows.look_at_patterns(space)}
    return render(request, "patterns/letter.html", context)
