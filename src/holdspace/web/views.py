"""The pages that are there for everybody, signed in or not."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from holdspace.web import help as lines
from holdspace.web import offline as shell
from holdspace.web.context import is_signed_in
from holdspace.web.leaving import LEAVING
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest

COUNTRY_COOKIE = "country"
A_YEAR = 365 * 24 * 3600


@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    """Say what this is; somebody who is signed in goes on to today."""
    if is_signed_in(request):
        return redirect("journal:today")
    known = {
        "signup": settings.SIGNUP,
        "min_age": settings.MIN_AGE,
        "may_join": bool(getattr(request, "may_join", True)),
    }
    return render(request, "web/arrive.html", known)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is, what it is not, and what leaving does."""
    return render(request, "web/about.html", {"min_age": settings.MIN_AGE})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show the chosen country's lines, and all others."""
    return _help("web/help.html", here(request))


@require_safe
def help_country(request: HttpRequest, code: str) -> HttpResponse:
    """Show one country's lines."""
    return _help("web/help.html", _country(code))


@require_safe
def help_print(request: HttpRequest) -> HttpResponse:
    """Show a sheet to print and keep."""
    return _help("web/help_print.html", here(request))


# No token: the page comes out of the browser's cache when there is no network,
# and the worst that a foreign form could do is kept out by `_from_here`.
@csrf_exempt
@require_POST
def choose_country(request: HttpRequest) -> HttpResponse:
    """Remember a country on this device."""
    if not _from_here(request):
        return redirect("web:help")
    country = _country(request.POST.get("country", ""))
    response = HttpResponseRedirect(reverse("web:help"))
    response.status_code = 303
    response.set_cookie(
        COUNTRY_COOKIE,
        country.country,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show a large sentence to hold out to someone near."""
    return _still("web/show.html", {"here": here(request)})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network just now."""
    return _still("web/offline.html", {})


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the browser what keeps the help pages there without a network."""
    return HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """End what is open, and go somewhere neutral."""
    response = HttpResponse(status=303, headers={"Location": settings.LEAVE_TO})
    response.headers["Clear-Site-Data"] = '"cache"'
    LEAVING.send_robust(sender=None, request=request, response=response)
    return response


def here(request: HttpRequest) -> lines.Country | None:
    """Tell the country whose lines come first: the person's, else the keeper's."""
    chosen = request.COOKIES.get(COUNTRY_COOKIE, "")
    return lines.first_known([chosen, settings.HELP_COUNTRY])


def _country(code: str) -> lines.Country:
    country = lines.lines_for(code)
    if country is None:
        raise NotThere
    return country


def _from_here(request: HttpRequest) -> bool:
    # Browsers that do not say where a request comes from are old; they still
    # deserve the right numbers.
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _help(template: str, country: lines.Country | None) -> HttpResponse:
    keepers = lines.lines_for(settings.HELP_COUNTRY)
    return HttpResponse(_help_written(template, country, keepers))


@lru_cache(maxsize=16)
def _help_written(
    template: str, country: lines.Country | None, keepers: lines.Country | None
) -> str:
    # The same for everybody in one country, and the longest page there is: written
    # once, so that help comes at once however many others are here.
    context = {"here": country, "countries": lines.countries(), "keepers": keepers}
    return render_to_string(template, context)


def _still(template: str, context: dict[str, object]) -> HttpResponse:
    # Without the request nothing in the page can reach for the session or the
    # database, so help is there when both are down.
    return HttpResponse(render_to_string(template, context))
