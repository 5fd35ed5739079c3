"""HTTP in, HTTP out, for what is shared: seen as it was frozen, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from holdspace.accounts.unlocking import space_of
from holdspace.journal.views.parts import see
from holdspace.sharing import flows
from holdspace.sharing.brought import unpack
from holdspace.sharing.views.parts import shared_by, therapists_of, zone_here
from holdspace.web import clock
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_GET
def list_shared(request: HttpRequest) -> HttpResponse:
    """Everything that somebody else can read just now."""
    space = space_of(request)
    zone = zone_here(space)
    therapists = therapists_of(space, zone)
    context = {
        "therapists": therapists,
        "shared": shared_by(space, zone, therapists),
        "just_shared": "shared" in request.GET,
        "taken": "taken" in request.GET,
    }
    return render(request, "sharing/shared.html", context)


@require_GET
def copy(request: HttpRequest, copy: UUID) -> HttpResponse:
    """One thing that is shared, as it was frozen."""
    space = space_of(request)
    document = flows.read_shared(space, copy=copy)
    zone = zone_here(space)
    listed = shared_by(space, zone, therapists_of(space, zone))
    page = next((one for one in listed if one.copy == copy), None)
    if page is None:
        raise NotThere
    context = {"page": page, "brought": unpack(document)}
    return render(request, "sharing/copy.html", context)


@require_POST
def take_back(request: HttpRequest, copy: UUID) -> HttpResponse:
    """Destroy a copy; what was read cannot be unread, and the page says so."""
    flows.take_back(space_of(request), copy=copy, now=clock.now())
    return see(f"{reverse('sharing:shared')}?taken=1")
