"""Who is there and whether their space is open: the bridge from a request to both."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import BaseBackend
from django.db import DatabaseError
from django.dispatch import receiver
from django.utils.functional import SimpleLazyObject

from holdspace.accounts import flows, halfway, store
from holdspace.accounts.agents import browser_of
from holdspace.core import vault
from holdspace.web import clock
from holdspace.web.leaving import LEAVING
from holdspace.web.refusals import Locked, SpaceDamaged

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.models import Person
    from holdspace.accounts.spaces import Space
    from holdspace.core.vault import Opened


_BROWSER = "browser"
"""Where a session remembers what this browser is listed as, sealed like the rest."""


class PasswordBackend(BaseBackend):
    """Check a password by deriving the key from it, once, and keep both answers."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> Person | None:
        """Find whom name and password belong to, with their keys in hand.

        The keys travel on the person object to the view that unlocks, and end
        with the request.

        Raises:
            SpaceDamaged: The password is right and the stored key is damaged.
        """
        if username is None or password is None:
            return None
        try:
            person, opened = flows.open_with_password(
                sign_in=username, password=password, cost=settings.PASSWORD_COST
            )
        except vault.WrongPassword:
            return None
        found = store.get_person(person)
        if found is not None:
            found.opened = opened  # type: ignore[attr-defined]
        return found

    def get_user(self, user_id: UUID) -> Person | None:
        """Find the person of a session."""
        return store.get_person(user_id)


class UnlockingMiddleware:
    """Give each request ``space``: the open space, or something false."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look only when a page asks, so that Help needs no database."""
        request.space_damaged = False  # type: ignore[attr-defined]
        look = cache(lambda: _look(request))
        request.look_for_space = look  # type: ignore[attr-defined]
        request.space = SimpleLazyObject(look)  # type: ignore[attr-defined]
        request.may_join = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: flows.may_join(settings.SIGNUP)
        )
        return self.get_response(request)


def space_of(request: HttpRequest) -> Space:
    """The open space of this request.

    Raises:
        Locked: It is locked, or nobody is signed in.
        SpaceDamaged: It is unlocked, and the stored keys are damaged.
    """
    if not request.space:  # type: ignore[attr-defined]
        raise SpaceDamaged if request.space_damaged else Locked  # type: ignore[attr-defined]
    # The space itself: what stands for it until a page asks takes a detour at each
    # attribute, and an index has many pages.
    return cast("Space", request.look_for_space())  # type: ignore[attr-defined]


def opened_by(person: object) -> Opened:
    """The keys that signing in left on the person object."""
    return cast("Opened", person.opened)  # type: ignore[attr-defined]


def unlock(
    request: HttpRequest, response: HttpResponse, *, person: UUID, opened: Opened
) -> Space:
    """Unlock a space in this browser: a row here, a cookie there."""
    end(request)
    idle = _idle(is_therapist=flows.is_therapist(person))
    space, cookie = flows.unlock(
        person=person, opened=opened, now=clock.now(), idle=idle
    )
    response.set_cookie(
        settings.UNLOCKED_COOKIE_NAME,
        cookie,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    _settle_in(request, space)
    return space


def stay(request: HttpRequest, found: Person) -> None:
    """Keep this browser in when typing the password raised the cost it is kept at.

    The session is bound to what is stored of the password, and goes on under another
    id when that has changed. The browser is listed again under it, or nobody could
    end it from elsewhere.
    """
    if found.password == cast("Person", request.user).password:
        return
    update_session_auth_hash(request, found)
    space = cast("Space | None", request.space)  # type: ignore[attr-defined]
    if space:
        _settle_in(request, space)


def session_of(request: HttpRequest) -> str:
    """The id of this browser's session row."""
    return vault.token_id(request.session.session_key or "")


def _settle_in(request: HttpRequest, space: Space) -> None:
    known = request.session.get(_BROWSER)
    if known is None:
        known = request.session[_BROWSER] = uuid4().hex
    # What is damaged is told by the pages about it. It never keeps anybody out.
    with suppress(vault.Unreadable, Locked):
        flows.settle_in(
            space,
            session=session_of(request),
            browser=UUID(hex=known),
            agent=browser_of(request.headers.get("User-Agent", "")),
            now=clock.now(),
        )


def lock(request: HttpRequest, response: HttpResponse) -> None:
    """Lock the space in this browser, if it is open."""
    response.delete_cookie(settings.UNLOCKED_COOKIE_NAME, samesite="Strict")
    end(request)


@receiver(LEAVING)
def leave(request: HttpRequest, response: HttpResponse, **_: object) -> None:
    """Lock the space and end the session of somebody who leaves quickly."""
    lock(request, response)
    halfway.end(request, response)
    request.session.flush()


def end(request: HttpRequest) -> None:
    """End what is open in this browser, whoever it belongs to."""
    cookie = request.COOKIES.get(settings.UNLOCKED_COOKIE_NAME, "")
    if cookie and request.user.is_authenticated:
        flows.lock_space(person=request.user.pk, cookie=cookie)
    request.space = None  # type: ignore[attr-defined]


def _look(request: HttpRequest) -> Space | None:
    cookie = request.COOKIES.get(settings.UNLOCKED_COOKIE_NAME, "")
    if not cookie:
        return None
    try:
        if not request.user.is_authenticated:
            return None
        return flows.get_space(
            person=request.user.pk,
            cookie=cookie,
            now=clock.now(),
            idle=_idle(is_therapist=request.user.is_therapist),
        )
    except SpaceDamaged:
        # Told by the pages that need the space; the others are drawn without it.
        request.space_damaged = True  # type: ignore[attr-defined]
        return None
    except DatabaseError:
        # Help and the page that says "something broke" must still be drawn.
        return None


def _idle(*, is_therapist: bool) -> timedelta:
    # What stands on a therapist's screen is other people's.
    minutes = settings.THERAPIST_IDLE_MINUTES if is_therapist else settings.IDLE_MINUTES
    return timedelta(minutes=minutes)
