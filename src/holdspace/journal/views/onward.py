"""Where each button of a writing page leads, once what was typed is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from holdspace.journal import flows
from holdspace.journal.views.parts import see, to_screen
from holdspace.library.walking import next_screen, opened_unseen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from holdspace.accounts.spaces import Space
    from holdspace.journal.forms import WriteForm
    from holdspace.journal.tokens import Pass

# One row of a repeating group more, or one less.
_ROWS: Final = re.compile(r"(?:more|drop)-(\d{1,4})(?::.*)?", re.DOTALL)
# Buttons after which a question that an answer brought up would not be seen.
_PAST: Final = frozenset({"next", "end", "keep"})
_STEPS: Final = {"next": 1, "skip": 1, "back": -1}


def leads_back(
    space: Space, token: Pass, form: WriteForm, zone: str
) -> HttpResponse | None:
    """Show the page again, if an answer on it has just brought up something unseen.

    It happens once: what the page then shows is not unseen any more.
    """
    if form.go not in _PAST or not form.unseen:
        return None
    opened = flows.open_draft(space, draft=token.draft, zone=zone)
    place = opened_unseen(opened.guide, opened.answers, form.unseen)
    if not place:
        return None
    # No name of a question is ever put into an address; its place on the page is.
    where = to_screen(token.draft, token.screen + 1).headers["Location"]
    return see(f"{where}?brought={place}#at-{place}")


def leads_on(space: Space, token: Pass, go: str, zone: str) -> HttpResponse:
    """Go where a button says, past the screens on which nothing is asked."""
    step = _STEPS.get(go, 0)
    if not step:
        return leads(token, go)
    opened = flows.open_draft(space, draft=token.draft, zone=zone)
    at = next_screen(opened.guide, opened.answers, token.screen, step)
    return to_screen(token.draft, at + 1)


def leads(token: Pass, go: str) -> HttpResponse:
    """Go where a button says, when nothing can be read."""
    number = token.screen + 1
    rows = _ROWS.fullmatch(go)
    if rows:
        where = to_screen(token.draft, number).headers["Location"]
        more = f"?more={rows[1]}" if go.startswith("more") else ""
        return see(f"{where}{more}#row-{rows[1]}")
    if go == "pause":
        return see(f"{reverse('journal:today')}?paused=1")
    if go == "sit":
        return see(reverse("journal:still", args=[token.draft, number]))
    if go == "back":
        return to_screen(token.draft, max(1, number - 1))
    if go in ("end", "keep"):
        return see(reverse("journal:end", args=[token.draft]))
    return to_screen(token.draft, number + 1)
