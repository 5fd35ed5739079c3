"""HTTP in, HTTP out, for mails: asking for them, and the page that a link opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.core.guides import AnswersRefused
from holdspace.journal import drafting, flows, forms, pages, postbox, store
from holdspace.journal.views.parts import returned, see, zone_of
from holdspace.journal.views.slips import DOES_NOT_FIT, NOTHING_CHOSEN
from holdspace.library.pages import rating
from holdspace.web import clock
from holdspace.web.headers import NO_REFERRER
from holdspace.web.refusals import Locked, NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from holdspace.accounts.spaces import Space
    from holdspace.core.guides import Problem

NO_ADDRESS = "An address with an @ in it fits here, such as you@example.org."
ENOUGH_CODES = (
    "As many codes as fit into a day were sent. Tomorrow another one can be. The "
    "last one still works, if it is not older than half an hour."
)
OTHER_DIGITS = "This is not the code from the mail. It has six digits."
CODE_OVER = "This code is over. Type the address again, and a new one comes."
NO_ROOM = "There is no room for it just now. Nothing was kept yet."


@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Where a person asks for mails, chooses which, and ends them.

    Where the keeper switched mails off later, an address can still be taken back.
    """
    try:
        space = space_of(request)
    except Locked:
        if request.method == "POST":
            return returned(request, forms.read_write(request), 403)
        raise
    if not postbox.is_open():
        return _closed(request, space)
    why, status = "", 200
    if request.method == "POST":
        why = _change(request, space)
        if not why:
            return see(f"{reverse('journal:reminders')}?kept=1")
        status = 422
    # What became of earlier mails is told here as well, not on Today alone.
    profile = accounts.get_profile(space)
    filed = flows.file_slips(space, now=clock.now(), zone=zone_of(profile))
    flows.note_slips(space, filed)
    which = request.POST.getlist("which") if why else None
    zone = drafting.zone_of(zone_of(profile))
    context = {
        "page": pages.reminders(flows.get_reminders(space), zone, clock.now(), which),
        "why": why,
        "typed": request.POST.get("address", "") if why else "",
        "kept": "kept" in request.GET and not why,
        "filed": filed,
    }
    return render(request, "journal/reminders.html", context, status=status)


def _closed(request: HttpRequest, space: Space) -> HttpResponse:
    """Show the address that is still stored, and let it be forgotten."""
    kept = flows.get_reminders(space)
    if not (kept.address or kept.asked):
        raise NotThere
    if request.method == "POST":
        if request.POST.get("go") != "stop":
            raise NotThere
        flows.stop_letters(space, now=clock.now())
        return see(reverse("accounts:you"))
    address = kept.address or (kept.asked.address if kept.asked else "")
    return render(request, "journal/reminders_closed.html", {"address": address})


def _change(request: HttpRequest, space: Space) -> str:
    """Do what was asked; or say why not."""
    go, now = request.POST.get("go", ""), clock.now()
    which = request.POST.getlist("which")
    try:
        if go == "address":
            address = forms.read_address(request.POST)
            flows.ask_address(space, address=address, now=now)
            from holdspace.journal import runner

            runner.post_due(now)
        elif go == "code":
            digits = "".join(request.POST.get("digits", "").split())
            flows.confirm_address(space, digits=digits, which=which, now=now)
        elif go == "which":
            flows.choose_letters(space, which=which, now=now)
        elif go == "stop":
            flows.stop_letters(space, now=now)
    except forms.NoAddress:
        return NO_ADDRESS
    except flows.TooManyCodes:
        return ENOUGH_CODES
    except flows.WrongDigits:
        return OTHER_DIGITS
    except flows.CodeEnded:
        return CODE_OVER
    return ""


@require_POST
def quiet(request: HttpRequest, reflection: UUID) -> HttpResponse:
    """No mail about this one, or mails after all."""
    space = space_of(request)
    wanted = request.POST.get("quiet", "yes") == "yes"
    flows.set_quiet(space, reflection=reflection, quiet=wanted)
    flows.plan_letters(space, reflection=reflection, now=clock.now())
    return see(reverse("journal:read", args=[reflection]))


# The token in the address is the whole of what is allowed here: one rating, once. It
# has to work in any browser, without a cookie, so there is nothing that a CSRF token
# could be tied to, and nothing of the browser that a page elsewhere could borrow:
# whoever is signed in makes no difference. A page elsewhere neither knows nor guesses
# the token; whoever knows it needs nobody's browser.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mail's link opens: it writes once and reads nothing.

    Opening it changes nothing, however often mail programs do.
    """
    now = clock.now()
    try:
        if request.method != "POST":
            flows.check_link(token, now=now)
            return _note()
        given = forms.given_in(request.POST)
        try:
            if flows.answer_link(token, given=given, now=now):
                return see(reverse("journal:noted"))
        except AnswersRefused as refusal:
            return _note(given, refusal.problems, why=DOES_NOT_FIT)
        except store.TooMuchWaiting:
            return _note(given, why=NO_ROOM)
        return _note(given, why=NOTHING_CHOSEN)
    except NotThere:
        return _still("journal/note_over.html", {}, 404)


@require_safe
def noted(request: HttpRequest) -> HttpResponse:
    """Say that it was kept; the same for everybody."""
    del request
    return _still("journal/noted.html", {}, 200)


def _note(
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Sequence[Problem] = (),
    *,
    why: str = "",
) -> HttpResponse:
    context: dict[str, object] = {"fields": rating(given, problems), "why": why}
    return _still("journal/note.html", context, 422 if why else 200)


def _still(template: str, context: dict[str, object], status: int) -> HttpResponse:
    # Drawn without the request: nothing here can reach for the session of whoever is
    # signed in in this browser, nor say anything about them.
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Referrer-Policy"] = NO_REFERRER
    return response
