"""HTTP in, HTTP out, for the page of patterns, which is read like a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.patterns.forms import FIRST_SEED, read_chance
from holdspace.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def letter(request: HttpRequest) -> HttpResponse:
    """What a person's own reflections show."""
    space = space_of(request)
    # Not at start: they bring NumPy.
    from holdspace.patterns import flows, pages

    found = flows.look_at_patterns(space, now=clock.now())
    kept = accounts.get_profile(space).patterns
    context = {
        "page": pages.letter(found),
        "keeping": pages.keeping(kept, found.statements),
    }
    return render(request, "patterns/letter.html", context)


@require_http_methods(["GET", "POST"])
def chance(request: HttpRequest) -> HttpResponse:
    """What chance alone would have shown of one pattern.

    Which one comes in the form's body, never in the address, where it would stay.
    """
    space = space_of(request)
    if request.method == "GET":
        # Opened from the history: nothing there says which one it was.
        return _to_letter()
    from holdspace.patterns import flows, pages

    form = read_chance(request.POST)
    found = flows.shuffle_pattern(
        space, pattern=form.pattern, seed=form.seed, now=clock.now()
    )
    if found is None:
        return _to_letter()
    again = form.seed > FIRST_SEED
    page = pages.chance(found, seed=form.seed + 1, again=again)
    return render(request, "patterns/chance.html", {"page": page})


def _to_letter() -> HttpResponse:
    return HttpResponseRedirect(reverse("patterns:letter"), status=303)
