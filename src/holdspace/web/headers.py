"""What every answer says about itself to the browser."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.csp import CSP as FROM

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# For Django's SECURE_CSP setting. No inline script or style, nothing from
# another host, no frame around us and no form that posts elsewhere.
CSP: dict[str, list[str]] = {
    "default-src": [FROM.NONE],
    "script-src": [FROM.SELF],
    "style-src": [FROM.SELF],
    "img-src": [FROM.SELF],
    "font-src": [FROM.SELF],
    "connect-src": [FROM.SELF],
    "worker-src": [FROM.SELF],
    "manifest-src": [FROM.SELF],
    "form-action": [FROM.SELF],
    "frame-ancestors": [FROM.NONE],
    "base-uri": [FROM.NONE],
}

# A page takes this much, unless its view is marked with ``takes_long_words``.
MOST_BYTES = 64 * 1024
TAKES_LONG = "takes_long_words"
# A page that takes a file takes one of up to this size.
MOST_FILE_BYTES = 512 * 1024 * 1024
TAKES_FILE = "takes_a_file"
# A page that takes a form takes one of up to 5 MB, and the little around it.
MOST_FORM_BYTES = 5_100_000
TAKES_FORM = "takes_a_form"

# Pages that hold nothing of anybody and must be there without a network.
KEPT_PAGES = frozenset(
    {
        "web:help",
        "web:help_country",
        "web:help_print",
        "web:show",
        "web:offline",
        "web:service_worker",
    }
)

# For a page whose address alone allows something: it is told to nobody.
NO_REFERRER = "no-referrer"

ALWAYS: dict[str, str] = {
    # Nothing to other hosts. Stricter ("no-referrer") would make browsers send
    # "Origin: null" with our own forms, which then cannot be told from foreign ones.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "serial",
            "usb",
        )
    ),
}


def takes_long_words[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view to which a person may send as much as the settings allow."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs)

    setattr(marked, TAKES_LONG, True)
    return marked


def takes_a_file[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view to which a person may send a file."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs)

    setattr(marked, TAKES_FILE, True)
    return marked


def takes_a_form[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view to which a keeper may send a form as a file: a small one."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(*args, **kwargs)

    setattr(marked, TAKES_FILE, True)
    setattr(marked, TAKES_FORM, True)
    return marked


class FileTooBig(RequestDataTooBig):
    """A file is larger than any that is taken."""


class FormTooBig(FileTooBig):
    """A form is larger than any that is read."""


class SizeMiddleware:
    """Refuse a long body for every page that has no use for one.

    It is refused before a byte of it is read, so that nobody without an
    account can fill the server's memory through the sign-in form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand around ``get_response``; put this before the CSRF middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> None:
        """Let it pass, or refuse it.

        Raises:
            RequestDataTooBig: It is too long; ``web.errors`` tells it as 413.
            FileTooBig: So is a file.
            FormTooBig: So is a form.
        """
        del args, kwargs
        if getattr(view, TAKES_FORM, False) and _length(request) > MOST_FORM_BYTES:
            raise FormTooBig
        if getattr(view, TAKES_FILE, False):
            if _length(request) > MOST_FILE_BYTES:
                raise FileTooBig
            return
        if _length(request) > MOST_BYTES and not getattr(view, TAKES_LONG, False):
            raise RequestDataTooBig


class HeadersMiddleware:
    """Say ``no-store`` for every page, except those that are nobody's.

    A page with a person's words must not lie in the browser's cache, where
    the next user of the machine finds it with the back button. The rule is a
    list of exceptions, so that a new page is covered without being thought of.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand around ``get_response``; put this first in MIDDLEWARE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers set."""
        response = self.get_response(request)
        tells_nobody = response.headers.get("Referrer-Policy") == NO_REFERRER
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if tells_nobody:
            response.headers["Referrer-Policy"] = NO_REFERRER
        if not _may_be_kept(request):
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _may_be_kept(request: HttpRequest) -> bool:
    if request.path.startswith(str(settings.STATIC_URL)):
        return True
    match = request.resolver_match
    return match is not None and match.view_name in KEPT_PAGES


def _length(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isdecimal() else 0
