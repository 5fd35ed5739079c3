"""Invented diaries as Bundles, as an export of Holdspace writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from holdspace.core import guides
from holdspace.core.guides import Answers, Guide, Item, Note
from holdspace.core.insights import CHECK_IN, HELD_BACK, TEARS, Episode, Rating

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RESPONSE: Final = "QuestionnaireResponse"
NAMES: Final = {
    TEARS: "after-tears",
    HELD_BACK: "held-back-tears",
    CHECK_IN: "check-in",
}
LATER: Final = "after-tears-later"
MADE: Final = datetime(2026, 11, 24, tzinfo=UTC)


def bundle_of(episodes: Sequence[Episode]) -> bytes:
    """Write a diary as one Bundle; the same diary gives the same bytes."""
    pieces = [guides.bundle_start(MADE)]
    used = set()
    for number, episode in enumerate(episodes):
        row = uuid5(NAMESPACE_URL, f"{number}/{episode.when}")
        guide = _guide(NAMES[episode.kind])
        used.add(guide.canonical)
        raw = _packed(guide, _answers(guide, episode), row, episode.when, None)
        note = Note(about=_moment(episode.when))
        pieces.append(guides.bundle_entry(RESPONSE, str(row), raw, note))
        pieces += _later(row, episode.later)
        used.update({_guide(LATER).canonical} if episode.later else ())
    for name in (*NAMES.values(), LATER):
        if _guide(name).canonical in used:
            ident, raw = guides.guide_resource(_guide(name))
            pieces.append(guides.bundle_entry("Questionnaire", ident, raw, None))
    holds = f"This file holds {len(episodes)} of {len(episodes)} reflections."
    pieces.append(guides.bundle_end([holds], whole=True))
    return b"".join(pieces)


@cache
def _guide(name: str) -> Guide:
    folder = resources.files("holdspace.content").joinpath("guides")
    return guides.read_guide(folder.joinpath(f"{name}-1.0.0.json").read_bytes())


@cache
def _questions(name: str) -> Mapping[str, Item]:
    return {one.link_id: one for one in _inside(_guide(name).items)}


def _inside(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        if not item.repeats:
            yield from _inside(item.items)


def _moment(when: int) -> str:
    moment = datetime.fromtimestamp(when * 60, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _answers(guide: Guide, episode: Episode) -> Answers:
    found: dict[str, list[object]] = {"when": [_moment(episode.when)]}
    for link, number in episode.numbers.items():
        found[link] = [int(number)]
    for link, codes in episode.choices.items():
        found[link] = [_value(guide, link, code) for code in codes]
    return Answers(found)


def _value(guide: Guide, link: str, code: str) -> object:
    # A person's own word begins with a quotation mark.
    if code.startswith('"'):
        return code[1:]
    item = _questions(guide.url.rpartition("/")[2])[link]
    return next(one.value for one in item.options if one.code == code)


def _later(row: UUID, ratings: Sequence[Rating]) -> Iterator[bytes]:
    guide = _guide(LATER)
    for rating in ratings:
        ident = uuid5(row, rating.at)
        found: dict[str, list[object]] = {
            "at": [_value(guide, "at", rating.at)],
            "when": [_moment(rating.when)],
        }
        for link in ("mood", "tension"):
            number = getattr(rating, link)
            if number is not None:
                found[link] = [int(number)]
        answers, of = Answers(found), f"{RESPONSE}/{row}"
        raw = _packed(guide, answers, ident, rating.when, of)
        yield guides.bundle_entry(RESPONSE, str(ident), raw, None)


def _packed(
    guide: Guide, answers: Answers, ident: UUID, when: int, of: str | None
) -> bytes:
    return guides.pack(
        guide,
        answers,
        ident=ident,
        authored=_moment(when),
        status="completed",
        of=of,
    )
