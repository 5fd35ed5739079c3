"""The only module that reads and writes the library's table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from holdspace.library.models import Form

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

_KEPT = ("id", "url", "version", "name", "title")
_STANDING = ("state", "is_open", "licence", "measure", "order", "since")


class State(StrEnum):
    """Where a form stands; from a draft it can only go on, never back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class NoSuchForm(Exception):
    """No form of this name or id was brought in."""


class VersionThere(Exception):
    """This version of this form was brought in already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a form, without its content.

    Attributes:
        id: Its row.
        url: What the form goes by here, in every version.
        version: What this version of it goes by.
        name: A short name for addresses, the same for every version.
        title: What it calls itself.
        state: Where it stands.
        is_open: Whether it is in the open list while it is published.
        licence: What the keeper said about the leave to use it.
        measure: The code of the measure that the keeper takes it for, or nothing.
        order: Of two published versions the one with the higher number is newer.
        since: The day on which it came to stand where it stands.
    """

    id: UUID
    url: str
    version: str
    name: str
    title: str
    state: State
    is_open: bool
    licence: str
    measure: str
    order: int
    since: date

    @property
    def canonical(self) -> str:
        """What a response names it by."""
        return f"{self.url}|{self.version}"


def add_form(
    *, url: str, version: str, name: str, title: str, raw: bytes, since: date
) -> Kept:
    """Store a form that came in, as a draft.

    Raises:
        VersionThere: There is one of this url and version.
    """
    try:
        with transaction.atomic():
            row = Form.objects.create(
                url=url,
                version=version,
                name=name,
                title=title,
                raw=raw,
                state=State.DRAFT,
                since=since,
            )
    except IntegrityError as refusal:
        raise VersionThere from refusal
    return _kept(row)


def get_form(form: UUID) -> Kept:
    """Find a version of a form by its row.

    Raises:
        NoSuchForm: There is none.
    """
    row = Form.objects.defer("raw").filter(id=form).first()
    if row is None:
        raise NoSuchForm
    return _kept(row)


def get_version(url: str, version: str) -> Kept | None:
    """Find one version of a form, wherever it stands."""
    row = Form.objects.defer("raw").filter(url=url, version=version).first()
    return None if row is None else _kept(row)


def get_newest(url_or_name: str) -> Kept | None:
    """Find the version that was published last, by the form's url or short name."""
    key = "url" if ":" in url_or_name else "name"
    rows = Form.objects.defer("raw").filter(**{key: url_or_name}, state=State.PUBLISHED)
    row = rows.order_by("-order", "-id").first()
    return None if row is None else _kept(row)


def get_raw(form: UUID) -> bytes:
    """The bytes of a form as they came.

    Raises:
        NoSuchForm: There is none.
    """
    found = Form.objects.filter(id=form).values_list("raw").first()
    if found is None:
        raise NoSuchForm
    return bytes(found[0])


def list_forms() -> tuple[Kept, ...]:
    """Every version of every form, the newest of each first."""
    rows = Form.objects.defer("raw").order_by("url", "-order", "-since", "-version")
    return tuple(map(_kept, rows))


def publish_form(form: UUID, *, licence: str, is_open: bool, since: date) -> bool:
    """Put a form on the shelf as its newest version; false if it stands there."""
    with transaction.atomic():
        last = Form.objects.aggregate(last=Max("order"))["last"] or 0
        rows = Form.objects.filter(id=form).exclude(state=State.PUBLISHED)
        changed = rows.update(
            state=State.PUBLISHED,
            licence=licence,
            is_open=is_open,
            since=since,
            order=last + 1,
        )
    return changed == 1


def retire_form(form: UUID, *, since: date) -> bool:
    """Take a published form out of the lists; false if it is not published."""
    rows = Form.objects.filter(id=form, state=State.PUBLISHED)
    return rows.update(state=State.RETIRED, since=since) == 1


def replace_is_open(form: UUID, *, is_open: bool) -> bool:
    """Change whether a published form is in the open list; false if it is not one."""
    rows = Form.objects.filter(id=form, state=State.PUBLISHED)
    return rows.update(is_open=is_open) == 1


def replace_measure(form: UUID, measure: str) -> None:
    """Change which measure a form is taken for."""
    Form.objects.filter(id=form).update(measure=measure)


def list_measures() -> dict[str, str]:
    """Which measure was chosen for which version, by ``url|version``."""
    rows = Form.objects.exclude(measure="").values_list("url", "version", "measure")
    return {f"{url}|{version}": measure for url, version, measure in rows}


def remove_draft(form: UUID) -> bool:
    """Remove a form that was never published; false if it was."""
    return Form.objects.filter(id=form, state=State.DRAFT).delete()[0] == 1


def _kept(row: Form) -> Kept:
    named = {name: getattr(row, name) for name in (*_KEPT, *_STANDING)}
    return Kept(**{**named, "state": State(row.state)})
