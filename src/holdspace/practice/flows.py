"""A keeper's ways with forms. Each begins by asking whether somebody is one.

To whoever is none, and for what is not there, the answer is the same.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from holdspace.accounts import flows as accounts
from holdspace.library import flows as library
from holdspace.library.flows import NoSuchForm
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from holdspace.library.flows import Arrived, Brought, Kept


def list_forms(keeper: UUID) -> tuple[Kept, ...]:
    """Every version of every form that was brought in.

    Raises:
        NotThere: They are no keeper.
    """
    with _as_keeper(keeper):
        return library.list_forms()


def bring_in(keeper: UUID, raw: bytes, *, day: date) -> Brought:
    """Keep a form as a draft.

    Raises:
        NotThere: They are no keeper.
        FormRefused: It cannot be read or kept; nothing was changed.
    """
    with _as_keeper(keeper):
        return library.bring_in(raw, day=day)


def look_at(keeper: UUID, form: UUID) -> tuple[Kept, Arrived]:
    """Show one version of a form, and what reading it has to say.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: This version of Holdspace cannot read it any more.
    """
    with _as_keeper(keeper):
        return library.look_at(form)


def publish(
    keeper: UUID, form: UUID, *, licence: str, is_open: bool, day: date
) -> Kept:
    """Put a version on the shelf.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: It is there already, or something is missing for it.
    """
    with _as_keeper(keeper):
        return library.publish(form, licence=licence, is_open=is_open, day=day)


def retire(keeper: UUID, form: UUID, *, day: date) -> Kept:
    """Take a version out of the lists.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: It is not published.
    """
    with _as_keeper(keeper):
        return library.retire(form, day=day)


def change_openness(keeper: UUID, form: UUID, *, is_open: bool) -> Kept:
    """Show a published version in the open list, or only where it is handed out.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: It is not published.
    """
    with _as_keeper(keeper):
        return library.change_openness(form, is_open=is_open)


def choose_measure(keeper: UUID, form: UUID, *, measure: str) -> Kept:
    """Take a version for a measure.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: This is not what a measure's code looks like.
    """
    with _as_keeper(keeper):
        return library.choose_measure(form, measure=measure)


def remove(keeper: UUID, form: UUID) -> Kept:
    """Remove a draft.

    Raises:
        NotThere: They are no keeper, or there is no such form.
        FormRefused: It was published once.
    """
    with _as_keeper(keeper):
        return library.remove(form)


def export(keeper: UUID, form: UUID) -> tuple[Kept, bytes]:
    """Give a version's bytes exactly as they came.

    Raises:
        NotThere: They are no keeper, or there is no such form.
    """
    with _as_keeper(keeper):
        return library.export(form)


@contextmanager
def _as_keeper(keeper: UUID) -> Iterator[None]:
    accounts.check_keeper(keeper)
    try:
        yield
    except NoSuchForm:
        raise NotThere from None
