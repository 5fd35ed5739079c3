"""HTTP in, HTTP out, for Today and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from holdspace.accounts.unlocking import space_of
from holdspace.accounts.views.parts import see
from holdspace.care import flows
from holdspace.care.forms import SessionForm, chosen_bond
from holdspace.care.pages import cards
from holdspace.care.pages import days as pages
from holdspace.care.views.parts import in_care, zone_in
from holdspace.core.vault import Unreadable
from holdspace.sharing import flows as sharing
from holdspace.web import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

FULL = (
    "The calendar holds as many sessions as it takes. Sessions can be taken out below."
)


@require_safe
@in_care
def today(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the day, and all clients."""
    space, now = space_of(request), clock.now()
    clients = flows.list_clients(space)
    try:
        calendar = flows.read_calendar(space)
    except Unreadable:
        calendar = None
    news = pages.News(
        unopened=sharing.list_unopened(space, now=now),
        unread=sharing.list_unread(space),
    )
    zone = zone_in(space)
    context = {
        "page": pages.today(calendar, clients, news, now=now, zone=zone),
        "promise": cards.promise(sharing.get_card(space.person), today=now.date()),
        "ended": "ended" in request.GET,
    }
    return render(request, "care/today.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what comes, and take one more session by hand."""
    space, now = space_of(request), clock.now()
    clients = flows.list_clients(space)
    zone = zone_in(space)
    first = {"day": now.astimezone(zone).date()}
    given = request.POST if request.method == "POST" else None
    form = SessionForm(clients, given, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            flows.add_session(
                space,
                bond=chosen_bond(form.cleaned_data),
                at=form.moment(zone),
                minutes=form.cleaned_data["minutes"],
                now=now,
            )
        except flows.NoRoom:
            form.add_error(None, FULL)
        else:
            return see(f"{reverse('care:calendar')}?kept=1")
    known = flows.read_calendar(space)
    context = {
        "page": pages.calendar(known, clients, now=now, zone=zone),
        "form": form,
        "has_clients": bool(clients),
        "kept": "kept" in request.GET,
    }
    status = 422 if form.is_bound else 200
    return render(request, "care/calendar.html", context, status=status)


@require_POST
@in_care
def remove_session(request: HttpRequest, session: UUID) -> HttpResponse:
    """Take one session out of the calendar."""
    flows.remove_session(space_of(request), session=session)
    return see(reverse("care:calendar"))
