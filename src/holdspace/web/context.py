"""What every page is told about the person in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django.http import HttpRequest


def everywhere(request: HttpRequest) -> dict[str, object]:
    """Tell a page whether somebody is signed in, when it locks itself, if it is a demo.

    ``request.space`` comes from the room `accounts` and is true while the
    space is open; a page without it is a visitor's.
    """
    unlocked = bool(getattr(request, "space", None))
    return {
        "signed_in": is_signed_in(request),
        "unlocked": unlocked,
        "idle_minutes": _idle_minutes(request) if unlocked else None,
        "lock_url": _lock_url() if unlocked else "",
        "demo": settings.DEMO,
        "mail": settings.MAIL,
    }


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in, with their space open or locked."""
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated)


def _idle_minutes(request: HttpRequest) -> int:
    # Told by the account, and the same rule as on the server.
    is_therapist = getattr(request.user, "is_therapist", False)
    return int(
        settings.THERAPIST_IDLE_MINUTES if is_therapist else settings.IDLE_MINUTES
    )


def _lock_url() -> str:
    try:
        return reverse("accounts:locked")
    except NoReverseMatch:
        return ""
