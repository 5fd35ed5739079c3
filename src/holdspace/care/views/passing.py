"""HTTP in, HTTP out, for a therapist: letters with a client, and assigning a guide."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.accounts.views.parts import see
from holdspace.care import flows, passing_pages
from holdspace.care.passing_forms import AssignForm
from holdspace.care.views.parts import in_care, not_ahead, zone_in
from holdspace.sharing import flows as sharing
from holdspace.sharing import passing_pages as shared_pages
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space

TYPED: Final = ("words", "guide", "why", "smaller", "look_on")
NOTHING: Final = "Nothing is written yet."
TOO_LONG: Final = (
    f"A letter holds up to {sharing.LONGEST_LETTER} characters. Nothing was sent, and "
    "what you wrote is still here."
)
FULL: Final = (
    "There are so many letters and suggestions between you two that one more finds no "
    "room. Taking an older one back makes some."
)
NOT_COMPARED: Final = (
    "Nothing was sent, as the phrase was not compared yet: nobody can say who would "
    "read it. What you wrote is still here."
)
KEY_CHANGED: Final = (
    "Nothing was sent. You have a new key, and your client has not taken it yet; their "
    "page asks them to. What you wrote is still here."
)
STALE: Final = (
    "Nothing was assigned, as your reading promise is not confirmed: its answers might "
    "come back to nobody. What you wrote is still here."
)


def _hands_back[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give what was typed back where the space has locked itself meanwhile."""

    @wraps(view)
    def handed(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Locked:
            # Nothing is read or kept here: the answer holds what was just sent.
            person = request.user.pk if request.user.is_authenticated else None
            if request.method != "POST" or not person:
                raise
            if not accounts.is_therapist(person):
                raise
            typed = [
                (name, request.POST[name]) for name in TYPED if name in request.POST
            ]
            context = {"typed": typed}
            return render(request, "care/passing_locked.html", context, status=423)

    return handed


@takes_long_words
@require_http_methods(["GET", "HEAD", "POST"])
@_hands_back
@not_ahead
@in_care
def letters(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Read the letters of one client, and write one."""
    space, words = space_of(request), request.POST.get("words", "")
    if request.method != "POST":
        return _letters(request, space, bond)
    problem = ""
    try:
        sharing.send_letter(space, bond=bond, words=words, now=clock.now())
    except sharing.WordsDoNotFit:
        problem = TOO_LONG if words.strip() else NOTHING
    except (sharing.KeyChanged, sharing.NotCompared, sharing.Full) as refusal:
        problem = _told(refusal)
    if problem:
        return _letters(request, space, bond, words=words, problem=problem)
    return see(f"{reverse('care:letters', args=[bond])}?sent=1")


@require_POST
@in_care
def take_back(request: HttpRequest, bond: UUID, letter: UUID) -> HttpResponse:
    """Take a letter of one's own back."""
    sharing.take_letter_back(space_of(request), bond=bond, letter=letter)
    return see(f"{reverse('care:letters', args=[bond])}?back=1")


@require_http_methods(["GET", "HEAD", "POST"])
@_hands_back
@in_care
def assign(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Hand a guide or a measure to one client, and show what was handed to them."""
    space = space_of(request)
    client = flows.get_client(space, bond=bond)
    today = clock.now().astimezone(zone_in(space)).date()
    form = AssignForm(shared_pages.handed_out(), request.POST or None, today=today)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            sharing.assign(space, bond=bond, now=clock.now(), **form.cleaned_data)
            return see(f"{reverse('care:assign', args=[bond])}?given=1")
        except (
            sharing.PromiseStale,
            sharing.KeyChanged,
            sharing.NotCompared,
            sharing.Full,
        ) as refusal:
            problem = _told(refusal)
    context = {
        "bond": bond,
        "client": client,
        "form": form,
        "problem": problem,
        "given": "given" in request.GET,
        "assigned": passing_pages.assigned(
            sharing.list_assigned(space, bond=bond),
            name=client.name,
            now=clock.now(),
            zone=zone_in(space),
        ),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "care/passing_assign.html", context, status=status)


@require_POST
@in_care
def withdraw_task(request: HttpRequest, bond: UUID, task: UUID) -> HttpResponse:
    """Take back what was assigned."""
    sharing.withdraw(space_of(request), bond=bond, task=task)
    return see(reverse("care:assign", args=[bond]))


def _letters(
    request: HttpRequest,
    space: Space,
    bond: UUID,
    *,
    words: str = "",
    problem: str = "",
) -> HttpResponse:
    client = flows.get_client(space, bond=bond)
    found = sharing.list_letters(space, bond=bond)
    theirs = [one.sent_at for one in found if one.is_new]
    if theirs:
        sharing.have_read(space, bond=bond, until=max(theirs))
    context = {
        "bond": bond,
        "client": client,
        "letters": shared_pages.letters(found, name=client.name, zone=zone_in(space)),
        "words": words,
        "problem": problem,
        "longest": sharing.LONGEST_LETTER,
        "sent": "sent" in request.GET,
        "back": "back" in request.GET,
    }
    status = 422 if problem else 200
    return render(request, "care/passing_letters.html", context, status=status)


def _told(refusal: Exception) -> str:
    told = {
        sharing.KeyChanged: KEY_CHANGED,
        sharing.NotCompared: NOT_COMPARED,
        sharing.PromiseStale: STALE,
        sharing.Full: FULL,
    }
    return told[type(refusal)]
