"""A year of an invented person's diary, so that the pages can be looked at.

The words are in ``demo_diary.toml``. They take the road that everybody's words
take, through the flows, so that the demo's database is sealed like any other.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib.resources import files
from random import Random
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from holdspace.accounts import flows as accounts
from holdspace.accounts.flows import Profile
from holdspace.accounts.spaces import Space
from holdspace.config import demo_taps
from holdspace.core import guides
from holdspace.journal import flows as journal
from holdspace.journal.drafting import zone_of
from holdspace.journal.followups import WINDOWS
from holdspace.journal.tokens import Pass
from holdspace.library import shelf
from holdspace.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from holdspace.core.guides import Guide

SIGN_IN: Final = "demo"
PASSWORD: Final = "rain on the allotment roof"  # noqa: S105  (printed for everybody)
NAME: Final = "Nell"
ZONE: Final = "Europe/London"

_APART: Final = ("ago", "hour", "hours", "guide", "open", "mood", "ledger", "later")
_ADDED: Final = ("added", "added-after")
_CHANCES: Final = {"20-minutes": 0.35, "90-minutes": 0.65, "next-day": 0.45}
_RISES: Final = {"20-minutes": (-1, 2), "90-minutes": (-1, 3), "next-day": (0, 4)}
# Within this time a follow-up may still be offered: it is left to who looks around.
_STILL_OPEN: Final = timedelta(hours=32)

type Given = dict[str, list[str]]


def make(now: datetime | None = None) -> None:
    """Fill an empty space with the diary; a space with somebody in it is left alone.

    Person and diary come in one transaction: a demo that was stopped half way
    leaves nothing, and begins again the next time.

    Args:
        now: The moment to which the year leads up; without it, this one.
    """
    now = clock.now() if now is None else now
    if accounts.anybody():
        return
    with transaction.atomic():
        space = _join()
        chance = Random(7)  # noqa: S311  (believable figures, not secrets)
        for told in _diary():
            _live(space, told, now, chance)
        _tap(space, now)


def _tap(space: Space, now: datetime) -> None:
    """Take in what was noted by taps alone, all of it before the last days."""
    chance = Random(11)  # noqa: S311  (believable figures, not secrets)
    days = [_moment(told, now, chance) for told in _diary() if told.get("ago", 0) > 7]
    file = demo_taps.bundle(days, zone_of(ZONE), chance)
    journal.import_bundle(space, [file], now=now)


def _join() -> Space:
    person, opened = accounts.create_space(
        sign_in=SIGN_IN,
        password=PASSWORD,
        profile=Profile(name=NAME, zone=ZONE),
        cost=settings.PASSWORD_COST,
        signup="alone",
        invitation=accounts.invite(first=True),
    )
    space = Space(person, uuid4(), opened)
    code = accounts.get_code_to_confirm(space)
    accounts.confirm_code(space, code=code or "")
    return space


def _diary() -> list[dict[str, Any]]:
    text = files("holdspace.config").joinpath("demo_diary.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["entry"]
    return entries


def _live(space: Space, told: Mapping[str, Any], now: datetime, chance: Random) -> None:
    at = _moment(told, now, chance)
    draft = journal.begin(space, guide=told["guide"], now=at, zone=ZONE)
    _write(space, draft, shelf.guide(told["guide"]), _given(told, at, chance), at)
    if "open" in told:
        return
    kept = journal.keep(space, draft=draft, zone=ZONE)
    if "mood" in told and now - at > _STILL_OPEN:
        _follow(space, kept, told, at, chance)
    if "added" in told:
        _add(space, kept, told["added"], at + timedelta(days=told["added-after"]))


def _moment(told: Mapping[str, Any], now: datetime, chance: Random) -> datetime:
    if "hours" in told:
        return now - timedelta(hours=told["hours"])
    day = now.astimezone(zone_of(ZONE)) - timedelta(days=told["ago"])
    return day.replace(hour=told["hour"], minute=chance.randrange(60), second=0)


def _given(told: Mapping[str, Any], at: datetime, chance: Random) -> Given:
    """The fields of a form in which all of this was typed and tapped."""
    given = dict(_plain(told))
    if "open" not in told:
        given["when"] = [at.isoformat(timespec="seconds")]
    for row, (need, asked, came, helped) in enumerate(told.get("ledger", ())):
        start = f"support-ledger.{row}."
        given |= {f"{start}need": [need], f"{start}asked": [asked]}
        given |= {f"{start}came": [came], f"{start}helped": [helped]}
    if "mood" in told:
        given |= _figures(told, chance)
    return given


def _plain(told: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, value in told.items():
        if name in _APART or name in _ADDED:
            continue
        values = value if isinstance(value, list) else [value]
        field = f"{name.removesuffix('-own')}+own" if name.endswith("-own") else name
        yield field, [_text(one) for one in values]


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _figures(told: Mapping[str, Any], chance: Random) -> Given:
    mood, tension = told["mood"], _scale(10 - told["mood"] + chance.randint(-2, 1))
    if told["guide"] == shelf.CHECK_IN:
        return {"mood": [str(mood)], "tension": [str(tension)]}
    figures = {
        "mood-before": mood,
        "tension-before": tension,
        "mood-after": _scale(mood + chance.choice((-1, 0, 0, 1))),
        "tension-after": _scale(tension - chance.choice((0, 1, 1, 3))),
    }
    if told["guide"] == shelf.AFTER_TEARS:
        figures["minutes"] = chance.choice((2, 5, 5, 10, 15, 20, 30))
    return {name: [str(figure)] for name, figure in figures.items()}


def _scale(figure: int) -> int:
    return min(10, max(0, figure))


def _write(space: Space, draft: UUID, guide: Guide, given: Given, at: datetime) -> None:
    """Save every screen on which something was answered, as its page would."""
    answered = {name.partition(".")[0].removesuffix("+own") for name in given}
    for number, screen in enumerate(guide.screens):
        if answered.isdisjoint(guides.asked(guide, screen)):
            continue
        page = Pass(space.person, draft, number, seen=0, page=uuid4())
        journal.write_answers(
            space, token=page, given=given, count=1, zone=ZONE, now=at
        )


def _follow(
    space: Space, kept: UUID, told: Mapping[str, Any], at: datetime, chance: Random
) -> None:
    """Answer some of the follow-ups in their time, as people do: now and then."""
    words = told.get("later", "")
    helped = told.get("support") == "helped"
    low = told["guide"] != shelf.CHECK_IN or told["mood"] <= 3
    for window in WINDOWS if low else ():
        spoken = bool(words) and window.code == "next-day"
        if chance.random() > _CHANCES[window.code] and not spoken:
            continue
        mood = _scale(told["mood"] + chance.randint(*_RISES[window.code]) + helped)
        tension = _scale(9 - mood + chance.randint(-1, 1))
        answers = {"at": window.code, "mood": str(mood), "tension": str(tension)}
        if spoken:
            answers["words"] = words
        given = {name: [text] for name, text in answers.items()}
        length = window.ends - window.opens
        moment = at + window.opens + length * chance.uniform(0.2, 0.8)
        journal.follow_up(space, reflection=kept, given=given, now=moment, zone=ZONE)


def _add(space: Space, kept: UUID, words: str, at: datetime) -> None:
    draft = journal.begin_addition(space, reflection=kept, now=at, zone=ZONE)
    given = {"words": [words], "when": [at.isoformat(timespec="seconds")]}
    _write(space, draft, shelf.guide(shelf.LATER), given, at)
    journal.keep(space, draft=draft, zone=ZONE)
