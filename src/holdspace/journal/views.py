"""HTTP in, HTTP out, for writing, reading and forgetting reflections."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import Profile
from holdspace.accounts.spaces import Space
from holdspace.accounts.unlocking import space_of
from holdspace.core import guides
from holdspace.core.guides import AnswersRefused, Problem
from holdspace.core.vault import TooLong, Unreadable
from holdspace.journal import drafting, flows, forms, pages, store, tokens
from holdspace.journal.drafting import Choice, Outcome
from holdspace.journal.flows import OpenDraft
from holdspace.journal.forms import WriteForm
from holdspace.journal.tokens import Pass
from holdspace.library import shelf
from holdspace.library.fields import Sheet, fields_of, with_needs_in_ledger
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.phrases import mentions_danger
from holdspace.web.refusals import Locked, NotThere
from holdspace.web.views import here

FEELINGS = "feelings"


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Where a person arrives: what they can begin, and what was left open."""
    space = space_of(request)
    if not accounts.is_code_confirmed(space.person):
        return _see(reverse("accounts:code"))
    profile = accounts.get_profile(space)
    zone = drafting.zone_of(_zone(profile))
    now = clock.now().astimezone(zone)
    found = flows.due_follow_up(space, now=now)
    drafts, damaged = flows.open_drafts(space, now=now, zone=_zone(profile))
    page = pages.TodayPage(
        greeting=pages.greeting(now),
        name=profile.name,
        follow_up=None if found is None else _follow_up(found, now),
        left_open=tuple(pages.left_open(draft, now) for draft in drafts),
        damaged=damaged,
    )
    return render(request, "journal/today.html", {"page": page})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a guide: one tap, and that it happened is kept."""
    space = space_of(request)
    draft = flows.begin(
        space,
        guide=request.POST.get("guide", ""),
        now=clock.now(),
        zone=_zone_given(request, space),
    )
    return _to_screen(draft, 1)


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
    profile = accounts.get_profile(space)
    opened = flows.open_draft(
        space, draft=draft, now=clock.now(), zone=_zone(profile)
    )
    return _screen(request, space, profile, opened, number)


def _write(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    form = forms.read_write(request)
    try:
        token = tokens.read(form.token)
    except tokens.TokenEnded:
        return _stale(request, draft, number, form)
    space = request.space or None  # type: ignore[attr-defined]
    try:
        if space is not None and space.person == token.person:
            return _write_open(request, space, token, form)
        return _write_locked(token, form)
    except TooLong:
        return _too_much(request, space, token, form)
    except NotThere:
        return _lost(request, form, 404)


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
            zone=form.zone or _zone(profile),
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
        return _see(both)
    return HttpResponse(status=204) if form.beacon else _go(token, form.go)


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
    return _see(f"{unlock}?next={_go(token, form.go).headers['Location']}")


def _go(token: Pass, go: str) -> HttpResponse:
    """Where each button leads, once what was typed is kept."""
    number = token.screen + 1
    if go == "pause":
        return _see(f"{reverse('journal:today')}?paused=1")
    if go == "sit":
        return _see(reverse("journal:still", args=[token.draft, number]))
    if go == "back":
        return _to_screen(token.draft, max(1, number - 1))
    if go == "end":
        return _see(reverse("journal:end", args=[token.draft]))
    return _to_screen(token.draft, number + 1)


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
        return JsonResponse({"kept": False, "problems": told}, status=422)
    opened = flows.open_draft(
        space, draft=token.draft, now=clock.now(), zone=_zone(profile)
    )
    return _screen(
        request,
        space,
        profile,
        opened,
        token.screen + 1,
        form=form,
        problems=problems,
        seen=token.seen,
    )


def _stale(
    request: HttpRequest, draft: UUID, number: int, form: WriteForm
) -> HttpResponse:
    """The page was open for too long: what was typed comes back, to be kept again."""
    if form.autosave:
        return JsonResponse({"kept": False}, status=403)
    try:
        space = space_of(request)
        profile = accounts.get_profile(space)
        opened = flows.open_draft(
            space, draft=draft, now=clock.now(), zone=_zone(profile)
        )
    except (Locked, NotThere, Unreadable):
        return _lost(request, form, 403)
    return _screen(request, space, profile, opened, number, form=form, stale=True)


def _too_much(
    request: HttpRequest, space: Space | None, token: Pass, form: WriteForm
) -> HttpResponse:
    sentence = (
        "All of this together is longer than one reflection can hold. Nothing is "
        "lost: it is still below."
    )
    if space is None or space.person != token.person:
        if form.autosave:
            told = [{"name": "", "sentence": sentence}]
            return JsonResponse({"kept": False, "problems": told}, status=422)
        return _lost(request, form, 422)
    problem = Problem(link_id="", path="QuestionnaireResponse", sentence=sentence)
    profile = accounts.get_profile(space)
    return _refused(request, space, profile, token, form, (problem,))


def _lost(request: HttpRequest, form: WriteForm, status: int) -> HttpResponse:
    """Nowhere to keep it: what was typed comes back whole, to be copied."""
    if form.autosave:
        return JsonResponse({"kept": False}, status=status)
    texts = [value for values in form.given.values() for value in values if value]
    context = {"texts": texts, "gone": status == 404}
    return render(request, "journal/returned.html", context, status=status)


def _screen(
    request: HttpRequest,
    space: Space,
    profile: Profile,
    opened: OpenDraft,
    number: int,
    *,
    form: WriteForm | None = None,
    problems: tuple[Problem, ...] = (),
    seen: int | None = None,
    stale: bool = False,
) -> HttpResponse:
    screens = opened.guide.screens
    if number > len(screens):
        return _see(reverse("journal:end", args=[opened.row]))
    if number < 1:
        raise NotThere
    screen = screens[number - 1]
    zone = opened.draft.zone or _zone(profile)
    sheet = Sheet(
        answers=with_needs_in_ledger(opened.answers),
        given=None if form is None else form.given,
        own=_by_question(profile.words_added),
        hidden=_by_question(profile.words_hidden),
        problems=problems,
        now=clock.now().astimezone(drafting.zone_of(zone)),
        zone=zone,
    )
    revision = drafting.revision_of(opened.draft, number - 1) if seen is None else seen
    page = pages.WritePage(
        row=opened.row,
        number=number,
        count=len(screens),
        title=screen.text,
        hint=screen.help,
        fields=fields_of(opened.guide, screen, sheet),
        drops=pages.drops(opened.guide, opened.answers, number),
        token=tokens.issue(
            person=space.person, draft=opened.row, screen=number - 1, seen=revision
        ),
        corrects=opened.draft.of is not None,
        locked=opened.draft.locked,
        two_texts=bool(opened.draft.others),
    )
    loose = [one.sentence for one in problems if not one.link_id]
    context = {"page": page, "problems": problems, "loose": loose, "stale": stale}
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
    profile = accounts.get_profile(space)
    now, zone = clock.now(), _zone(profile)
    changed = False
    if request.method == "POST":
        if request.POST.get("go") == "later":
            return _see(f"{reverse('journal:today')}?paused=1")
        try:
            kept = flows.keep(
                space,
                draft=draft,
                now=now,
                zone=zone,
                anyway=request.POST.get("anyway", ""),
            )
            return _see(f"{reverse('journal:read', args=[kept])}?kept=1")
        except flows.NotSettled:
            return _see(reverse("journal:both", args=[draft]))
        except flows.ChangedMeanwhile:
            changed = True
    opened = flows.open_draft(space, draft=draft, now=now, zone=zone)
    words = guides.words_of(opened.guide, opened.answers)
    context = {
        "page": pages.end(opened),
        "changed": changed,
        "quiet_help": mentions_danger(words),
        "here": here(request),
    }
    return render(request, "journal/end.html", context, status=409 if changed else 200)


@require_http_methods(["GET", "POST"])
def both(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Two texts for one question: both are there, and the person decides."""
    space = space_of(request)
    zone, now = _zone(accounts.get_profile(space)), clock.now()
    refused = False
    if request.method == "POST":
        chosen = request.POST.get("choice", "")
        try:
            flows.decide(
                space,
                draft=draft,
                page=request.POST.get("page", ""),
                choice=Choice(chosen) if chosen in set(Choice) else Choice.BOTH,
                now=now,
                zone=zone,
            )
        except AnswersRefused:
            refused = True
    opened = flows.open_draft(space, draft=draft, now=now, zone=zone)
    page = pages.both(opened, zone)
    if page is None:
        return _see(reverse("journal:end", args=[draft]))
    status = 422 if refused else 200
    context = {"page": page, "refused": refused}
    return render(request, "journal/both.html", context, status=status)


@require_GET
def read(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """One reflection whole."""
    space = space_of(request)
    zone = drafting.zone_of(_zone(accounts.get_profile(space)))
    found = flows.read(space, reflection=reflection, now=clock.now())
    words = list(guides.words_of(found.guide, found.answers))
    later = shelf.guide(shelf.LATER)
    words += [w for _, added in found.later for w in guides.words_of(later, added)]
    context = {
        "page": pages.read(found, zone),
        "kept": "kept" in request.GET,
        "quiet_help": mentions_danger(words),
        "here": here(request),
    }
    return render(request, "journal/read.html", context)


@require_POST
def correct(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Begin to correct a reflection, at the screen that was asked for."""
    space = space_of(request)
    draft = flows.begin_correction(
        space,
        reflection=reflection,
        now=clock.now(),
        zone=_zone_given(request, space),
    )
    screen = request.POST.get("screen", "1")
    return _to_screen(draft, int(screen) if screen.isdecimal() else 1)


@require_POST
def add(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Begin to add something to a reflection."""
    space = space_of(request)
    draft = flows.begin_addition(
        space,
        reflection=reflection,
        now=clock.now(),
        zone=_zone_given(request, space),
    )
    return _to_screen(draft, 1)


@takes_long_words
@require_POST
def later(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """Keep a follow-up's rating, or that it is not wanted."""
    space = space_of(request)
    now = clock.now()
    if request.POST.get("go") == "not-now":
        code = request.POST.get("at", "")
        flows.decline_follow_up(space, reflection=reflection, code=code, now=now)
        return _see(reverse("journal:today"))
    given = forms.given_in(request.POST)
    zone = _zone(accounts.get_profile(space))
    try:
        added = flows.follow_up(
            space, reflection=reflection, given=given, now=now, zone=zone
        )
    except AnswersRefused:
        return _lost(request, forms.read_write(request), 422)
    where = reverse("journal:today")
    return _see(f"{where}?added=1" if added else where)


@require_POST
def let_go(request: HttpRequest, row: UUID) -> HttpResponse:
    """Let go of a draft or a reflection."""
    flows.let_go(space_of(request), row=row, now=clock.now())
    return _see(reverse("journal:gone", args=[row]))


@require_GET
def gone(request: HttpRequest, row: UUID) -> HttpResponse:
    """Say that it is gone, and that it can be taken back for ten minutes."""
    space_of(request)
    minutes = int(flows.UNDO_FOR.total_seconds() // 60)
    return render(request, "journal/gone.html", {"row": row, "minutes": minutes})


@require_POST
def take_back(request: HttpRequest, row: UUID) -> HttpResponse:
    """Undo letting go, while that is possible."""
    try:
        kind = flows.take_back(space_of(request), row=row, now=clock.now())
    except NotThere:
        return render(request, "journal/too_late.html", status=404)
    if kind == flows.DRAFT:
        return _see(reverse("journal:today"))
    return _see(reverse("journal:read", args=[row]))


@require_GET
def timeline(request: HttpRequest, month: str = "") -> HttpResponse:
    """One month, calmly, and the way to the others."""
    space = space_of(request)
    zone = drafting.zone_of(_zone(accounts.get_profile(space)))
    entries = flows.list_entries(space, kind=flows.REFLECTION, now=clock.now())
    by_month = [(pages.month_of(entry.when, zone), entry) for entry in entries]
    months = list(Counter(slug for slug, _ in by_month).items())
    if month and month not in dict(months):
        raise NotThere
    current = month or (months[0][0] if months else "")
    shown = [entry for slug, entry in by_month if slug == current]
    found = flows.open_entries(space, shown)
    page = pages.timeline(
        months=months,
        current=current,
        found=found.reflections,
        damaged=found.damaged,
        zone=zone,
    )
    return render(request, "journal/timeline.html", {"page": page})


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The words for feelings: which of ours are shown, and which of their own."""
    space = space_of(request)
    item = shelf.guide(shelf.AFTER_TEARS).item(FEELINGS)
    codes = [] if item is None else [option.code for option in item.options]
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        flows.change_words(
            space,
            question=FEELINGS,
            added=forms.read_words(request.POST),
            hidden=[code for code in codes if code not in shown],
        )
        return _see(f"{reverse('journal:words')}?kept=1")
    profile = accounts.get_profile(space)
    hidden = profile.words_hidden.get(FEELINGS, ())
    context = {
        "words": () if item is None else pages.words(item, hidden),
        "added": "\n".join(profile.words_added.get(FEELINGS, ())),
        "kept": "kept" in request.GET,
    }
    return render(request, "journal/words.html", context)


def _follow_up(found: flows.FollowUp, now: object) -> pages.FollowUpPage:
    guide = shelf.guide(shelf.LATER)
    sheet = Sheet(leave_out=("of", "at", "when"))
    fields = fields_of(guide, guide.screens[0], sheet)
    return pages.follow_up(found, fields, clock.now())


def _by_question(words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    # One vocabulary of feelings, wherever feelings are asked for.
    feelings = words.get(FEELINGS, ())
    return {**words, "feelings-after": feelings}


def _zone(profile: Profile) -> str:
    return profile.zone or settings.TIME_ZONE


def _zone_given(request: HttpRequest, space: Space) -> str:
    given = request.POST.get("zone", "")
    return given if accounts.is_zone(given) else _zone(accounts.get_profile(space))


def _to_screen(draft: UUID, number: int) -> HttpResponse:
    return _see(reverse("journal:write", args=[draft, number]))


def _see(where: str) -> HttpResponse:
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response
