"""From a person's form to answers, and back to a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.core.guides import fitting
from holdspace.core.guides.answers import Answers
from holdspace.core.guides.asking import level_items, place_path, screen_items
from holdspace.core.guides.guide import CHOICES
from holdspace.core.guides.missing import missing
from holdspace.core.guides.naming import CLOCK, DAY, OWN, UNIT, posted_rows, row_name
from holdspace.core.guides.posting import (
    Unfit,
    chosen,
    clean,
    folded,
    own_words,
    read_amount,
    read_parts,
    read_text,
    written,
    written_unit,
)
from holdspace.core.guides.refusals import AnswersRefused, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from holdspace.core.guides.guide import Guide, Item
    from holdspace.core.guides.values import Value


def check(
    guide: Guide,
    given: Mapping[str, Sequence[str]],
    *,
    zone: tzinfo,
    screen: Item | None = None,
    complete: bool = False,
) -> Answers:
    """Turn what a form posted into answers to the guide, or to one screen of it.

    Everything may be left out, and names that the guide does not know are
    passed over. Answers to switched-off questions are kept: ``settle`` leaves
    them out when the guide is finished.

    Args:
        guide: The guide that was asked.
        given: The form's fields, as they came.
        zone: Where the person is; local times are kept with its offset.
        screen: One of ``guide.screens``, or None for all of them.
        complete: Whether questions that the guide requires must be answered.

    Raises:
        AnswersRefused: Some answers do not fit. It carries the others.
    """
    form = _Form(guide, given, zone)
    answers = form.level(screen_items(guide, screen), "", ())
    if complete:
        form.problems += missing(guide, answers, screen)
    if form.problems:
        raise AnswersRefused(form.problems, answers)
    return answers


def given_from(guide: Guide, answers: Answers) -> dict[str, list[str]]:
    """Fill a form again: the fields that ``check`` would read as these answers."""
    fields: dict[str, list[str]] = {}
    _fill(guide.items, answers, "", fields)
    return fields


def words_of(guide: Guide, answers: Answers) -> tuple[str, ...]:
    """Gather all that the person wrote in their own words, in the guide's order."""
    return tuple(_words(guide.items, answers))


def begin(guide: Guide, *, moment: str | None = None) -> Answers:
    """Give the answers that the guide itself proposes at the start.

    Args:
        guide: The guide.
        moment: What ``now()`` says in an expression, as a FHIR dateTime.
    """
    begun = _begun(guide.items)
    if guide.formulas.initial:
        # Only a guide with expressions pays for what can work them out.
        from holdspace.core.guides.working import propose

        return propose(guide, begun, moment)
    return begun


class _Form:
    """One posted form and what was found not to fit in it."""

    def __init__(
        self, guide: Guide, given: Mapping[str, Sequence[str]], zone: tzinfo
    ) -> None:
        self.guide = guide
        self.given = given
        self.zone = zone
        self.problems: list[Problem] = []
        self.rows_given = posted_rows(given)

    def level(
        self, items: Iterable[Item], prefix: str, indexes: tuple[int, ...]
    ) -> Answers:
        values: dict[str, tuple[Value, ...]] = {}
        rows: dict[str, list[Answers]] = {}
        for item in level_items(items, in_row=bool(indexes)):
            if item.is_rows:
                rows[item.link_id] = self.rows(item, prefix, indexes)
            else:
                values[item.link_id] = self.question(item, prefix, indexes)
        return Answers(values, rows)

    def rows(self, group: Item, prefix: str, indexes: tuple[int, ...]) -> list[Answers]:
        filled: list[Answers] = []
        for index in self.rows_given.get(prefix + group.link_id, ()):
            inner = row_name(prefix, group.link_id, index)
            row = self.level(group.items, inner, (*indexes, index))
            if row and len(filled) == fitting.most_rows(group):
                self.problem(group, prefix, indexes, fitting.rows_full(group))
                break
            if row:
                filled.append(row)
        return filled

    def question(
        self, item: Item, prefix: str, indexes: tuple[int, ...]
    ) -> tuple[Value, ...]:
        name = prefix + item.link_id
        try:
            values = self.values(item, name)
            for misfit in fitting.misfits(item, values):
                raise Unfit(misfit.sentence)
        except Unfit as unfit:
            self.problem(item, prefix, indexes, unfit.sentence)
            return ()
        return values

    def values(self, item: Item, name: str) -> tuple[Value, ...]:
        texts = self.texts(name)
        if item.type in CHOICES:
            return self.choices(item, texts, name)
        if item.type == "quantity":
            return self.amounts(item, name)
        if item.type == "dateTime":
            day, clock = self.texts(name + DAY), self.texts(name + CLOCK)
            if day or clock:
                return (read_parts(_first(day), _first(clock), self.zone),)
        return tuple(read_text(item, text, self.zone) for text in texts)

    def amounts(self, item: Item, name: str) -> tuple[Value, ...]:
        # Number and unit belong together by their places, so none is passed over.
        numbers = [clean(text) for text in self.given.get(name, ())]
        units = [clean(text) for text in self.given.get(name + UNIT, ())]
        units += units[-1:] * (len(numbers) - len(units)) or [""] * len(numbers)
        pairs = zip(numbers, units, strict=False)
        return tuple(read_amount(item, *pair) for pair in pairs if pair[0].strip())

    def choices(self, item: Item, texts: list[str], name: str) -> tuple[Value, ...]:
        found: list[Value] = []
        for text in texts:
            word = folded(text)
            value = chosen(item, text)
            if value is None:
                value = chosen(item, word)
            if value is None and item.type == "choice":
                raise Unfit(fitting.NOT_OFFERED)
            found.append(word if value is None else value)
        if item.type == "open-choice":
            for word in own_words(self.texts(name + OWN)):
                value = chosen(item, word, typed=True)
                found.append(word if value is None else value)
        return fitting.in_order(item, list(dict.fromkeys(found)))

    def texts(self, name: str) -> list[str]:
        cleaned = (clean(text) for text in self.given.get(name, ()))
        return [text for text in cleaned if text.strip()]

    def problem(
        self, item: Item, prefix: str, indexes: tuple[int, ...], sentence: str
    ) -> None:
        path = place_path(self.guide, item.link_id, indexes)
        name = prefix + item.link_id
        self.problems.append(Problem(item.link_id, path, sentence, name))


def _first(texts: list[str]) -> str:
    return texts[0].strip() if texts else ""


def _fill(
    items: Iterable[Item], answers: Answers, prefix: str, fields: dict[str, list[str]]
) -> None:
    for item in level_items(items, in_row=bool(prefix)):
        values = answers.values(item.link_id)
        if values:
            name = prefix + item.link_id
            fields[name] = [written(item, value) for value in values]
            if item.type == "quantity":
                fields[name + UNIT] = [written_unit(item, value) for value in values]
        for index, row in enumerate(answers.rows(item.link_id)):
            _fill(item.items, row, row_name(prefix, item.link_id, index), fields)


def _words(items: Iterable[Item], answers: Answers) -> Iterable[str]:
    for item in items:
        if item.is_rows:
            for row in answers.rows(item.link_id):
                yield from _words(item.items, row)
            continue
        if item.type in ("string", "text", "open-choice", "url"):
            for value in answers.values(item.link_id):
                if isinstance(value, str) and not fitting.option_for(item, value):
                    yield value
        yield from _words(item.items, answers)


def _begun(items: Iterable[Item]) -> Answers:
    begun = Answers()
    for item in items:
        if item.is_rows:
            begun = begun.with_rows(item.link_id, [_begun(item.items)])
            continue
        if item.is_question and item.supported:
            ticked = [option.value for option in item.options if option.initial]
            values = fitting.in_order(item, [*item.initial, *ticked])
            if any(fitting.misfits(item, values)):
                # What the form proposes and would itself refuse is not begun with.
                values = ()
            begun = begun.with_values(item.link_id, values)
        inner = _begun(item.items)
        begun = begun.merged(inner, inner.links)
    return begun
