"""What several views of the journal need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from holdspace.accounts import flows as accounts
from holdspace.accounts.names import is_zone

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.accounts.flows import Profile
    from holdspace.accounts.spaces import Space
    from holdspace.journal.forms import WriteForm

FEELINGS = "feelings"


def zone_of(profile: Profile) -> str:
    """The name of the time zone a person writes in."""
    return profile.zone or settings.TIME_ZONE


def zone_given(request: HttpRequest, space: Space) -> str:
    """The zone that the browser told, or the person's own."""
    given = request.POST.get("zone", "")
    return given if is_zone(given) else zone_of(accounts.get_profile(space))


def by_question(words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A person's lists of words, under the questions that they belong to."""
    # One vocabulary of feelings, wherever feelings are asked for.
    feelings = words.get(FEELINGS, ())
    return {**words, "feelings-after": feelings}


def to_screen(draft: UUID, number: int) -> HttpResponse:
    """Lead to a screen of a draft."""
    return see(reverse("journal:write", args=[draft, number]))


def see(where: str) -> HttpResponse:
    """Lead to another page, with a plain request for it."""
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response


def returned(
    request: HttpRequest, form: WriteForm, status: int, why: str = ""
) -> HttpResponse:
    """Nowhere to keep it: what was typed comes back whole, to be copied."""
    if form.autosave:
        return JsonResponse({"kept": False}, status=status)
    # The day and the time were filled in by the page, and are no words of theirs.
    typed = (v for n, v in form.given.items() if not n.endswith((".date", ".time")))
    texts = [value for values in typed for value in values if value]
    context = {"texts": texts, "gone": status == 404, "why": why}
    return render(request, "journal/returned.html", context, status=status)
