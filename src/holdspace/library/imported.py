"""The forms that a keeper put on the shelf, as guides.

Which ones are there is asked of the table each time, because another process may have
published one a moment ago. What a row holds never changes, so that it is read once in
each process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING

from holdspace.core.guides import GuideRefused, in_language, read_guide
from holdspace.library import store
from holdspace.library.arriving import may_be_a_form, with_name
from holdspace.library.store import NoSuchForm, State

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.core.guides import Guide
    from holdspace.library.store import Kept

_MOST_READ = 128
_FRESH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Published:
    """A form that is on the shelf, in its newest version.

    Attributes:
        guide: The form.
        name: The short name that it is begun by; it is the same for every version.
        is_open: Whether it is in the open list. Others are handed out by a therapist.
        licence: What the keeper said about the leave to use it.
    """

    guide: Guide
    name: str
    is_open: bool
    licence: str


def find(name_or_canonical: str) -> Guide | None:
    """Find a form that is on the shelf, or was.

    Args:
        name_or_canonical: A short name or an address, for the version that was
            published last; or ``address|version`` for exactly that one, which is
            found for ever once it was published, retired or not.
    """
    if not may_be_a_form(name_or_canonical):
        return None
    url, bar, version = name_or_canonical.partition("|")
    kept = store.get_version(url, version) if bar else store.get_newest(url)
    if kept is None or kept.state is State.DRAFT:
        return None
    return _guide_of(kept)


def published() -> tuple[Published, ...]:
    """List the newest published version of each form, by title.

    One that this version of Holdspace cannot read any more is left out; the doctor
    names how many there are.
    """
    newest: dict[str, Kept] = {}
    for kept in store.list_forms():
        if kept.state is State.PUBLISHED:
            newest.setdefault(kept.url, kept)
    found = [
        Published(guide, kept.name, kept.is_open, kept.licence)
        for kept in newest.values()
        if (guide := _guide_of(kept)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.guide.title, one.guide.url)))


def licence_of(guide: Guide) -> str:
    """What the keeper said about the leave to use a form; nothing for one of ours."""
    if not may_be_a_form(guide.canonical):
        return ""
    kept = store.get_version(guide.url, guide.version)
    return "" if kept is None else kept.licence


def measure_of(canonical: str) -> str:
    """The code of the measure that a keeper takes a version for, or nothing.

    It answers from memory, as it is asked for every answer that is scored. What
    another process chose is known within two seconds.
    """
    return _choices.of(canonical) if may_be_a_form(canonical) else ""


def forget_choices() -> None:
    """Let the next question about measures be asked of the table."""
    _choices.forget()


class _Choices:
    """Which measures were chosen, as they were a moment ago."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._until = 0.0

    def of(self, canonical: str) -> str:
        now = monotonic()
        if now >= self._until:
            self._known = store.list_measures()
            self._until = now + _FRESH_SECONDS
        return self._known.get(canonical, "")

    def forget(self) -> None:
        self._until = 0.0


_choices = _Choices()


def count_unreadable() -> int:
    """How many forms that answers may name cannot be read by this program any more."""
    return sum(
        _guide_of(kept) is None
        for kept in store.list_forms()
        if kept.state is not State.DRAFT
    )


def _guide_of(kept: Kept) -> Guide | None:
    try:
        return _read(kept.id)
    except (GuideRefused, NoSuchForm):
        return None


@lru_cache(maxsize=_MOST_READ)
def _read(form: UUID) -> Guide:
    raw = store.get_raw(form)
    # The pages are English; what has no words in it stays in the form's own language.
    return with_name(in_language(read_guide(raw), "en"), raw)
