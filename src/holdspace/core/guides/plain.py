"""The plain response, which nearly every one is: read and found fitting in one go.

A plain response has nothing in it but what we write ourselves: no extensions, no
texts beside the answers, no numbers with a point. msgspec takes such a one apart
while it checks its shape. Whatever is not plain, or not at once seen to fit, is
nobody's mistake: it is read and judged the longer way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.collecting import OF
from holdspace.core.guides.enabling import Levels, enabled, holds
from holdspace.core.guides.fitting import MOST_ROWS, MOST_VALUES, limit
from holdspace.core.guides.guide import TEXTS
from holdspace.core.guides.judging import FINISHED
from holdspace.core.guides.values import is_date, is_moment, is_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdspace.core.guides.guide import Guide, Item, Way
    from holdspace.core.guides.values import Value


_NONE = msgspec.Raw(b"[]")


class PlainItem(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    """One item of a plain response; its answers are not taken apart yet."""

    link_id: str
    answer: msgspec.Raw = _NONE
    item: tuple[PlainItem, ...] = ()


class PlainResponse(
    msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"
):
    """A response with nothing in it but what we write ourselves."""

    resource_type: Literal["QuestionnaireResponse"]
    id: str
    questionnaire: str
    status: Literal["completed", "amended", "in-progress"]
    authored: str
    item: tuple[PlainItem, ...] = ()


class _Words(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    value_string: str


class _Named(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    reference: str


class _Reference(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    value_reference: _Named


_PLAIN = msgspec.json.Decoder(PlainResponse)
_ANSWERS = msgspec.json.Decoder(list[msgspec.Raw])
_WORDS = msgspec.json.Decoder(_Words)
_TEXT = msgspec.json.Decoder(tuple[_Words])
_MOMENT = msgspec.json.Decoder(dict[str, str])
_MOMENTS = {
    "dateTime": ("valueDateTime", is_moment),
    "date": ("valueDate", is_date),
    "time": ("valueTime", is_time),
}
_REFERENCES = msgspec.json.Decoder(list[_Reference])


def read_plain(raw: bytes | msgspec.Raw) -> PlainResponse | None:
    """Read a response if it is a plain one."""
    try:
        return _PLAIN.decode(raw)
    except (ValueError, RecursionError):
        return None


def of_plain(items: Iterable[PlainItem]) -> str | None:
    """Give the response that this one follows, if it names one."""
    for one in items:
        if one.link_id == OF:
            try:
                return _REFERENCES.decode(one.answer)[0].value_reference.reference
            except (ValueError, IndexError):
                return None
        inner = of_plain(one.item) if one.item else None
        if inner:
            return inner
    return None


def fitting_answers(guide: Guide, plain: PlainResponse) -> Answers | None:
    """Give the answers of a response that is seen to fit its guide, else nothing.

    Never gives answers to a response in which ``check_response`` finds a problem.
    """
    if plain.questionnaire != guide.canonical or guide.required:
        return None
    if guide.strict or guide.formulas:
        return None
    answers = _level(plain.item, guide.ways)
    if answers is None or plain.status not in FINISHED:
        return answers
    return answers if _all_on(guide, answers) else None


def _all_on(guide: Guide, answers: Answers) -> bool:
    """Tell whether nothing that was answered is switched off."""
    doubtful = answers.links - guide.free
    if guide.free_rows and all(_is_on(guide, link, answers) for link in doubtful):
        return True
    levels = Levels(guide, answers)
    on = enabled(guide, answers, levels)
    return all(
        level.prefix + link in on
        for scope in levels.scopes
        for level in levels.at(scope)
        for link in level.chain[-1].links
    )


def _is_on(guide: Guide, link: str, answers: Answers) -> bool:
    """Tell whether an item is surely on, from rules that stand by themselves."""
    item, parent, _ = guide.places[link]
    if parent and parent not in guide.free:
        return False
    held = []
    for rule in item.enable_when:
        if rule.question not in guide.always:
            return False
        held.append(holds(rule, answers.values(rule.question)))
    return any(held) if item.enable_any else all(held)


def _level(found: Iterable[PlainItem], ways: Mapping[str, Way]) -> Answers | None:
    values: dict[str, tuple[Value, ...]] = {}
    rows: dict[str, list[Answers]] = {}
    if not _gather(found, ways, values, rows):
        return None
    return Answers(values, rows) if rows else Answers.of_values(values)


def _gather(
    found: Iterable[PlainItem],
    ways: Mapping[str, Way],
    values: dict[str, tuple[Value, ...]],
    rows: dict[str, list[Answers]],
) -> bool:
    last = -1
    for one in found:
        way = ways.get(one.link_id)
        if way is None:
            return False
        place, link, plain, item = way
        if place <= last and not (place == last and item.is_rows):
            return False
        last = place
        if plain is not None:
            # Nearly every answer is one of those that are known byte for byte.
            written = bytes(one.answer)
            read = plain.get(written)
            if read is None:
                read = _read(item, written)
            if read is None or one.item:
                return False
            if read:
                values[link] = read
        elif one.answer is not _NONE:
            return False
        elif item.is_rows:
            row = _level(one.item, item.ways)
            kept = rows.setdefault(link, [])
            if row is None or len(kept) == MOST_ROWS:
                return False
            kept.append(row)
        elif not _gather(one.item, item.ways, values, rows):
            return False
    return True


def _read(item: Item, raw: bytes) -> tuple[Value, ...] | None:
    """Read what was answered to one question if all of it fits, else nothing."""
    chosen = item.chosen if item.repeats else None
    if not chosen:
        return _words(item, raw) if item.type in TEXTS else _at_length(item, raw)
    # Where these signs stand inside of an answer, a part is none of those known.
    parts = raw[2:-3].split(b"}},{")
    options = dict([one for one in map(chosen.get, parts) if one is not None])
    if len(options) != len(parts) or len(parts) > MOST_VALUES:
        return _at_length(item, raw)
    if item.alone and item.alone & options.keys():
        return None
    return tuple([options[rank] for rank in sorted(options)])


def _words(item: Item, raw: bytes) -> tuple[Value, ...] | None:
    """Read one text, which is what nearly every text is, without taking it apart."""
    if not item.supported or item.options or item.min_length is not None:
        return _at_length(item, raw)
    try:
        words = _TEXT.decode(raw)[0].value_string
    except ValueError:
        return _at_length(item, raw)
    return (words,) if _has_room(item, words) else None


def _at_length(item: Item, raw: bytes) -> tuple[Value, ...] | None:
    """Take the answers apart: there are own words among them, or a moment."""
    try:
        if item.type == "reference":
            # Such as the item that names what a response follows: read by ``of``.
            return () if _REFERENCES.decode(raw) else None
        answers = _ANSWERS.decode(raw)
    except ValueError:
        return None
    if len(answers) == 1:
        return _typed(item, answers[0])
    if not item.repeats or len(answers) > MOST_VALUES:
        return None
    options: dict[int, Value] = {}
    own: dict[Value, None] = {}
    for answer in answers:
        known = item.chosen.get(bytes(answer)[1:-2])
        if known is not None:
            options[known[0]] = known[1]
        else:
            own.update(dict.fromkeys(_typed(item, answer) or ()))
    # Twice the same, or one that is none of these: that is judged at length.
    if len(options) + len(own) != len(answers) or item.alone & options.keys():
        return None
    return (*(options[rank] for rank in sorted(options)), *own)


def _typed(item: Item, answer: msgspec.Raw) -> tuple[Value, ...] | None:
    """Read one answer in a person's own words, or the moment or response it names."""
    kind = item.type
    if not item.supported:
        return None
    try:
        if kind in ("text", "string", "open-choice") and item.min_length is None:
            words = _WORDS.decode(answer).value_string
            free = kind == "open-choice" or not item.options
            known = item.options and words in item.offered
            return (words,) if free and not known and _has_room(item, words) else None
        if kind in _MOMENTS and item.minimum is None and item.maximum is None:
            element, is_right = _MOMENTS[kind]
            found = _MOMENT.decode(answer)
            fits = found.keys() == {element} and is_right(found[element])
            return (found[element],) if fits else None
    except ValueError:
        pass
    return None


def _has_room(item: Item, words: str) -> bool:
    return 0 < len(words) <= limit(item)
