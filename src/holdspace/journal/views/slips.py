"""HTTP in, HTTP out, for a rating that comes in while nobody has the key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from holdspace.core.guides import AnswersRefused
from holdspace.journal import flows, forms, store
from holdspace.journal.views.parts import returned, see
from holdspace.library.pages import rating
from holdspace.web import clock
from holdspace.web.context import is_signed_in
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from holdspace.core.guides import Problem

NOTHING_CHOSEN = "Nothing is chosen yet. One of the two is enough."
DOES_NOT_FIT = "A number from 0 to 10 fits here. Nothing was kept yet."
ENOUGH_WAITS = (
    "Many of these wait already, and one more finds no room. Unlocking files them."
)


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """Keep how somebody is, of whom we know who they are and have no key."""
    if not is_signed_in(request) or not request.user.is_authenticated:
        if request.method == "POST":
            return returned(request, forms.read_write(request), 403)
        raise Locked
    if request.method == "GET":
        return _page(request)
    given = forms.given_in(request.POST)
    name = forms.read_id(request.POST.get("page", ""), otherwise=uuid4())
    try:
        kept = flows.rate_locked(
            person=request.user.pk, page=name, given=given, now=clock.now()
        )
    except AnswersRefused as refusal:
        return _page(request, given, refusal.problems, why=DOES_NOT_FIT)
    except store.TooMuchWaiting:
        return _page(request, given, why=ENOUGH_WAITS)
    if not kept:
        return _page(request, given, why=NOTHING_CHOSEN)
    return see(f"{reverse('accounts:unlock')}?rated=1")


def _page(
    request: HttpRequest,
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Sequence[Problem] = (),
    *,
    why: str = "",
) -> HttpResponse:
    context = {"fields": rating(given, problems), "name": uuid4(), "why": why}
    status = 422 if why else 200
    return render(request, "journal/rate.html", context, status=status)
