"""Signed in by password, not yet by the second step: what a browser holds meanwhile.

Three things have to come together: the session, sealed under its cookie, which names
the row; the row with one half of the key; a second cookie with the other half. They
end after ten minutes, with the last of many wrong codes, and when somebody leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse

from holdspace.accounts import flows
from holdspace.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.flows import Proof
    from holdspace.accounts.models import Person
    from holdspace.core.vault import Opened

_STATE = "halfway"
_BY_CODE = "came_by_recovery_code"


class SecondStepStage(LoginStage):  # type: ignore[misc]
    """Stop everybody who signs in and has a second step, whatever page let them in.

    The recovery code passes: it is for those who have lost what the step needs.
    """

    key = "second_step"
    urlname = "accounts:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the second step, or let pass."""
        person = self.login.user
        if person is None or getattr(self.request, _BY_CODE, False):
            return None, True
        if not flows.has_second_step(person.pk):
            return None, True
        response = HttpResponseRedirect(reverse(self.urlname))
        response.status_code = 303
        return response, True


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who has typed their password, for the length of one request."""

    person: Person
    row: UUID
    opened: Opened = field(repr=False)
    stage: Any = field(repr=False)


def let_pass(request: HttpRequest) -> None:
    """Ask for no second step in this request: the recovery code was right."""
    setattr(request, _BY_CODE, True)


def begin(
    request: HttpRequest, *, person: Person, opened: Opened, where: str
) -> HttpResponse:
    """Put the key away in halves, and lead to the second step."""
    end(request)
    # Whoever was signed in here is so no longer, and what waits gets a fresh session.
    logout(request)
    response = cast(
        "HttpResponse", perform_login(request, person, redirect_url=where or None)
    )
    now = clock.now()
    row, cookie = flows.begin_halfway(person=person.id, opened=opened, now=now)
    ends = (now + flows.LASTS).timestamp()
    request.session[_STATE] = {"row": row.hex, "ends": ends}
    response.set_cookie(
        settings.HALFWAY_COOKIE_NAME,
        cookie,
        max_age=int(flows.LASTS.total_seconds()),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


def pending(request: HttpRequest) -> Pending | None:
    """Who waits for their second step in this browser, if all the pieces are there.

    Raises:
        SpaceDamaged: Somebody does, and their stored keys are damaged.
    """
    cookie = request.COOKIES.get(settings.HALFWAY_COOKIE_NAME, "")
    if not cookie or request.user.is_authenticated:
        return None
    state = request.session.get(_STATE)
    stage = LoginStageController.enter(request, SecondStepStage.key)
    now = clock.now()
    if state is None or stage is None or state["ends"] <= now.timestamp():
        return None
    person, row = stage.login.user, UUID(hex=state["row"])
    if person is None:
        return None
    opened = flows.open_halfway(person=person.id, row=row, cookie=cookie, now=now)
    return None if opened is None else Pending(person, row, opened, stage)


def finish(request: HttpRequest, waiting: Pending, proof: Proof) -> HttpResponse:
    """Sign in whoever has taken the second step; unlocking comes after.

    Raises:
        WrongStep: The step was taken by somebody else than who waits here.
    """
    if proof.person != waiting.person.id:
        raise flows.WrongStep
    end(request)
    response = cast("HttpResponse", waiting.stage.exit())
    response.delete_cookie(settings.HALFWAY_COOKIE_NAME, samesite="Strict")
    return response


def end(request: HttpRequest, response: HttpResponse | None = None) -> None:
    """End what waits in this browser, on the server and at once."""
    if settings.HALFWAY_COOKIE_NAME not in request.COOKIES:
        return
    state = request.session.pop(_STATE, None)
    if state is not None:
        flows.end_halfway(UUID(hex=state["row"]))
    if response is not None:
        response.delete_cookie(settings.HALFWAY_COOKIE_NAME, samesite="Strict")
