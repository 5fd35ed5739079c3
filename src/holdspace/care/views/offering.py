"""HTTP in, HTTP out, for what a therapist says of themselves, and whom they invite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.unlocking import space_of
from holdspace.accounts.views.parts import see
from holdspace.care.forms import CardForm, InviteForm
from holdspace.care.pages import cards as pages
from holdspace.care.views.parts import in_care
from holdspace.sharing import flows as sharing
from holdspace.web import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def card(request: HttpRequest) -> HttpResponse:
    """Show what the therapist says of themselves, and change it."""
    space, now = space_of(request), clock.now()
    there = sharing.get_card(space.person)
    if request.method == "POST":
        form = CardForm(request.POST)
        if form.is_valid():
            sharing.save_card(space, form.card(), now=now)
            return see(f"{reverse('care:card')}?kept=1")
    else:
        form = CardForm.of(there)
    context = {
        "form": form,
        "promise": pages.promise(there, today=now.date()),
        "kept": "kept" in request.GET,
    }
    status = 422 if form.is_bound else 200
    return render(request, "care/card.html", context, status=status)


@require_POST
@in_care
def confirm(request: HttpRequest) -> HttpResponse:
    """Take that the reading promise holds as it stands."""
    try:
        sharing.confirm_card(space_of(request), now=clock.now())
    except sharing.CardMissing:
        return see(reverse("care:card"))
    return see(f"{reverse('care:card')}?kept=1")


@require_http_methods(["GET", "HEAD", "POST"])
@in_care
def invites(request: HttpRequest) -> HttpResponse:
    """Show the invites that wait, and make another one."""
    space, now = space_of(request), clock.now()
    form = InviteForm(request.POST if request.method == "POST" else None)
    code, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                called = form.cleaned_data["called"]
                code = sharing.invite(space, called=called, now=now)
            except (sharing.PromiseStale, sharing.Full):
                status = 409
        else:
            status = 422
    listed = sharing.list_invites(space)
    context = {
        "is_full": len(listed) >= sharing.MOST_INVITES,
        "form": InviteForm() if code else form,
        "invites": pages.invites(listed, today=now.date()),
        "promise": pages.promise(sharing.get_card(space.person), today=now.date()),
        "code": code,
        "link": request.build_absolute_uri(reverse("sharing:meet", args=[code]))
        if code
        else "",
    }
    return render(request, "care/invites.html", context, status=status)


@require_POST
@in_care
def withdraw(request: HttpRequest, invite: UUID) -> HttpResponse:
    """Let a code that was not used allow nothing any more."""
    sharing.withdraw_invite(space_of(request), invite=invite)
    return see(reverse("care:invites"))
