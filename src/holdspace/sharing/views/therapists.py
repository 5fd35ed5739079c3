"""HTTP in, HTTP out, for a client's therapists: who they are, the phrase, the end."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.core.vault import Unreadable
from holdspace.journal.views.parts import see
from holdspace.sharing import flows, pages
from holdspace.sharing.views.parts import (
    find_bond,
    shared_by,
    therapists_of,
    zone_here,
)
from holdspace.web import clock

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space


@require_GET
def list_therapists(request: HttpRequest) -> HttpResponse:
    """Everybody whom this person accepted as a therapist."""
    space = space_of(request)
    zone = zone_here(space)
    # Asked first: it notes in the trail what is not here any more.
    therapists = therapists_of(space, zone)
    context = {
        "therapists": therapists,
        "ended": "ended" in request.GET,
        "gone": _gone(space, zone),
    }
    return render(request, "sharing/therapists.html", context)


def _gone(space: Space, zone: tzinfo) -> str:
    # Only what the other side ended leaves such a line; one's own end is known.
    with suppress(Unreadable):
        lines = accounts.read_trail(space).lines
        return pages.gone(lines, now=clock.now(), zone=zone)
    return ""


@require_GET
def therapist(request: HttpRequest, bond: UUID) -> HttpResponse:
    """One therapist: what they say of themselves, and what they can read."""
    space = space_of(request)
    zone = zone_here(space)
    page = pages.therapist(find_bond(space, bond), now=clock.now(), zone=zone)
    context = {"page": page, "shared": shared_by(space, zone, (page,))}
    return render(request, "sharing/therapist.html", context)


@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest, bond: UUID) -> HttpResponse:
    """The phrase to be read aloud; it was the same only if somebody says so."""
    space = space_of(request)
    found = find_bond(space, bond)
    if request.method == "POST":
        flows.compare(space, bond=bond, now=clock.now())
        return see(reverse("sharing:therapist", args=[bond]))
    page = pages.therapist(found, now=clock.now(), zone=zone_here(space))
    words = () if found.key_changed else tuple(found.phrase().split())
    context = {"page": page, "words": words}
    return render(request, "sharing/phrase.html", context)


@require_POST
def new_key(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Go on with the key that the therapist has now; the phrase comes next."""
    flows.accept_new_key(space_of(request), bond=bond, now=clock.now())
    return see(reverse("sharing:phrase", args=[bond]))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, bond: UUID) -> HttpResponse:
    """End what is between the two, after saying what that does."""
    space = space_of(request)
    zone = zone_here(space)
    page = pages.therapist(find_bond(space, bond), now=clock.now(), zone=zone)
    if request.method == "POST":
        flows.end_bond(space, bond=bond, now=clock.now())
        return see(f"{reverse('sharing:therapists')}?ended=1")
    context = {"page": page, "shared": shared_by(space, zone, (page,))}
    return render(request, "sharing/end.html", context)
