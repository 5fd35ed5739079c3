"""HTTP in, HTTP out, for Today, the timeline, one reflection, and what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.core import guides
from holdspace.core.guides import AnswersRefused
from holdspace.core.vault import TooLong
from holdspace.journal import drafting, flows, forms, handed, measuring, pages
from holdspace.journal.views.parts import FEELINGS, returned, see, to_screen, zone_of
from holdspace.library import shelf
from holdspace.library.fields import Sheet, fields_of
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.phrases import mentions_danger
from holdspace.web.refusals import Locked, NotThere
from holdspace.web.views import here

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.journal.opened import FollowUp


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Where a person arrives: what they can begin, and what was left open."""
    space = space_of(request)
    if not accounts.is_code_confirmed(space.person):
        return see(reverse("accounts:code"))
    profile = accounts.get_profile(space)
    zone = drafting.zone_of(zone_of(profile))
    now = clock.now().astimezone(zone)
    filed = flows.file_slips(space, now=now, zone=zone_of(profile))
    flows.note_slips(space, filed)
    around = flows.come_back(space, now=now)
    found = flows.due_follow_up(space, now=now, around=around)
    zone_name = zone_of(profile)
    drafts, damaged = flows.open_drafts(space, zone=zone_name, around=around)
    page = pages.TodayPage(
        greeting=pages.greeting(now),
        name=profile.name,
        follow_up=None if found is None else _follow_up(found, now),
        left_open=tuple(pages.left_open(draft, now) for draft in drafts),
        leaving=tuple(one.row for one in around.leaving),
        damaged=damaged,
    )
    context = {
        "page": page,
        "whole": around.whole,
        "rotating": accounts.is_rotating(space),
        "filed": filed,
        "laid_here": handed.laid_on_today(space, now=now),
    }
    return render(request, "journal/today.html", context)


def _follow_up(found: FollowUp, now: datetime) -> pages.FollowUpPage:
    guide = shelf.guide(shelf.LATER)
    sheet = Sheet(leave_out=("of", "at", "when", "resolved", "words"))
    fields = fields_of(guide, guide.screens[0], sheet)
    return pages.follow_up(found, fields, now)


@require_GET
def read(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """One reflection whole."""
    space = space_of(request)
    profile = accounts.get_profile(space)
    zone = drafting.zone_of(zone_of(profile))
    found = flows.read(space, reflection=reflection)
    words = list(guides.words_of(found.guide, found.answers))
    later = shelf.guide(shelf.LATER)
    words += [w for _, added in found.later for w in guides.words_of(later, added)]
    context = {
        "page": pages.read(found, zone),
        "mails": pages.mails_about(found, flows.reminders_in(profile), clock.now()),
        "kept": "kept" in request.GET,
        "quiet_help": mentions_danger(words),
        "asks_kindly": measuring.asks_kindly(found.guide.canonical, found.answers),
        "is_measure": measuring.is_measure(found.guide.canonical),
        "here": here(request),
    }
    return render(request, "journal/read.html", context)


@takes_long_words
@require_POST
def later(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Keep a follow-up's rating, or that it is not wanted."""
    space = space_of(request)
    now = clock.now()
    if request.POST.get("go") == "not-now":
        code = request.POST.get("at", "")
        flows.decline_follow_up(space, reflection=reflection, code=code)
        flows.plan_letters(space, reflection=reflection, now=now)
        return see(reverse("journal:today"))
    given = forms.given_in(request.POST)
    zone = zone_of(accounts.get_profile(space))
    try:
        if request.POST.get("go") == "more":
            # Words need a draft: it is kept as it is written, through the lock too.
            draft = flows.begin_addition(
                space, reflection=reflection, now=now, zone=zone, given=given
            )
            code = request.POST.get("at", "")
            flows.decline_follow_up(space, reflection=reflection, code=code)
            flows.plan_letters(space, reflection=reflection, now=now)
            return to_screen(draft, 1)
        added = flows.follow_up(
            space, reflection=reflection, given=given, now=now, zone=zone
        )
    except (AnswersRefused, TooLong):
        return returned(request, forms.read_write(request), 422)
    flows.plan_letters(space, reflection=reflection, now=now)
    where = reverse("journal:today")
    return see(f"{where}?added=1" if added else where)


@require_POST
def let_go(request: HttpRequest, row: UUID) -> HttpResponse:
    """Let go of a draft or a reflection."""
    space, now = space_of(request), clock.now()
    flows.let_go(space, row=row, now=now)
    flows.plan_letters(space, reflection=row, now=now)
    return see(reverse("journal:gone", args=[row]))


@require_GET
def gone(request: HttpRequest, row: UUID) -> HttpResponse:
    """Say that it is gone, and that it can be taken back for ten minutes."""
    space_of(request)
    minutes = int(flows.UNDO_FOR.total_seconds() // 60)
    return render(request, "journal/gone.html", {"row": row, "minutes": minutes})


@require_POST
def take_back(request: HttpRequest, row: UUID) -> HttpResponse:
    """Undo letting go, while that is possible."""
    space, now = space_of(request), clock.now()
    try:
        kind = flows.take_back(space, row=row, now=now)
    except NotThere:
        return render(request, "journal/too_late.html", status=404)
    if kind == flows.DRAFT:
        return see(reverse("journal:today"))
    flows.plan_letters(space, reflection=row, now=now)
    return see(reverse("journal:read", args=[row]))


@require_GET
def timeline(request: HttpRequest, back: int = 0, start: int = 0) -> HttpResponse:
    """One month, calmly, and the way to the others; one of many lines in parts.

    The address counts months that hold something, back from the newest: it stays in
    the browser's history, and is not to say in which month somebody cried.
    """
    space = space_of(request)
    zone = zone_of(accounts.get_profile(space))
    month = flows.look_at_month(space, zone=zone, back=back, start=start)
    if month is None:
        raise NotThere
    page = pages.timeline(month, drafting.zone_of(zone))
    context = {"page": page, "whole": month.whole}
    return render(request, "journal/timeline.html", context)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The words for feelings: which of ours are shown, and which of their own."""
    try:
        space = space_of(request)
    except Locked:
        if request.method == "POST":
            return returned(request, forms.read_write(request), 403)
        raise
    item = shelf.guide(shelf.AFTER_TEARS).item(FEELINGS)
    codes = [] if item is None else [option.code for option in item.options]
    profile = accounts.get_profile(space)
    hidden = list(profile.words_hidden.get(FEELINGS, ()))
    added = "\n".join(profile.words_added.get(FEELINGS, ()))
    status = 200
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        hidden = [code for code in codes if code not in shown]
        added = request.POST.get("added", "")
        try:
            own = forms.read_words(request.POST)
        except forms.TooManyWords:
            status = 422
        else:
            flows.change_words(space, question=FEELINGS, added=own, hidden=hidden)
            return see(f"{reverse('journal:words')}?kept=1")
    context = {
        "words": () if item is None else pages.words(item, hidden),
        "added": added,
        "kept": "kept" in request.GET and status == 200,
        "too_many": status == 422,
        "longest": forms.LONGEST_WORD,
        "most": forms.MOST_WORDS,
    }
    return render(request, "journal/words.html", context, status=status)
