"""HTTP in, HTTP out, for bringing a reflection, a pattern, a number, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from holdspace.accounts.unlocking import space_of
from holdspace.journal.views.parts import see
from holdspace.sharing import flows, forms, gathering, making, pages
from holdspace.sharing.brought import LONGEST_WORDS
from holdspace.sharing.sources import Source
from holdspace.sharing.views.onward import Subject, Way
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.forms import Asked

NO_ANSWER: Final = "All of it, or some answers? Nothing is chosen yet."
NO_WORDS: Final = "Nothing is written yet."
FULL: Final = (
    "This does not fit into the basket: it is full, or this is too long for it."
)


@require_http_methods(["GET", "POST"])
def reflection(request: HttpRequest, row: UUID) -> HttpResponse:
    """Bring a reflection: all of it, or the answers that are ticked."""
    space, asked = space_of(request), forms.read_asked(request.POST)
    page = gathering.read_page(space, row)
    subject = Subject(
        title=page.title,
        address=reverse("sharing:reflection", args=[row]),
        back=reverse("journal:read", args=[row]),
        sources=_of_reflection(row, asked),
        missing=NO_ANSWER,
        more={"kind": "reflection", "page": page, "parts": making.offers_of(page)},
    )
    return _go(request, space, asked, subject)


@require_http_methods(["GET", "POST"])
def pattern(request: HttpRequest) -> HttpResponse:
    """Bring a pattern; which one comes in the form's body, never in the address."""
    space, asked = space_of(request), forms.read_asked(request.POST)
    letter = reverse("patterns:letter")
    if request.method == "GET":
        # Opened from the history: nothing there says which one it was.
        return see(letter)
    try:
        found = gathering.pattern_id(space, asked.mark, now=clock.now())
    except gathering.ReadsDifferently:
        return render(request, "sharing/differently.html", status=409)
    subject = Subject(
        title="A pattern",
        address=reverse("sharing:pattern"),
        back=letter,
        sources=(Source(pattern=found),),
        more={"kind": "pattern"},
    )
    return _go(request, space, asked, subject)


@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the numbers of one measure; the address counts, and names none."""
    space, asked = space_of(request), forms.read_asked(request.POST)
    code = gathering.measure_code(space, number)
    subject = Subject(
        title="Numbers over time",
        address=reverse("sharing:measure", args=[number]),
        back=reverse("journal:measure", args=[number]),
        sources=(Source(measure=code),),
        more={"kind": "measure"},
    )
    return _go(request, space, asked, subject)


@takes_long_words
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Bring a sentence that is written for a therapist."""
    asked = forms.read_asked(request.POST)
    try:
        space = space_of(request)
    except Locked:
        if asked.words:
            context = {"texts": [asked.words], "gone": False, "why": ""}
            return render(request, "journal/returned.html", context, status=403)
        raise
    written = asked.words.strip()
    subject = Subject(
        title="Something of your own",
        address=reverse("sharing:words"),
        back=reverse("sharing:basket"),
        sources=(Source(words=asked.words),) if written else (),
        missing=NO_WORDS,
        too_long=_too_long(asked.words, LONGEST_WORDS),
        more={"kind": "words"},
    )
    return _go(request, space, asked, subject)


def _too_long(words: str, most: int) -> str:
    over = len(words) - most
    return f"Up to {most:,} characters fit here. This is {over:,} more than that."


def _of_reflection(row: UUID, asked: Asked) -> tuple[Source, ...]:
    if asked.part == forms.ALL:
        return (Source(row=row),)
    if asked.part == forms.SOME and asked.ticked:
        return (Source(row=row, marks=asked.ticked),)
    return ()


def _go(
    request: HttpRequest, space: Space, asked: Asked, subject: Subject
) -> HttpResponse:
    way = Way(request, space, asked, subject)
    if asked.go != forms.PUT:
        return way.go()
    if not subject.sources:
        return way.choose(pages.Problems(what=subject.missing), status=422)
    try:
        for one in subject.sources:
            flows.put_into_basket(space, one)
    except flows.NoRoom:
        what = FULL if all(one.fits for one in subject.sources) else subject.too_long
        return way.choose(pages.Problems(what=what), status=422)
    return see(f"{reverse('sharing:basket')}?put=1")
