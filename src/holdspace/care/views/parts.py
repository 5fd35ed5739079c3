"""What the views of this room share: who may be here, and where they are."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate

from django.http import HttpResponse
from django.shortcuts import render

from holdspace.accounts import flows as accounts
from holdspace.accounts.pages.access import zone_of
from holdspace.accounts.unlocking import space_of
from holdspace.care import flows
from holdspace.sharing.refusals import SecondStepMissing

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest

    from holdspace.accounts.spaces import Space


def in_care[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for a therapist with a second step before anything else is looked at.

    The flows ask as well. Here it is asked first, so that whoever is none gets the
    same answer for every address and every form.
    """

    @wraps(view)
    def asked(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            flows.check(space_of(request).person)
            return view(request, *args, **kwargs)
        except SecondStepMissing:
            return render(request, "care/second_step.html", status=403)

    return asked


def not_ahead[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer nothing to a browser that fetches a page before anybody asked for it.

    What these pages show is noted as opened, and nobody would have seen it. A browser
    that does not say that it fetches ahead is not recognised.
    """

    @wraps(view)
    def asked(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if "prefetch" in request.headers.get("Sec-Purpose", ""):
            return HttpResponse(status=503)
        return view(request, *args, **kwargs)

    return asked


def zone_in(space: Space) -> ZoneInfo:
    """The zone that a therapist lives in."""
    return zone_of(accounts.get_profile(space).zone)
