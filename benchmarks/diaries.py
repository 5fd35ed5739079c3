"""Invented diaries of any length: ten years of entries, 80 words each, all answered."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.accounts.flows import Profile
from holdspace.accounts.spaces import Space
from holdspace.core import guides, vault
from holdspace.core.guides import Answers, Coding
from holdspace.core.vault import CHEAPEST, Entry
from holdspace.journal import documents
from holdspace.journal.documents import Reflection
from holdspace.journal.kinds import REFLECTION
from holdspace.journal.models import SealedRow
from holdspace.library import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "a heron stands by the weir at dusk"  # noqa: S105 - opens nothing
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
YEARS = 10
RARE = "kingfisher"
"""A word that one entry in a hundred holds."""
BATCH = 1_000

_SYLLABLES = [
    "ba",
    "de",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "yo",
    "za",
    "che",
    "shi",
    "tho",
]
_TEXTS = {
    "feelings-words": 25,
    "trigger-words": 20,
    "body-words": 10,
    "clearer-words": 15,
    "needs-words": 10,
}


def make_space(name: str) -> Space:
    """Make a space with nothing in it, its code typed back."""
    person, opened = accounts.create_space(
        sign_in=name,
        password=PASSWORD,
        profile=Profile(zone="Europe/London"),
        cost=CHEAPEST,
        signup="open",
        invitation="",
    )
    space = Space(person, uuid4(), opened)
    code = accounts.get_code_to_confirm(space)
    assert code is not None
    accounts.confirm_code(space, code=code)
    return space


def fill(space: Space, entries: int, *, seed: int = 7) -> list[UUID]:
    """Fill a space with sealed entries, oldest first, past the pages and forms.

    The rows are what keeping gives, sealed and listed the same way.
    """
    made: list[UUID] = []
    todo = list(responses(entries, seed=seed))
    for start in range(0, len(todo), BATCH):
        rows = []
        with manifests.changing(space) as changes:
            for row, when, response, later in todo[start : start + BATCH]:
                entry = Entry(row, REFLECTION, 1, int(when.timestamp() // 60))
                words = documents.pack(
                    Reflection(
                        msgspec.Raw(response), tuple(msgspec.Raw(one) for one in later)
                    )
                )
                sealed = vault.seal(words, space.opened.key, entry.about(space.person))
                rows.append(SealedRow(person_id=space.person, id=row, sealed=sealed))
                changes.put(entry)
                made.append(row)
            SealedRow.objects.bulk_create(rows, batch_size=200)
    return made


def responses(
    entries: int, *, seed: int = 7
) -> Iterator[tuple[UUID, datetime, bytes, list[bytes]]]:
    """Invent entries: id, moment, the answers, and in a third a later rating."""
    chance = random.Random(seed)  # noqa: S311 - invented diaries, not keys
    words = _lexicon(chance)
    step = timedelta(days=365.25 * YEARS) / max(entries, 1)
    pattern = json.loads(
        guides.pack(
            _guide(),
            _full(),
            ident=UUID(int=1),
            authored=NOW.isoformat(),
            status="completed",
        )
    )
    for number in range(entries):
        when = NOW - timedelta(days=2) - step * (entries - 1 - number)
        row = UUID(int=chance.getrandbits(128), version=4)
        response = _varied(pattern, chance, words, when, row, rare=number % 100 == 50)
        later = []
        if number % 3 == 0:
            later.append(_later(chance, when, row))
        yield row, when, response, later


def _guide() -> guides.Guide:
    return shelf.guide(shelf.AFTER_TEARS)


def _lexicon(chance: random.Random) -> list[str]:
    return [
        "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 3)))
        for _ in range(3_000)
    ]


def _full() -> Answers:
    """One answer to every question, two where several fit."""
    answers = Answers()
    for item in _items(_guide().items):
        if item.link_id in ("of", "said-something-new", "recent-shock"):
            continue
        values: list[object] = []
        if item.type in ("choice", "open-choice"):
            beside = [one.value for one in item.options if not one.exclusive]
            values = list(beside[: 2 if item.repeats else 1])
        elif item.type == "integer":
            values = [5]
        elif item.type == "boolean":
            values = [True]
        elif item.type == "text":
            values = ["words"]
        elif item.type == "dateTime":
            values = [NOW.isoformat(timespec="seconds")]
        if values:
            answers = answers.with_values(item.link_id, values)
    group = _guide().item("support-ledger")
    assert group is not None
    need = group.items[1] if group.items[0].type == "display" else group.items[0]
    return answers.with_rows(
        "support-ledger",
        [
            Answers(
                {
                    need.link_id: [need.options[0].value],
                    "asked": [True],
                    "came": [False],
                }
            )
        ],
    )


def _items(items: object) -> Iterator[guides.Item]:
    for item in items:  # type: ignore[attr-defined]
        if item.type == "group" and not item.repeats:
            yield from _items(item.items)
        elif item.type not in ("group", "display"):
            yield item


def _varied(
    pattern: dict[str, object],
    chance: random.Random,
    words: list[str],
    when: datetime,
    row: UUID,
    *,
    rare: bool,
) -> bytes:
    made = {**pattern, "id": str(row), "authored": when.isoformat(timespec="seconds")}
    made["item"] = [
        _varied_item(one, chance, words, when, rare=rare) for one in pattern["item"]
    ]  # type: ignore[attr-defined]
    return msgspec.json.encode(made, order="sorted")


def _varied_item(
    item: dict, chance: random.Random, words: list[str], when: datetime, *, rare: bool
) -> dict:
    link = item["linkId"]
    if "item" in item:
        return {
            **item,
            "item": [
                _varied_item(one, chance, words, when, rare=rare)
                for one in item["item"]
            ],
        }
    if link == "when":
        return {
            **item,
            "answer": [{"valueDateTime": when.isoformat(timespec="seconds")}],
        }
    if link in _TEXTS:
        text = " ".join(chance.choice(words) for _ in range(_TEXTS[link]))
        if rare and link == "clearer-words":
            text = f"{text} {RARE}"
        return {**item, "answer": [{"valueString": text}]}
    first = item["answer"][0]
    if "valueInteger" in first:
        return {**item, "answer": [{"valueInteger": chance.randint(0, 10)}]}
    if "valueCoding" in first:
        found = _guide().item(link)
        if found is not None and found.options:
            beside = [one for one in found.options if not one.exclusive]
            many = chance.sample(beside, min(len(item["answer"]), len(beside)))
            return {**item, "answer": [{"valueCoding": _coding(o.value)} for o in many]}
    return item


def _coding(value: object) -> dict[str, str]:
    assert isinstance(value, Coding)
    # Without its wording, as keeping writes it down.
    return {"system": value.system, "code": value.code}


def _later(chance: random.Random, when: datetime, row: UUID) -> bytes:
    guide = shelf.guide(shelf.LATER)
    at = guide.item("at")
    assert at is not None
    moment = (when + timedelta(minutes=90)).isoformat(timespec="seconds")
    answers = Answers(
        {
            "at": [o.value for o in at.options if o.code == "90-minutes"],
            "when": [moment],
            "mood": [chance.randint(0, 10)],
            "tension": [chance.randint(0, 10)],
        }
    )
    return guides.pack(
        guide,
        answers,
        ident=uuid4(),
        authored=moment,
        status="completed",
        of=f"QuestionnaireResponse/{row}",
    )
