"""HTTP in, HTTP out, for a client: letters, what is suggested, and its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from holdspace.accounts.unlocking import space_of
from holdspace.journal.views.parts import see
from holdspace.sharing import answering, flows, forms, pages, passing_pages
from holdspace.sharing.views.parts import find_bond, therapists_of, zone_here
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.phrases import mentions_danger
from holdspace.web.refusals import Locked, NotThere
from holdspace.web.views import here

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.passing_pages import SuggestedPage

NOTHING: Final = "Nothing is written yet."
TOO_LONG: Final = (
    f"A letter holds up to {flows.LONGEST_LETTER} characters. Nothing was sent, and "
    "what you wrote is still here."
)
FULL: Final = (
    "There are so many letters and suggestions between you two that one more finds no "
    "room. Taking an older letter back makes some."
)
NOBODY: Final = (
    "Nothing was sent: they are no therapist here any more, so nobody would read it. "
    "What you wrote is still here."
)
NOT_NOW: Final = (
    "Nothing was sent: the reason stands above. What you wrote is still here."
)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the therapists whom somebody can write to."""
    space = space_of(request)
    context = {
        "therapists": therapists_of(space, zone_here(space)),
        "new": flows.look_at_all_parcels(space)[1],
    }
    return render(request, "sharing/passing_letters.html", context)


@takes_long_words
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, bond: UUID) -> HttpResponse:
    """Read the letters of one therapist, and write one."""
    words = request.POST.get("words", "")
    try:
        return _letter(request, space_of(request), bond, words)
    except Locked:
        if words:
            return _handed_back(request, words, status=403)
        raise
    except NotThere:
        if words:
            return _handed_back(request, words, status=404)
        raise


@require_POST
def take_letter_back(request: HttpRequest, bond: UUID, letter: UUID) -> HttpResponse:
    """Take a letter of one's own back."""
    space = space_of(request)
    find_bond(space, bond)
    flows.take_letter_back(space, bond=bond, letter=letter)
    return see(f"{reverse('sharing:letter', args=[bond])}?back=1")


@require_safe
def list_suggested(request: HttpRequest) -> HttpResponse:
    """Show everything that was suggested to somebody, also what they put aside."""
    space = space_of(request)
    every = _suggested(space)
    context = {
        "ahead": [one for one in every if one.is_ahead],
        "rest": [one for one in every if not one.is_ahead],
        "standing": [one for one in every if one.stands],
    }
    return render(request, "sharing/passing_suggested.html", context)


@require_POST
def suggested(request: HttpRequest, bond: UUID, task: UUID) -> HttpResponse:
    """Put something aside or take it up; let answers go on their own, or no more."""
    space, go = space_of(request), request.POST.get("go", "")
    if go in ("stand", "end"):
        flows.let_stand(space, bond=bond, task=task, stands=go == "stand")
    else:
        flows.put_aside(space, bond=bond, task=task, aside=go == "aside")
    row = forms.read_row(request.POST)
    if row is not None:
        return see(reverse("sharing:answered", args=[row]))
    return see(reverse("sharing:suggested"))


@require_safe
def answered(request: HttpRequest, row: UUID) -> HttpResponse:
    """Ask whether answers go to whoever suggested the guide; nothing goes by itself."""
    space = space_of(request)
    found = answering.look_at(space, row, flows.list_all_assigned(space))
    if not found.tasks:
        return see(reverse("journal:read", args=[row]))
    therapists = {one.bond: one for one in therapists_of(space, zone_here(space))}
    asked = [
        {
            "task": one,
            "therapist": therapists[one.bond],
            "copy": answering.copy_of(space, row, one.bond),
        }
        for one in found.tasks
        if one.bond in therapists
    ]
    context = {
        "row": row,
        "asked": asked,
        "shared": any(one["copy"] for one in asked),
        "asks_kindly": found.asks_kindly,
        "quiet_help": found.mentions_danger,
        "here": here(request),
    }
    return render(request, "sharing/passing_answered.html", context)


def _letter(request: HttpRequest, space: Space, bond: UUID, words: str) -> HttpResponse:
    # A therapist has pages of their own; the flow alone would take it from either side.
    find_bond(space, bond)
    if request.method != "POST":
        return _letters(request, space, bond)
    problem = ""
    try:
        flows.send_letter(space, bond=bond, words=words, now=clock.now())
    except flows.WordsDoNotFit:
        problem = TOO_LONG if words.strip() else NOTHING
    except (flows.PromiseStale, flows.KeyChanged, flows.NotCompared):
        problem = NOT_NOW
    except flows.Full:
        problem = FULL
    except NotThere:
        problem = NOBODY
    if problem:
        return _letters(request, space, bond, words=words, problem=problem)
    return see(f"{reverse('sharing:letter', args=[bond])}?sent=1")


def _handed_back(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    context = {"texts": [words], "gone": status == 404, "why": ""}
    return render(request, "journal/returned.html", context, status=status)


def _letters(
    request: HttpRequest,
    space: Space,
    bond: UUID,
    *,
    words: str = "",
    problem: str = "",
) -> HttpResponse:
    zone, now = zone_here(space), clock.now()
    page = pages.therapist(find_bond(space, bond), now=now, zone=zone)
    found = flows.list_letters(space, bond=bond)
    theirs = [one.sent_at for one in found if one.is_new]
    if theirs:
        flows.have_read(space, bond=bond, until=max(theirs))
    mine = [words, *(one.words for one in found if one.mine)]
    context = {
        "page": page,
        "letters": passing_pages.letters(found, name=page.name, zone=zone),
        "words": words,
        "problem": problem,
        "longest": flows.LONGEST_LETTER,
        "sent": "sent" in request.GET,
        "back": "back" in request.GET,
        "quiet_help": mentions_danger(mine),
        "here": here(request),
    }
    status = 422 if problem else 200
    return render(request, "sharing/passing_letter.html", context, status=status)


def _suggested(space: Space) -> tuple[SuggestedPage, ...]:
    now, zone = clock.now(), zone_here(space)
    names: Mapping[UUID, str] = {
        one.bond: one.name for one in therapists_of(space, zone)
    }
    return tuple(
        passing_pages.suggested(one, name=names.get(one.bond, ""), now=now, zone=zone)
        for one in flows.list_all_assigned(space)
    )
