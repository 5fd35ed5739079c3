"""HTTP in, HTTP out, for the search page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from holdspace.accounts import flows as accounts
from holdspace.accounts.unlocking import space_of
from holdspace.journal import drafting, flows, forms, pages, searching
from holdspace.journal.searching import Asked
from holdspace.journal.views.parts import by_question, see, zone_of
from holdspace.web.refusals import Locked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Look for words and for what was chosen.

    What is looked for comes in the body only: an address would stay in the browser's
    history. It goes into the answer and nowhere else.
    """
    try:
        space = space_of(request)
    except Locked:
        if request.method == "POST":
            where = urlencode({"next": reverse("journal:search")})
            return see(f"{reverse('accounts:unlock')}?{where}")
        raise
    profile = accounts.get_profile(space)
    zone = zone_of(profile)
    offered = searching.offered(by_question(profile.words_added))
    posted = request.method == "POST"
    asked = forms.read_search(request.POST, offered) if posted else Asked()
    query = asked.query()
    finds = flows.find(space, query, zone=zone, start=asked.start) if query else None
    months = finds.found.months if finds else flows.list_months(space, zone=zone)
    page = pages.search(
        asked,
        finds,
        offered=offered,
        months=months,
        zone=drafting.zone_of(zone),
    )
    return render(request, "journal/search.html", {"page": page})
