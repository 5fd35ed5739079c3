"""What the invented person noted by taps alone, between what they wrote.

Believable figures drawn from one seed, so that the page of patterns has something to
show: enough times to compare, of which a little carries something and most does not.
They come in as a file does, because that is quicker than a hundred forms.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from holdspace.core import guides
from holdspace.journal.followups import WINDOWS
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo
    from random import Random

type Given = dict[str, list[str]]

EACH: Final = 2
_KINDS: Final = (shelf.AFTER_TEARS,) * 4 + (shelf.HELD_BACK_TEARS,) * 2
_FEELINGS: Final = ("sadness", "grief", "longing", "relief", "loneliness", "tenderness")
_TRIGGERS: Final = ("memory", "loss", "overload", "conflict", "kindness-or-beauty")
_PLACES: Final = ("throat", "chest", "eyes", "shoulders", "belly")
_NEEDS: Final = ("rest", "quiet", "being-held", "talk")
_APOLOGY: Final = ("said-sorry", "felt-the-urge", "neither", "neither")
_CHANCES: Final = {"20-minutes": 0.4, "90-minutes": 0.8, "next-day": 0.5}
_LOWEST, _HIGHEST = 0, 10


def bundle(days: Sequence[datetime], zone: tzinfo, chance: Random) -> bytes:
    """Write a file of what was noted in the days after some days.

    Args:
        days: On which something was written. A quiet time stays one.
        zone: Where the person lives.
        chance: What is drawn from.
    """
    moments = [_after(day, chance) for day in days for _ in range(EACH)]
    responses = [json.loads(one) for at in moments for one in _noted(at, zone, chance)]
    entries = [{"resource": one} for one in responses]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(whole).encode()


def _after(day: datetime, chance: Random) -> datetime:
    later = day + timedelta(days=chance.randint(0, 2))
    return later.replace(hour=chance.randint(7, 22), minute=chance.randrange(60))


def _noted(at: datetime, zone: tzinfo, chance: Random) -> Iterator[bytes]:
    guide = chance.choice(_KINDS)
    is_tears = guide == shelf.AFTER_TEARS
    together = chance.random() < 0.5
    before = chance.randint(1, 5)
    given = _rated(before, chance)
    given["company"] = ["partner" if together else "alone"]
    if is_tears:
        given |= _answers(chance)
    ident = _ident(chance)
    yield _packed(guide, ident, given, at, zone)
    # With somebody there mood comes back further; held back, as far as on average.
    rise = 1.4 + (1.2 if together else -1.2) * is_tears
    for window in WINDOWS:
        if chance.random() < _CHANCES[window.code]:
            mood = _scale(round(before + chance.gauss(rise, 1.2)))
            later = {"at": [window.code], "mood": [str(mood)]}
            later["tension"] = [str(_scale(8 - mood + chance.randint(-1, 1)))]
            moment = at + window.opens + (window.ends - window.opens) * chance.random()
            yield _packed(shelf.LATER, _ident(chance), later, moment, zone, of=ident)


def _rated(before: int, chance: Random) -> Given:
    tension = _scale(9 - before + chance.randint(-2, 1))
    figures = {
        "mood-before": before,
        "mood-after": _scale(before + chance.choice((-1, -1, 0, 0, 1))),
        "tension-before": tension,
        "tension-after": _scale(tension - chance.choice((0, 0, 1, 2))),
    }
    return {name: [str(figure)] for name, figure in figures.items()}


def _answers(chance: Random) -> Given:
    return {
        "feelings": chance.sample(_FEELINGS, 2),
        "trigger": [chance.choice(_TRIGGERS)],
        "body-places": chance.sample(_PLACES, 2),
        "needs": [chance.choice(_NEEDS)],
        "apology": [chance.choice(_APOLOGY)],
        "intensity": [str(chance.randint(2, 9))],
        "held-back": [str(chance.randint(0, 7))],
        "ashamed": [str(chance.randint(0, 5))],
    }


def _scale(figure: int) -> int:
    return min(_HIGHEST, max(_LOWEST, figure))


def _ident(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _packed(
    name: str,
    ident: UUID,
    given: Given,
    at: datetime,
    zone: tzinfo,
    of: UUID | None = None,
) -> bytes:
    guide = shelf.guide(name)
    moment = at.astimezone(zone).isoformat(timespec="seconds")
    answers = guides.check(guide, {**given, "when": [moment]}, zone=zone)
    return guides.pack(
        guide,
        guides.settle(guide, answers),
        ident=ident,
        authored=moment,
        status="completed",
        of=None if of is None else f"QuestionnaireResponse/{of}",
    )
