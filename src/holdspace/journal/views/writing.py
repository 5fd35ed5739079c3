"""HTTP in, HTTP out, for one screen of a guide, its end, and two texts at once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.core import guides
from holdspace.core.guides import AnswersRefused, Problem
from holdspace.core.vault import TooLong, Unreadable
from holdspace.journal import (
    drafting,
    flows,
    forms,
    handed,
    measuring,
    pages,
    store,
    tokens,
)
from holdspace.journal.drafting import Outcome
from holdspace.journal.tokens import Pass
from holdspace.journal.views.onward import leads, leads_back, leads_on
from holdspace.journal.views.parts import (
    by_question,
    returned,
    see,
    to_screen,
    zone_given,
    zone_of,
)
from holdspace.library.facts import is_ours
from holdspace.library.fields import (
    Sheet,
    fields_of,
    notes_on,
    with_needs_in_ledger,
)
from holdspace.library.shapes import amiss, language_of
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.phrases import mentions_danger
from holdspace.web.refusals import Locked, NotThere
from holdspace.web.views import here

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.flows import Profile
    from holdspace.accounts.spaces import Space
    from holdspace.journal.forms import WriteForm
    from holdspace.journal.opened import OpenDraft

DAMAGED = "What it belongs to is damaged on this server, so it could not be kept."
AWAY = "This server could not keep anything just now."


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a guide: one tap, and that it happened is kept."""
    space = space_of(request)
    draft = flows.begin(
        space,
        guide=request.POST.get("guide", ""),
        now=clock.now(),
        zone=zone_given(request, space),
    )
    return to_screen(draft, 1)


# The draft token is what allows writing: it outlives the idle lock and a lost
# cookie, when a CSRF token would turn the person's words away. It is signed, names
# one screen of one draft, and a page elsewhere can neither read nor guess it.
@csrf_exempt
@takes_long_words
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    """One screen of a guide."""
    if request.method == "POST":
        return _write(request, draft, number)
    space = space_of(request)
    if flows.is_kept(space, row=draft):
        return _to_kept(draft)
    profile = accounts.get_profile(space)
    opened = flows.open_draft(space, draft=draft, zone=zone_of(profile))
    return _screen(request, space, profile, opened, number)


def _write(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    form = forms.read_write(request)
    try:
        token = tokens.read(form.token)
    except tokens.TokenEnded as refusal:
        return _stale(request, draft, number, form, refusal.last)
    space = request.space or None  # type: ignore[attr-defined]
    try:
        if space is not None and space.person == token.person:
            with suppress(Locked):
                return _write_open(request, space, token, form)
            # Another browser put a new key in place at this very moment.
        return _write_locked(token, form)
    except TooLong:
        return _too_much(request, space, token, form)
    except NotThere:
        # A page that is going away cannot show anything: what it sent waits.
        return _leave_waiting(token, form) or returned(request, form, 404)
    except Unreadable:
        return _leave_waiting(token, form) or returned(request, form, 409, DAMAGED)
    except DatabaseError:
        return returned(request, form, 503, AWAY)


def _leave_waiting(token: Pass, form: WriteForm) -> HttpResponse | None:
    if form.beacon:
        with suppress(NotThere, TooLong):
            return _write_locked(token, form)
    return None


def _write_open(
    request: HttpRequest, space: Space, token: Pass, form: WriteForm
) -> HttpResponse:
    profile = accounts.get_profile(space)
    try:
        outcome = flows.write_answers(
            space,
            token=token,
            given=form.given,
            count=form.count,
            zone=form.zone or zone_of(profile),
            now=clock.now(),
        )
    except AnswersRefused as refusal:
        return _refused(request, space, profile, token, form, refusal.problems)
    both = reverse("journal:both", args=[token.draft])
    if form.autosave:
        if outcome is Outcome.BESIDE:
            return JsonResponse({"conflict": True, "where": both}, status=409)
        return JsonResponse({"kept": True})
    if outcome is Outcome.BESIDE:
        return see(both)
    if form.beacon:
        return HttpResponse(status=204)
    zone = zone_of(profile)
    if again := leads_back(space, token, form, zone):
        return again
    if form.go == "keep":
        return _keep_now(request, space, token.draft, zone)
    return leads_on(space, token, form.go, zone)


def _keep_now(
    request: HttpRequest, space: Space, draft: UUID, zone: str
) -> HttpResponse:
    """Keep a change from the page it was made on; what stands in the way is shown."""
    try:
        kept = flows.keep(space, draft=draft, zone=zone)
    except (flows.NotSettled, flows.ChangedMeanwhile, TooLong):
        return see(reverse("journal:end", args=[draft]))
    flows.plan_letters(space, reflection=kept, now=clock.now())
    return see(f"{reverse('journal:read', args=[kept])}?kept=1")


def _write_locked(token: Pass, form: WriteForm) -> HttpResponse:
    try:
        flows.write_locked(
            token=token,
            given=form.given,
            count=form.count,
            zone=form.zone,
            now=clock.now(),
        )
    except store.TooMuchWaiting as refusal:
        raise TooLong from refusal
    unlock = reverse("accounts:unlock")
    if form.autosave:
        return JsonResponse({"kept": True, "locked": True, "where": unlock})
    if form.beacon:
        return HttpResponse(status=204)
    return see(f"{unlock}?next={leads(token, form.go).headers['Location']}")


def _refused(
    request: HttpRequest,
    space: Space,
    profile: Profile,
    token: Pass,
    form: WriteForm,
    problems: tuple[Problem, ...],
) -> HttpResponse:
    if form.autosave:
        told = [{"name": one.link_id, "sentence": one.sentence} for one in problems]
        # What fits into a draft at all stands beside it, and is on no page alone.
        aside = bool(told[0]["name"]) if told else True
        return JsonResponse(
            {"kept": False, "aside": aside, "problems": told}, status=422
        )
    opened = flows.open_draft(space, draft=token.draft, zone=zone_of(profile))
    return _screen(
        request,
        space,
        profile,
        opened,
        token.screen + 1,
        form=form,
        problems=problems,
        token=token,
    )


def _stale(
    request: HttpRequest, draft: UUID, number: int, form: WriteForm, last: Pass | None
) -> HttpResponse:
    """The page was open for too long: what was typed comes back, to be kept again."""
    if form.autosave:
        return JsonResponse({"kept": False}, status=403)
    try:
        space = space_of(request)
        profile = accounts.get_profile(space)
        opened = flows.open_draft(space, draft=draft, zone=zone_of(profile))
    except (Locked, NotThere, Unreadable):
        return returned(request, form, 403)
    if not 1 <= number <= len(opened.guide.screens):
        return returned(request, form, 403)
    # What an unknown page had shown is not known: it never overwrites anything.
    known = last is not None and (last.draft, last.screen) == (draft, number - 1)
    token = last if known else Pass(space.person, draft, number - 1, 0, uuid4())
    return _screen(
        request, space, profile, opened, number, form=form, token=token, stale=True
    )


def _too_much(
    request: HttpRequest, space: Space | None, token: Pass, form: WriteForm
) -> HttpResponse:
    why = "All of this together is longer than one reflection can hold."
    sentence = f"{why} Nothing is lost: it is still below."
    if space is None or space.person != token.person:
        if form.autosave:
            told = [{"name": "", "sentence": sentence}]
            return JsonResponse({"kept": False, "problems": told}, status=422)
        return returned(request, form, 422, why)
    problem = Problem(link_id="", path="QuestionnaireResponse", sentence=sentence)
    profile = accounts.get_profile(space)
    return _refused(request, space, profile, token, form, (problem,))


def _screen(
    request: HttpRequest,
    space: Space,
    profile: Profile,
    opened: OpenDraft,
    number: int,
    *,
    form: WriteForm | None = None,
    problems: tuple[Problem, ...] = (),
    token: Pass | None = None,
    stale: bool = False,
) -> HttpResponse:
    screens = opened.guide.screens
    if number > len(screens):
        return see(reverse("journal:end", args=[opened.row]))
    if number < 1:
        raise NotThere
    screen = screens[number - 1]
    zone = opened.draft.zone or zone_of(profile)
    sheet = Sheet(
        answers=with_needs_in_ledger(opened.answers),
        given=None if form is None else form.given,
        own=by_question(profile.words_added),
        hidden=by_question(profile.words_hidden),
        problems=problems,
        leave_out=("at",) if is_ours(opened.guide) else (),
        now=clock.now().astimezone(drafting.zone_of(zone)),
        zone=zone,
        sends=True,
        more=forms.read_number(request.GET.get("more", ""), otherwise=0),
    )
    fields = fields_of(opened.guide, screen, sheet)
    revision = drafting.revision_of(opened.draft, number - 1)
    page = pages.WritePage(
        row=opened.row,
        number=number,
        count=len(screens),
        title=screen.text or opened.guide.title,
        notes=notes_on(screen),
        fields=fields,
        amiss=amiss(fields),
        language=language_of(opened.guide),
        drops=pages.drops(opened.guide, opened.answers, number),
        token=tokens.issue(
            person=space.person,
            draft=opened.row,
            screen=number - 1,
            seen=token.seen if token else revision,
            page=token.page if token else None,
        ),
        saves=form.count if form else 0,
        lost=opened.draft.lost,
        corrects=opened.draft.of is not None,
        locked=opened.draft.locked,
        # What this page itself sent and could not be kept is what it shows.
        beside=any(
            token is None or other.page != token.page.hex
            for other in opened.draft.others
        ),
    )
    shown = {sentence for one in page.amiss for sentence in one.problems}
    loose = [one.sentence for one in problems if one.sentence not in shown]
    context = {"page": page, "problems": problems, "loose": loose, "stale": stale}
    context["brought"] = "brought" in request.GET
    status = 422 if problems or stale else 200
    return render(request, "journal/write.html", context, status=status)


@require_GET
def still(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    """A still page: nothing to do, nothing timed, and the way on."""
    space_of(request)
    context = {"draft": draft, "number": number, "after": number + 1}
    return render(request, "journal/still.html", context)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What was written, and what becomes of it."""
    space = space_of(request)
    if flows.is_kept(space, row=draft):
        return _to_kept(draft)
    profile = accounts.get_profile(space)
    zone = zone_of(profile)
    in_the_way = ""
    if request.method == "POST":
        if request.POST.get("go") == "later":
            return see(f"{reverse('journal:today')}?paused=1")
        try:
            kept = flows.keep(
                space,
                draft=draft,
                zone=zone,
                anyway=request.POST.get("anyway", ""),
            )
            if request.POST.get("no-mail") == "on":
                flows.set_quiet(space, reflection=kept, quiet=True)
            flows.plan_letters(space, reflection=kept, now=clock.now())
            return see(_after(space, draft, kept))
        except NotThere:
            # A second tap: what the first one kept is there.
            kept_as = forms.read_id(request.POST.get("of", ""), otherwise=draft)
            if flows.is_kept(space, row=kept_as):
                return _to_kept(kept_as)
            raise
        except flows.NotSettled:
            return see(reverse("journal:both", args=[draft]))
        except flows.TargetGone:
            in_the_way = "gone"
        except flows.ChangedMeanwhile:
            in_the_way = "changed"
        except TooLong:
            in_the_way = "too-long"
    opened = flows.open_draft(space, draft=draft, zone=zone)
    words = guides.words_of(opened.guide, opened.answers)
    context = {
        "page": pages.end(opened),
        "may_mail": pages.may_mail(opened, flows.reminders_in(profile)),
        "in_the_way": in_the_way,
        "quiet_help": mentions_danger(words),
        "asks_kindly": measuring.asks_kindly(opened.guide.canonical, opened.answers),
        "here": here(request),
    }
    status = 409 if in_the_way else 200
    return render(request, "journal/end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def both(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Two texts for one question: both are there, and the person decides."""
    space = space_of(request)
    if flows.is_kept(space, row=draft):
        return _to_kept(draft)
    zone = zone_of(accounts.get_profile(space))
    refused = False
    if request.method == "POST":
        try:
            flows.decide(
                space,
                draft=draft,
                page=request.POST.get("page", ""),
                choice=forms.read_choice(request.POST),
                zone=zone,
            )
        except NotThere:
            # A second tap, or decided on another device.
            return see(reverse("journal:end", args=[draft]))
        except (AnswersRefused, TooLong):
            refused = True
    opened = flows.open_draft(space, draft=draft, zone=zone)
    page = pages.both(opened, zone)
    if page is None:
        return see(reverse("journal:end", args=[draft]))
    status = 422 if refused else 200
    context = {"page": page, "refused": refused}
    return render(request, "journal/both.html", context, status=status)


@require_POST
def correct(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Begin to correct a reflection, at the screen that was asked for."""
    space = space_of(request)
    try:
        draft = flows.begin_correction(
            space, reflection=reflection, zone=zone_given(request, space)
        )
    except flows.NotWhole:
        # The page itself says why it stays as it is.
        return _to_kept(reflection)
    screen = forms.read_number(request.POST.get("screen", ""), otherwise=1)
    return to_screen(draft, screen)


@require_POST
def add(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Begin to add something to a reflection."""
    space = space_of(request)
    draft = flows.begin_addition(
        space,
        reflection=reflection,
        now=clock.now(),
        zone=zone_given(request, space),
    )
    return to_screen(draft, 1)


def _after(space: Space, draft: UUID, kept: UUID) -> str:
    """Where to go once it is kept: what is new may lead on to another room."""
    onward = ""
    if kept == draft:
        onward = handed.next_after(space, reflection=kept, now=clock.now())
    return onward or f"{reverse('journal:read', args=[kept])}?kept=1"


def _to_kept(row: UUID) -> HttpResponse:
    """What was a draft is kept: going back to it leads to what it became."""
    return see(reverse("journal:read", args=[row]))
