"""The way of everything that is shared: chosen, seen as it will be seen, shared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.shortcuts import render
from django.urls import reverse

from holdspace.core.vault import TooLong
from holdspace.journal.views.parts import see
from holdspace.patterns.keeping import mark_of
from holdspace.sharing import flows, forms, gathering, pages
from holdspace.sharing.brought import pack
from holdspace.sharing.views.parts import therapists_of, zone_here
from holdspace.web import clock
from holdspace.web.views import here

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from holdspace.accounts.spaces import Space
    from holdspace.sharing.forms import Asked
    from holdspace.sharing.gathering import Chosen
    from holdspace.sharing.pages import Problems, TherapistPage
    from holdspace.sharing.sources import Source

FURTHEST: Final = timedelta(days=3660)
NOBODY: Final = "Who is it for? Nothing is shared until you choose."
NOT_NOW: Final = (
    "Nothing can be shared with this therapist just now. The reason is below."
)
FULL: Final = (
    "Just now as much is shared with this person as there is room for. When something "
    "is taken back or ends, there is room again."
)
HOW_LONG: Final = "Until when can it be read? You can take it back at any time."
WHICH_DAY: Final = "Which day is it? It can be today or a later one, within ten years."
TOO_MUCH: Final = (
    "This is too long to be shared in one piece. Some answers of it, or fewer words, "
    "will fit."
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is about to be brought, and the pages around it.

    Attributes:
        title: What it is called on the page where it is chosen.
        address: Where its form is sent.
        back: Where somebody came from.
        sources: What was chosen; empty if nothing was yet.
        missing: What to say where nothing was.
        too_long: What to say where it does not fit in one piece.
        more: What its own part of the form shows.
        after: What is done once it is shared.
    """

    title: str
    address: str
    back: str
    sources: tuple[Source, ...]
    missing: str = ""
    too_long: str = TOO_MUCH
    more: dict[str, object] = field(default_factory=dict)
    after: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One request on the way of one subject."""

    request: HttpRequest
    space: Space
    asked: Asked
    subject: Subject

    def go(self) -> HttpResponse:
        """Show what there is to choose, or what was chosen, or share it."""
        if self.request.method != "POST" or self.asked.go == forms.CHOOSE:
            return self.choose()
        if self.asked.go == forms.SHARE and flows.are_shared(
            self.space, self.asked.copies
        ):
            return self._shared()  # a second tap, and the first one was enough
        problems = self._problems()
        if problems:
            return self.choose(problems, status=422)
        try:
            now = clock.now()
            chosen = tuple(
                gathering.gather(self.space, one, now=now)
                for one in self.subject.sources
            )
        except gathering.ReadsDifferently:
            return self.choose(why="changed", status=409)
        seen = mark_of(*(pack(one.brought).decode() for one in chosen))
        drawn = len(self.asked.copies) == len(chosen)
        if self.asked.go == forms.SHARE and self.asked.seen == seen and drawn:
            return self._share(chosen)
        return self._preview(chosen, seen)

    def choose(
        self, problems: Problems | None = None, *, why: str = "", status: int = 200
    ) -> HttpResponse:
        """Show what there is to choose; nothing is chosen but what was."""
        context = {
            **self._around(),
            "therapists": self._therapists(),
            "problems": problems or pages.Problems(),
            "why": why,
        }
        return render(self.request, "sharing/choose.html", context, status=status)

    def _preview(self, chosen: tuple[Chosen, ...], seen: str) -> HttpResponse:
        changed = self.asked.go == forms.SHARE
        context = {
            **self._around(),
            "therapist": next(one for one in self._therapists() if one.chosen),
            "until": pages.until_told(self._day()),
            "articles": [one.brought for one in chosen],
            "care": pages.care(chosen),
            "seen": seen,
            "copies": [uuid4() for _ in chosen],
            "changed": changed,
            "here": here(self.request),
        }
        status = 409 if changed else 200
        return render(self.request, "sharing/preview.html", context, status=status)

    def _share(self, chosen: tuple[Chosen, ...]) -> HttpResponse:
        try:
            self._share_all(chosen)
        except (
            flows.PromiseStale,
            flows.KeyChanged,
            flows.NotCompared,
            flows.GrantEnded,
        ):
            return self.choose(pages.Problems(bond=NOT_NOW), status=409)
        except flows.Full:
            return self.choose(pages.Problems(bond=FULL), status=409)
        except TooLong:
            return self.choose(pages.Problems(what=self.subject.too_long), status=413)
        if self.subject.after is not None:
            self.subject.after()
        return self._shared()

    def _share_all(self, chosen: tuple[Chosen, ...]) -> None:
        if self.asked.bond is not None:
            ids = self.asked.copies
            flows.share_all(
                self.space,
                bond=self.asked.bond,
                pieces=[
                    _piece(copy, one) for copy, one in zip(ids, chosen, strict=True)
                ],
                until=self._day(),
                now=clock.now(),
            )

    @staticmethod
    def _shared() -> HttpResponse:
        return see(f"{reverse('sharing:shared')}?shared=1")

    def _problems(self) -> Problems:
        subject, asked = self.subject, self.asked
        what = ""
        if not subject.sources:
            what = subject.missing
        elif not all(one.fits for one in subject.sources):
            what = subject.too_long
        found = next((one for one in self._therapists() if one.chosen), None)
        bond = NOBODY if found is None else NOT_NOW if found.why_not else ""
        until = ""
        if asked.until not in (forms.OPEN, forms.DAY):
            until = HOW_LONG
        elif asked.until == forms.DAY and not self._is_ahead(asked.day):
            until = WHICH_DAY
        return pages.Problems(what, bond, until)

    def _is_ahead(self, day: date | None) -> bool:
        today = clock.now().astimezone(zone_here(self.space)).date()
        return day is not None and today <= day <= today + FURTHEST

    def _day(self) -> date | None:
        return self.asked.day if self.asked.until == forms.DAY else None

    def _therapists(self) -> tuple[TherapistPage, ...]:
        zone = zone_here(self.space)
        return therapists_of(self.space, zone, self.asked.bond)

    def _around(self) -> dict[str, object]:
        subject = self.subject
        return {"subject": subject, "asked": self.asked, **subject.more}


def _piece(copy: UUID, one: Chosen) -> flows.Piece:
    brought = one.brought
    about = flows.Described(
        brought.kind,
        brought.title,
        one.source.row,
        asks=brought.attention,
        told_apart=brought.told_apart,
    )
    return flows.Piece(copy, pack(brought), about)
