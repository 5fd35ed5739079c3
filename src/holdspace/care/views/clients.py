"""HTTP in, HTTP out, for one client: the brief, one thing, the phrase, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.unlocking import space_of
from holdspace.accounts.views.parts import see
from holdspace.care import flows, passing_pages
from holdspace.care.pages import briefs as pages
from holdspace.care.views.parts import in_care, not_ahead, zone_in
from holdspace.sharing import flows as sharing
from holdspace.web import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

NOT_TICKED = "Nothing was ended. A tick in the box says that you mean it."


@require_safe
@in_care
@not_ahead
def brief(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Show one client before a session."""
    space, now = space_of(request), clock.now()
    found = flows.read_brief(space, bond=bond, now=now)
    page = pages.brief(found, now=now, zone=zone_in(space))
    passed = passing_pages.read_part(space, found.client, now=now, zone=zone_in(space))
    return render(request, "care/brief.html", {"page": page, "passed": passed})


@require_safe
@in_care
@not_ahead
def thing(request: HttpRequest, bond: UUID, copy: UUID) -> HttpResponse:
    """Show one thing that a client brought, whole, once the phrase was compared."""
    space, now = space_of(request), clock.now()
    try:
        shown = flows.read_thing(space, bond=bond, copy=copy, now=now)
    except sharing.NotCompared:
        return see(reverse("care:phrase", args=[bond]))
    page = pages.thing(shown, now=now, zone=zone_in(space))
    return render(request, "care/thing.html", {"bond": bond, "thing": page})


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def phrase(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Show the phrase that both read aloud, and take that it was the same."""
    space, now = space_of(request), clock.now()
    client = flows.get_client(space, bond=bond)
    if request.method == "POST":
        sharing.compare(space, bond=bond, now=now)
        return see(reverse("care:brief", args=[bond]))
    context = {"bond": bond, "client": client, "words": client.phrase()}
    return render(request, "care/phrase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def end(request: HttpRequest, bond: UUID) -> HttpResponse:
    """End a bond, once it was said that this is meant."""
    space, now = space_of(request), clock.now()
    client = flows.get_client(space, bond=bond)
    problem = ""
    if request.method == "POST":
        if request.POST.get("sure") == "yes":
            sharing.end_bond(space, bond=bond, now=now)
            return see(f"{reverse('care:today')}?ended=1")
        problem = NOT_TICKED
    copies = sharing.list_copies(space, bond=bond, now=now)
    goes = pages.titles(copies, now=now, zone=zone_in(space))
    context = {"bond": bond, "client": client, "problem": problem, "goes": goes}
    status = 422 if problem else 200
    return render(request, "care/end.html", context, status=status)
