"""HTTP in, HTTP out, for keeping a pattern and letting go of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from holdspace.accounts.unlocking import space_of
from holdspace.journal.views.parts import see
from holdspace.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_DIGITS = 3


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what stands on the page, as it was seen there."""
    space = space_of(request)
    if request.method == "GET":
        # Opened from the history: nothing there says which one it was.
        return see(reverse("patterns:letter"))
    # Not at start: it brings NumPy.
    from holdspace.patterns import flows

    try:
        flows.keep_pattern(space, mark=request.POST.get("mark", ""), now=clock.now())
    except flows.Changed:
        return _not_kept(request, 409)
    except flows.NoRoom:
        return _not_kept(request, 422)
    return see(_back(request))


@require_http_methods(["GET", "POST"])
def let_go(request: HttpRequest) -> HttpResponse:
    """Keep it no longer."""
    space = space_of(request)
    if request.method == "GET":
        return see(reverse("patterns:letter"))
    from holdspace.patterns import flows

    flows.let_go_of_pattern(space, mark=request.POST.get("mark", ""))
    return see(_back(request))


def _not_kept(request: HttpRequest, status: int) -> HttpResponse:
    context = {"full": status != 409}
    return render(request, "patterns/not_kept.html", context, status=status)


def _back(request: HttpRequest) -> str:
    # The place on the page is a number: the address says nothing about anybody.
    letter, place = reverse("patterns:letter"), request.POST.get("place", "")
    known = place.isdecimal() and place.isascii() and len(place) <= MOST_DIGITS
    return f"{letter}#pattern-{int(place)}" if known else letter
