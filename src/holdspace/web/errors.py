"""The pages for what Django itself refuses, and for what broke.

Named in the root URLs as ``handler400`` to ``handler500`` and in the setting
``CSRF_FAILURE_VIEW``.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from holdspace.web import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# Names of fields whose value is never shown again.
SECRET_FIELDS: Final = ("password", "csrf", "token", "code", "secret", "key", "seen")
LONGEST_TAP: Final = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that a request was not understood, or was too long (handler400)."""
    return refusals.tell(
        request, refusals.telling_of(exception) or refusals.NOT_UNDERSTOOD
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell "not yours" exactly as "not there" (handler403)."""
    return refusals.tell(
        request, refusals.telling_of(exception) or refusals.TABLE[refusals.NotThere]
    )


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that there is no such page (handler404)."""
    return refusals.tell(
        request, refusals.telling_of(exception) or refusals.TABLE[refusals.NotThere]
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Tell that something broke, by a number alone (handler500).

    Django logs the exception after this; ``holdspace.web.log`` writes the same
    number there, which is all that ties the page to the log.
    """
    incident = secrets.token_hex(4)
    request.incident = incident  # type: ignore[attr-defined]
    return refusals.tell(request, refusals.BROKEN, {"incident": incident})


def form_from_elsewhere(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give back what was typed when a form was too old to be taken.

    The words are shown to whoever sent them and are kept nowhere.
    """
    del reason
    return refusals.tell(request, refusals.STALE, _typed(request))


def _typed(request: HttpRequest) -> dict[str, object]:
    try:
        fields = list(request.POST.lists())
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the page comes
        return {}
    values = [
        value.strip()
        for name, values in fields
        if not any(secret in name.lower() for secret in SECRET_FIELDS)
        for value in values
        if value.strip()
    ]
    return {
        "words": [value for value in values if _is_text(value)],
        "taps": "\n".join(value for value in values if not _is_text(value)),
    }


def _is_text(value: str) -> bool:
    return len(value) > LONGEST_TAP or any(letter.isspace() for letter in value)
