"""HTTP in, HTTP out, for numbers over time and totals from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.core.guides import AnswersRefused, Problem
from holdspace.journal import drafting, flows, forms, pages
from holdspace.journal.measuring import MEASURE
from holdspace.journal.views.parts import returned, see, zone_of
from holdspace.library.measures import LOINC_NOTICE, NoSuchMeasure, measure
from holdspace.web import clock
from holdspace.web.refusals import Locked, NotThere

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space


@require_GET
def list_measures(request: HttpRequest) -> HttpResponse:
    """The measures that hold something, and a way to enter a total from paper."""
    space = space_of(request)
    zone = drafting.zone_of(zone_of(accounts.get_profile(space)))
    context = {
        "listed": pages.listed_measures(flows.look_at_measures(space), zone),
        "known": pages.known_measures(),
        "loinc": LOINC_NOTICE,
    }
    return render(request, "journal/measures.html", context)


@require_GET
def over_time(request: HttpRequest, number: int, back: int = 0) -> HttpResponse:
    """One measure over time.

    The address counts the person's own measures in the order in which they came: it
    stays in the browser's history, and is not to say what somebody is asked about.
    """
    space = space_of(request)
    found = flows.look_at_measures(space)
    if not 1 <= number <= len(found):
        raise NotThere
    zone = drafting.zone_of(zone_of(accounts.get_profile(space)))
    page = pages.measure_over_time(
        found[number - 1], number=number, back=back, zone=zone
    )
    if page is None:
        raise NotThere
    context = {"page": page, "kept": "kept" in request.GET}
    return render(request, "journal/measure.html", context)


@require_http_methods(["GET", "POST"])
def total(request: HttpRequest) -> HttpResponse:
    """Enter a total that was counted on paper.

    Which measure it is comes in the form's body, never in the address.
    """
    try:
        space = space_of(request)
    except Locked:
        if request.POST.get("go") == "keep":
            return returned(request, forms.read_write(request), 403)
        raise
    given = forms.given_in(request.POST)
    try:
        one = measure(request.POST.get(MEASURE, ""))
    except NoSuchMeasure:
        return see(reverse("journal:measures"))
    problems: tuple[Problem, ...] = ()
    zone = zone_of(accounts.get_profile(space))
    now = clock.now()
    if request.POST.get("go") == "keep":
        try:
            kept = flows.keep_total(space, given=given, now=now, zone=zone)
        except AnswersRefused as refusal:
            problems = refusal.problems
        else:
            return see(_where(space, kept))
    else:
        given["when"] = [now.astimezone(drafting.zone_of(zone)).date().isoformat()]
    page = pages.paper_total(one, given, problems)
    context = {"page": page}
    status = 422 if problems else 200
    return render(request, "journal/total.html", context, status=status)


def _where(space: Space, kept: UUID) -> str:
    """The page of the measure that a reflection belongs to."""
    for number, series in enumerate(flows.look_at_measures(space), start=1):
        if series.place_of(kept) is not None:
            return f"{reverse('journal:measure', args=[number])}?kept=1"
    return reverse("journal:measures")
