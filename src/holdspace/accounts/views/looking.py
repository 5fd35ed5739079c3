"""HTTP in, HTTP out, for who was here: the trail, and the browsers signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from holdspace.accounts import flows, pages, unlocking
from holdspace.accounts.views.parts import see
from holdspace.core.vault import Unreadable
from holdspace.web import clock
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """What touched access to this space, newest first."""
    space = unlocking.space_of(request)
    zone = pages.zone_of(flows.get_profile(space).zone)
    try:
        page = pages.trail(flows.read_trail(space), zone)
    except Unreadable:
        page = None
    return render(request, "accounts/trail.html", {"page": page})


@require_GET
def browsers(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    space = unlocking.space_of(request)
    zone = pages.zone_of(flows.get_profile(space).zone)
    now = clock.now()
    try:
        listed = pages.browsers(
            flows.list_browsers(space, now=now),
            here=unlocking.session_of(request),
            unlocked=flows.list_open(space, now=now),
            zone=zone,
        )
    except Unreadable:
        listed = None
    context = {"listed": listed, "ended": "ended" in request.GET}
    return render(request, "accounts/browsers.html", context)


@require_POST
def end_browser(request: HttpRequest) -> HttpResponse:
    """Sign one other browser out and lock it, or every other one."""
    space = unlocking.space_of(request)
    which = request.POST.get("browser", "")
    if which == "others":
        here = unlocking.session_of(request)
        flows.end_other_browsers(space, session=here, now=clock.now())
    else:
        flows.end_browser(space, browser=_id(which), now=clock.now())
    return see(f"{reverse('accounts:browsers')}?ended=1")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotThere from None
