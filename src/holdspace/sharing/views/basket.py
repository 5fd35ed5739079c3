"""HTTP in, HTTP out, for the basket: looked into, shared at once, put on paper."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.unlocking import space_of
from holdspace.core.vault import Unreadable
from holdspace.journal.views.parts import see
from holdspace.sharing import flows, forms, gathering, paper
from holdspace.sharing.views.onward import Subject, Way
from holdspace.web import clock
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.brought import Brought
    from holdspace.sharing.sources import Source

# The file's name says nothing: it is seen by whoever sees the folder it is put into.
FILE: Final = "page.pdf"
EMPTY: Final = "Nothing that waits here can be brought just now."


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing in the basket: what it is now, or nothing if it is no more."""

    mark: str
    source: Source
    brought: Brought | None


@require_http_methods(["GET", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    """What waits to be brought, and the way to share all of it at once."""
    space, asked = space_of(request), forms.read_asked(request.POST)
    waiting = _waiting(space)
    here = tuple(one for one in waiting if one.brought is not None)
    subject = Subject(
        title="Bring to the session",
        address=reverse("sharing:basket"),
        back=reverse("journal:today"),
        sources=tuple(one.source for one in here),
        missing=EMPTY,
        more={"kind": "basket", "waiting": waiting, "any": bool(here)},
        after=lambda: flows.take_out_of_basket(space, [one.mark for one in here]),
    )
    return Way(request, space, asked, subject).go()


@require_POST
def put_out(request: HttpRequest) -> HttpResponse:
    """Let one thing wait no longer."""
    mark = forms.read_asked(request.POST).mark
    flows.take_out_of_basket(space_of(request), [mark])
    return see(reverse("sharing:basket"))


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """All that waits on one page, to be printed or taken along as a PDF."""
    space = space_of(request)
    waiting = (one.brought for one in _waiting(space))
    articles = tuple(one for one in waiting if one is not None)
    if not articles:
        return see(reverse("sharing:basket"))
    if forms.read_asked(request.POST).go != forms.PDF:
        return _sheet(request, articles)
    try:
        pdf = paper.set_as_pdf(articles)
    except paper.NoLetter:
        return _sheet(request, articles, why="no-letter", status=422)
    except paper.NotSet:
        return _sheet(request, articles, why="not-set", status=503)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _sheet(
    request: HttpRequest,
    articles: tuple[Brought, ...],
    *,
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"articles": articles, "why": why}
    return render(request, "sharing/sheet.html", context, status=status)


def _waiting(space: Space) -> tuple[Waiting, ...]:
    now = clock.now()
    found = []
    for source in flows.look_into_basket(space):
        brought = None
        # Deleted, changed or damaged meanwhile: it stays in sight, to be taken out.
        with suppress(NotThere, Unreadable, gathering.ReadsDifferently):
            brought = gathering.gather(space, source, now=now).brought
        found.append(Waiting(source.mark, source, brought))
    return tuple(found)
