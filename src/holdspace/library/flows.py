"""What a keeper does with forms: bring in, look at, publish, retire, take out again.

Nobody's rights are checked here. Pages come through the room ``practice``, which does;
the command is given by whoever has the machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdspace.library import imported, store
from holdspace.library.arriving import Arrived, FormRefused, arrive, may_be_a_form
from holdspace.library.store import Kept, NoSuchForm, State, VersionThere

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

__all__ = [
    "Arrived",
    "Brought",
    "FormRefused",
    "Kept",
    "NoSuchForm",
    "State",
    "bring_in",
    "change_openness",
    "choose_measure",
    "count",
    "export",
    "find",
    "list_forms",
    "look_at",
    "publish",
    "remove",
    "retire",
]

MOST_LICENCE: Final = 500
_CODE: Final = re.compile(r"[a-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Brought:
    """A form that was brought in; ``is_new`` is false if it was there already."""

    kept: Kept
    is_new: bool


def bring_in(raw: bytes, *, day: date) -> Brought:
    """Keep a form from elsewhere as a draft, byte for byte.

    Raises:
        FormRefused: It cannot be read or kept, or this version is there with another
            content. Nothing was changed.
    """
    arrived = arrive(raw)
    url, version = arrived.guide.url, arrived.guide.version
    try:
        kept = store.add_form(
            url=url,
            version=version,
            name=arrived.name,
            title=arrived.title,
            raw=arrived.raw,
            since=day,
        )
    except VersionThere:
        return Brought(_the_same(url, version, arrived.raw), is_new=False)
    return Brought(kept, is_new=True)


def look_at(form: UUID) -> tuple[Kept, Arrived]:
    """Show one version of a form, and what reading it has to say.

    Raises:
        NoSuchForm: There is none.
        FormRefused: This version of Holdspace cannot read it any more.
    """
    kept = store.get_form(form)
    return kept, arrive(store.get_raw(form))


def publish(form: UUID, *, licence: str, is_open: bool, day: date) -> Kept:
    """Put a version on the shelf, as the newest one of its form.

    Raises:
        NoSuchForm: There is none.
        FormRefused: It is published already, nothing in it can be answered here, or
            nothing was said about the leave to use it.
    """
    _, arrived = look_at(form)
    line = _licence(licence)
    if len(arrived.unanswerable) == arrived.questions:
        raise FormRefused(["No question of this form can be answered here."])
    if not store.publish_form(form, licence=line, is_open=is_open, since=day):
        raise FormRefused(["This version is published already."])
    return store.get_form(form)


def retire(form: UUID, *, day: date) -> Kept:
    """Take a version out of the lists; what was answered with it stays readable.

    Raises:
        NoSuchForm: There is none.
        FormRefused: It is not published.
    """
    kept = store.get_form(form)
    if not store.retire_form(kept.id, since=day):
        raise FormRefused(["This version is not published."])
    return store.get_form(form)


def change_openness(form: UUID, *, is_open: bool) -> Kept:
    """Show a published version in the open list, or only where it is handed out.

    Raises:
        NoSuchForm: There is none.
        FormRefused: It is not published.
    """
    kept = store.get_form(form)
    if not store.replace_is_open(kept.id, is_open=is_open):
        raise FormRefused(["This version is not published."])
    return store.get_form(form)


def choose_measure(form: UUID, *, measure: str) -> Kept:
    """Take a version for a measure, or with an empty code for what its file says.

    Whether the form fits the facts of that measure is looked at where it is scored;
    where it does not, nothing is.

    Raises:
        NoSuchForm: There is none.
        FormRefused: This is not what a measure's code looks like.
    """
    kept = store.get_form(form)
    if not _CODE.fullmatch(measure):
        raise FormRefused(["A measure's code has small letters, digits and dashes."])
    store.replace_measure(kept.id, measure)
    imported.forget_choices()
    return store.get_form(form)


def remove(form: UUID) -> Kept:
    """Remove a draft.

    Raises:
        NoSuchForm: There is none.
        FormRefused: It was published once: somebody's answers may name it.
    """
    kept = store.get_form(form)
    if not store.remove_draft(kept.id):
        raise FormRefused(
            [
                "This version was published, and somebody's answers may name it. It "
                "can be retired, and stays readable for them."
            ]
        )
    return kept


def export(form: UUID) -> tuple[Kept, bytes]:
    """Give a version's bytes exactly as they came.

    Raises:
        NoSuchForm: There is none.
    """
    return store.get_form(form), store.get_raw(form)


def find(canonical: str) -> Kept:
    """Find a version by ``url|version``, wherever it stands.

    Raises:
        NoSuchForm: There is none.
    """
    url, _, version = canonical.partition("|")
    kept = store.get_version(url, version) if may_be_a_form(canonical) else None
    if kept is None:
        raise NoSuchForm
    return kept


def list_forms() -> tuple[Kept, ...]:
    """Every version of every form, the newest of each first."""
    return store.list_forms()


def count() -> dict[State, int]:
    """How many versions stand where."""
    states = [kept.state for kept in store.list_forms()]
    return {state: states.count(state) for state in State}


def _licence(given: str) -> str:
    line = " ".join(given.split())
    if not line:
        raise FormRefused(
            [
                "Say in a line by which licence or leave this form may be used here. "
                "Its page shows it."
            ]
        )
    if len(line) > MOST_LICENCE or not line.isprintable():
        raise FormRefused([f"That line can have up to {MOST_LICENCE} characters."])
    return line


def _the_same(url: str, version: str, raw: bytes) -> Kept:
    kept = store.get_version(url, version)
    if kept is None or store.get_raw(kept.id) != raw:
        raise FormRefused(
            [
                f"Version {version} of {url} is here already, with another content. A "
                "version never changes: a changed form needs a new one."
            ]
        )
    return kept
