"""HTTP in, HTTP out, for meeting a therapist with their code."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.journal.views.parts import see
from holdspace.sharing import flows, forms, pages
from holdspace.web import clock
from holdspace.web.refusals import Locked, NotThere
from holdspace.web.views import here

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space

TOO_LONG = f"Up to {forms.LONGEST_CALLED} characters fit here."
MET = "You two have met here already."
OWN = "This code is yours to give: it is for somebody whom you invite."


@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that a therapist gave."""
    code = forms.read_code(request.POST)
    if not code:
        return render(request, "sharing/ask_code.html", {"missing": bool(request.POST)})
    try:
        flows.look_at_invite(code, now=clock.now())
    except NotThere:
        return _no_such_code(request)
    return see(reverse("sharing:meet", args=[code]))


@require_http_methods(["GET", "POST"])
def meet(request: HttpRequest, code: str) -> HttpResponse:
    """Show who invites and what that means; accept only when asked to."""
    now = clock.now()
    try:
        invited = flows.look_at_invite(code, now=now)
    except NotThere:
        return _no_such_code(request)
    called = forms.read_called(request.POST)
    problem = ""
    if request.method == "POST":
        if len(called) > forms.LONGEST_CALLED:
            problem = TOO_LONG
        else:
            try:
                return _accept(request, code, called)
            except flows.AlreadyMet:
                problem = MET
            except flows.OwnCode:
                problem = OWN
            except Locked:
                # The name that was typed stays on the page, which says how to go on.
                pass
    space = _space_if_open(request)
    name = accounts.get_profile(space).name if space else ""
    where = reverse("sharing:meet", args=[code])
    context = {
        "promise": pages.promise(invited.card, now.date()),
        "code": code,
        "called": called or name,
        "problem": problem,
        "may_accept": space is not None,
        "onward": urlencode({"next": where}),
        "signup": settings.SIGNUP,
        "here": here(request),
    }
    status = 422 if problem else 403 if request.method == "POST" else 200
    return render(request, "sharing/meet.html", context, status=status)


def _accept(request: HttpRequest, code: str, called: str) -> HttpResponse:
    space = space_of(request)
    bond = flows.accept_invite(space, code=code, called=called, now=clock.now())
    return see(reverse("sharing:phrase", args=[bond]))


def _space_if_open(request: HttpRequest) -> Space | None:
    try:
        return space_of(request)
    except Locked:
        return None


def _no_such_code(request: HttpRequest) -> HttpResponse:
    # A used code, one that ended and one that never was look the same.
    context = {"unknown": True}
    return render(request, "sharing/ask_code.html", context, status=404)
