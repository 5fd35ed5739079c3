"""The one table from a refusal to the page that tells it.

Refusals are raised anywhere, carry no words, and are told here, in one voice.
What is not in the table is a bug: it becomes an incident number and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from holdspace.core.vault import TooLong, Unreadable
from holdspace.web.headers import FileTooBig, FormTooBig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest


class NotThere(Exception):
    """It does not exist, or it is somebody else's: nobody can tell which."""


class SpaceDamaged(Unreadable):
    """The password is right, and what it opens is damaged: nothing can be opened."""


class Locked(Exception):
    """The page needs the person's key, and the space is locked."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a refusal is told: the status and the page."""

    status: int
    template: str


TOO_LONG: Final = Telling(413, "web/refused/too_long.html")
TABLE: Final[Mapping[type[Exception], Telling]] = {
    NotThere: Telling(404, "web/refused/not_there.html"),
    Http404: Telling(404, "web/refused/not_there.html"),
    # "Not yours" and "does not exist" look the same from outside.
    PermissionDenied: Telling(404, "web/refused/not_there.html"),
    SpaceDamaged: Telling(409, "web/refused/space_damaged.html"),
    Unreadable: Telling(409, "web/refused/unreadable.html"),
    TooLong: TOO_LONG,
    FormTooBig: Telling(413, "web/refused/form_too_big.html"),
    FileTooBig: Telling(413, "web/refused/file_too_big.html"),
    RequestDataTooBig: TOO_LONG,
    TooManyFieldsSent: TOO_LONG,
    TooManyFilesSent: TOO_LONG,
}
NOT_UNDERSTOOD: Final = Telling(400, "web/refused/not_understood.html")
STALE: Final = Telling(403, "web/refused/stale.html")
BROKEN: Final = Telling(500, "web/refused/broken.html")


class RefusalsMiddleware:
    """Turn what a view refused into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand around ``get_response``; put this last in MIDDLEWARE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Tell a refusal; leave a bug to Django, which asks for ``broken``."""
        if isinstance(exception, Locked):
            return ask_to_unlock(request)
        telling = telling_of(exception)
        return None if telling is None else tell(request, telling)


def ask_to_unlock(request: HttpRequest) -> HttpResponse:
    """Lead to the unlock page, and back to this page after it.

    Only the path of a page that was being read comes along: a locked form
    cannot be sent a second time by a redirect.
    """
    where = reverse("accounts:unlock")
    if request.method == "GET":
        where = f"{where}?{urlencode({'next': request.path})}"
    if is_autosave(request):
        return JsonResponse({"locked": True, "where": where}, status=423)
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response


def tell(
    request: HttpRequest, telling: Telling, more: Mapping[str, object] | None = None
) -> HttpResponse:
    """Answer with the page of a refusal.

    Pages of refusal are made without the request's context, so that they need
    neither the session nor the database.
    """
    if is_autosave(request):
        return JsonResponse({"kept": False}, status=telling.status)
    return HttpResponse(
        render_to_string(telling.template, dict(more or {})), status=telling.status
    )


def is_autosave(request: HttpRequest) -> bool:
    """Tell whether the page's own script is keeping a draft."""
    return request.headers.get("X-Autosave") == "1"


def telling_of(exception: Exception) -> Telling | None:
    """Look a refusal up in the table, by its kind or a kind it belongs to."""
    for kind in type(exception).__mro__:
        if issubclass(kind, Exception) and kind in TABLE:
            return TABLE[kind]
    return None
