"""Pages for everybody. They know nobody: no session, nobody's table, no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from holdspace.library import breathing, evidence_pages, guide_pages, pages, shelf
from holdspace.library.evidence import NoSuchNote, note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdspace.core.guides import Guide


@require_safe
def try_(request: HttpRequest) -> HttpResponse:
    """Show a whole guide on one page that sends nothing and keeps nothing."""
    page = pages.try_page(shelf.guide(shelf.AFTER_TEARS))
    return render(request, "library/try.html", {"page": page})


@require_safe
def settle(request: HttpRequest) -> HttpResponse:
    """Show a still page with three quiet things, none of them timed."""
    return render(request, "library/settle.html")


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List the guides that anybody may begin, in their places."""
    places = guide_pages.list_page(shelf.open_guides().values())
    return render(request, "library/guides.html", {"places": places})


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what a guide is for, how long it takes and where it comes from."""
    named = shelf.our_open_guides().get(code)
    if named is not None:
        # Its name is well known and can be typed; it does not stay in the history.
        return redirect("library:guide", shelf.code_of(named))
    page = guide_pages.guide_page(*_open_guide(code))
    return render(request, "library/guide.html", {"page": page})


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show a guide whole and empty, to be read, tried or printed."""
    _, found = _open_guide(code)
    page = pages.try_page(found)
    return render(request, "library/try.html", {"page": page})


@require_safe
def breathe(
    request: HttpRequest, pace: str = "", minutes: int = breathing.DEFAULT[1]
) -> HttpResponse:
    """Show a drawing to breathe with; it stands still until a pace is chosen."""
    page = breathing.breath_page(pace or breathing.DEFAULT[0], minutes)
    if page is None:
        raise Http404
    grounding = shelf.code_of(shelf.guide(shelf.GROUNDING))
    context = {"page": page, "moves": bool(pace), "grounding": grounding}
    return render(request, "library/breathe.html", context)


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """List what research says, by what it is about."""
    page = evidence_pages.list_page()
    return render(request, "library/evidence.html", {"page": page})


@require_safe
def evidence_note(request: HttpRequest, code: str) -> HttpResponse:
    """Show one evidence note with what it rests on."""
    page = evidence_pages.note_page(code)
    if page is None:
        return _by_its_name(code)
    return render(request, "library/evidence_page.html", {"page": page})


def _by_its_name(slug: str) -> HttpResponse:
    # A name can be typed, or come from a document; it does not stay in the history.
    try:
        return redirect("library:evidence_note", note(slug).code)
    except NoSuchNote:
        raise Http404 from None


def _open_guide(code: str) -> tuple[str, Guide]:
    # A guide that is assigned, or a therapist's own, is not there for everybody.
    for listed in (shelf.our_open_guides, shelf.open_guides):
        for name, found in listed().items():
            if shelf.code_of(found) == code:
                return name, found
    raise Http404
