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
        return _to_letter()
    # Not at start: it brings NumPy.
    from holdspace.patterns import flows

    try:
        flows.keep_pattern(space, mark=request.POST.get("mark", ""), now=clock.now())
    except flows.Changed:
        return _not_kept(request, 409)
    except flows.NoRoom:
        return _not_kept(request, 422)
    place = _place(request)
    letter = reverse("patterns:letter")
    return see(f"{letter}?kept={place}#pattern-{place}" if place else letter)


@require_http_methods(["GET", "POST"])
def let_go(request: HttpRequest) -> HttpResponse:
    """Keep it no longer."""
    space = space_of(request)
    if request.method == "GET":
        return _to_letter()
    from holdspace.patterns import flows

    flows.let_go_of_pattern(space, mark=request.POST.get("mark", ""))
    place = _place(request)
    letter = reverse("patterns:letter")
    return see(f"{letter}#pattern-{place}" if place else letter)


def _not_kept(request: HttpRequest, status: int) -> HttpResponse:
    context = {"full": status != 409}
    return render(request, "patterns/not_kept.html", context, status=status)


def _to_letter() -> HttpResponse:
    # Opened from the history: nothing there says which one it was.
    return see(reverse("patterns:letter"))


def _place(request: HttpRequest) -> int:
    # The place on the page is a number: the address says nothing about anybody.
    place = request.POST.get("place", "")
    known = place.isdecimal() and place.isascii() and len(place) <= MOST_DIGITS
    return int(place) if known else 0
