"""When something was, as a file says it, in minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from holdspace.cli.diaries.resources import Entry, Response

_KEPT: Final = "https://holdspace.org/fhir/kept"
_YEARS: Final = range(1900, 2200)
_DAY: Final = 24 * 60
_FARTHEST: Final = 14 * 60
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Moment(NamedTuple):
    """A moment.

    Attributes:
        minute: Since the start of 1970, UTC.
        east: How many minutes east of UTC it was given in, if that was said.
        day_only: It was given as a day, without a time.
    """

    minute: int
    east: int | None
    day_only: bool = False


def read_moment(text: str) -> Moment | None:
    """Read a FHIR dateTime; nothing where it is none, or far away."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    offset = moment.utcoffset()
    east = None if offset is None else offset.days * _DAY + offset.seconds // 60
    days = moment.toordinal() - _EPOCH
    minute = days * _DAY + moment.hour * 60 + moment.minute - (east or 0)
    return Moment(minute, east, "T" not in text)


def moment_of(given: str, entry: Entry[Response]) -> Moment | None:
    """Say what moment a response is about.

    That is what its answers say, else when it was written. A day began where the person
    was: our own files say when, in others it is taken for a day in Greenwich.
    """
    found = read_moment(given)
    if found is None:
        written = read_moment(entry.resource.authored)
        known_as_day = bool(given) and "T" not in given
        return written and written._replace(day_only=written.day_only or known_as_day)
    if not found.day_only:
        return found
    about = read_moment(_about(entry.extension))
    if about is None or abs(about.minute - found.minute) > _FARTHEST:
        return found._replace(east=0)
    return Moment(about.minute, found.minute - about.minute, day_only=True)


def _about(extension: object) -> str:
    for kept in _dicts(extension):
        if kept.get("url") == _KEPT:
            for one in _dicts(kept.get("extension")):
                if one.get("url") == "about":
                    found = one.get("valueDateTime")
                    return found if isinstance(found, str) else ""
    return ""


def _dicts(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)]
