"""HTTP in, HTTP out, for a year to look back on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.journal import drafting
from holdspace.journal.views.parts import zone_of
from holdspace.patterns.asking import read_year
from holdspace.patterns.years import CHOOSE, PDF, Asked
from holdspace.web import clock
from holdspace.web.headers import takes_long_words
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdspace.accounts.spaces import Space
    from holdspace.patterns.pages import YearPage

# The file's name says nothing: it is seen by whoever sees the folder it is put into.
FILE: Final = "year.pdf"


@takes_long_words
@require_http_methods(["GET", "POST"])
def year(request: HttpRequest) -> HttpResponse:
    """Choose what stands on a year's page, see it, and take it along as a PDF.

    All of it comes in the form's body and goes into the answer. None of it is stored.
    """
    asked = read_year(request.POST) if request.method == "POST" else Asked()
    try:
        space = space_of(request)
    except Locked:
        if request.method == "POST":
            context = {"asked": asked}
            return render(request, "patterns/year_locked.html", context, status=403)
        raise
    page = _look(space, asked)
    if asked.go == CHOOSE or page.changed or not asked.fits:
        return _choose(request, page)
    if page.sheet().is_empty:
        return _choose(request, page, is_empty=True)
    return _as_pdf(request, page) if asked.go == PDF else _see(request, page)


def _look(space: Space, asked: Asked) -> YearPage:
    # Not at start: it brings NumPy.
    from holdspace.patterns import flows, pages

    zone = drafting.zone_of(zone_of(accounts.get_profile(space)))
    now = clock.now().astimezone(zone)
    found = flows.look_at_year(space, span=asked.span, now=now)
    return pages.year(found, asked)


def _choose(
    request: HttpRequest, page: YearPage, *, is_empty: bool = False
) -> HttpResponse:
    # Another stretch of time has other things to choose from: that is no surprise.
    changed = page.changed and page.asked.go != CHOOSE
    context = {"page": page, "is_empty": is_empty, "changed": changed}
    refused = is_empty or changed or not page.asked.fits
    status = 422 if refused else 200
    return render(request, "patterns/year.html", context, status=status)


def _see(
    request: HttpRequest, page: YearPage, *, why: str = "", status: int = 200
) -> HttpResponse:
    context = {"page": page, "sheet": page.sheet(), "why": why}
    return render(request, "patterns/year_sheet.html", context, status=status)


def _as_pdf(request: HttpRequest, page: YearPage) -> HttpResponse:
    from holdspace.patterns import typesetting

    try:
        pdf = typesetting.set_as_pdf(page.sheet().plain())
    except typesetting.NoLetter:
        return _see(request, page, why="no-letter", status=422)
    except typesetting.NotSet:
        return _see(request, page, why="not-set", status=503)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
