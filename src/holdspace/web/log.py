"""A log that a thief may read: what failed and where, never what was in it.

A record shows the time, the level, the logger, an incident number, a status
and, for an exception, its type and the lines of code it passed. It never
shows a message built from values, a path, an address, a query or a name.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

OURS: Final = "holdspace"
MOST_CAUSES: Final = 5


class Formatter(logging.Formatter):
    """Write a record without its message, its arguments or its request.

    Only our own loggers may say a sentence, and only the constant one in the
    code: their arguments are dropped, since a value could be somebody's words.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write the one line that is safe to keep."""
        return " ".join(_pieces(self, record))


class Handler(logging.StreamHandler[TextIO]):
    """A stream that stays silent about a record it cannot write.

    Python's own handler would print the record's message and arguments.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing: the record may hold somebody's words."""


def _pieces(formatter: Formatter, record: logging.LogRecord) -> Iterator[str]:
    yield formatter.formatTime(record)
    yield record.levelname
    yield record.name if _is_plain(record.name) else "-"
    if incident := getattr(getattr(record, "request", None), "incident", ""):
        yield f"incident={incident}"
    if isinstance(status := getattr(record, "status_code", None), int):
        yield f"status={status}"
    if _is_ours(record.name) and isinstance(record.msg, str):
        yield record.msg
    if record.exc_info and record.exc_info[1] is not None:
        yield describe(record.exc_info[1])


def describe(failure: BaseException) -> str:
    """Name an exception, its causes and the code they passed, without values."""
    seen: list[str] = []
    current: BaseException | None = failure
    while current is not None and len(seen) < MOST_CAUSES:
        kind = type(current)
        seen.append(
            f"{kind.__module__}.{kind.__qualname__}({_frames(current.__traceback__)})"
        )
        current = current.__cause__ or current.__context__
    return " from ".join(seen)


def _frames(trace: TracebackType | None) -> str:
    return " > ".join(
        f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_name}:{line}"
        for frame, line in traceback.walk_tb(trace)
    )


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


def _is_plain(name: str) -> bool:
    return name.replace(".", "").replace("_", "").isalnum()


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"silent": {"()": "holdspace.web.log.Formatter"}},
    "handlers": {
        "stream": {"class": "holdspace.web.log.Handler", "formatter": "silent"},
    },
    "root": {"handlers": ["stream"], "level": "WARNING"},
    "loggers": {
        "holdspace": {"handlers": ["stream"], "level": "INFO", "propagate": False},
        # Django's own handlers write paths and addresses, or mail them.
        "django": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        # A 404 for each curious robot says nothing; a 5xx does.
        "django.request": {
            "handlers": ["stream"],
            "level": "ERROR",
            "propagate": False,
        },
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.db.backends": {
            "handlers": ["stream"],
            "level": "WARNING",
            "propagate": False,
        },
    },
}
