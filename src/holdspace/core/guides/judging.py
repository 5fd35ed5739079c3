"""Whether a response from anywhere fits the form it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.asking import place_path
from holdspace.core.guides.collecting import first_with_items
from holdspace.core.guides.elsewhere import misfit_elsewhere
from holdspace.core.guides.enabling import Levels, enabled
from holdspace.core.guides.fitting import (
    MOST_VALUES,
    in_order,
    misfits,
    most_rows,
    option_for,
    rows_full,
)
from holdspace.core.guides.guide import ANSWERABLE
from holdspace.core.guides.missing import missing
from holdspace.core.guides.refusals import AnswersRefused, Problem
from holdspace.core.guides.scalars import ELEMENTS, read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdspace.core.guides.enabling import Level
    from holdspace.core.guides.guide import Guide, Item, Option
    from holdspace.core.guides.packing import Response
    from holdspace.core.guides.values import Value

    type _Values = dict[str, tuple[Value, ...]]
    type _Rows = dict[str, list[Answers]]

OTHER_FORM = "This response answers another form."
UNKNOWN = "The form has no such question here."
ORDER = "This stands in another place than in the form."
TWICE = "This stands here twice, and the form has it once."
NO_ANSWER_HERE = "The form asks nothing here, so no answer belongs here."
NOT_UNDER = "What follows a question stands under its answer."
EMPTY = "This answer is empty."
OTHER_KIND = "This is another kind of answer than the question asks for."
NOT_KNOWN = "This kind of question is not known here. It is kept as it came."
SWITCHED_OFF = "Other answers switch this question off."

# The elements that an answer may have, under the key that it has in the file.
_KEYS = {
    kind: {f"value{element}": element for element in elements}
    for kind, elements in ELEMENTS.items()
}
FINISHED = frozenset({"completed", "amended"})


def check_response(
    guide: Guide, response: Response, *, strict: bool = False
) -> tuple[Problem, ...]:
    """List where a response does not fit its form; nothing listed, all fits.

    Looks at places and order of items, kinds of answers, options, ranges, units,
    lengths, patterns and numbers of answers, at files and at what is referred to;
    and, in a finished response, at what is required and what is switched off.

    Args:
        guide: The form.
        response: The response to it.
        strict: Whether what is required has to be there even where nobody could
            answer it here: hidden, read-only, or of a kind that is not known.
    """
    return _judge(guide, response, strict=strict)[0]


def checked(guide: Guide, response: Response) -> Answers:
    """Give the answers of a response that fits its form: read and judged in one go.

    What is required and was left open counts as fitting: nobody here has to answer.

    Raises:
        AnswersRefused: ``check_response`` lists problems. It carries what can be
            read all the same.
    """
    problems, answers = _judge(guide, response, strict=False, needed=False)
    if problems:
        raise AnswersRefused(problems, answers)
    return answers


def _judge(
    guide: Guide, response: Response, *, strict: bool, needed: bool = True
) -> tuple[tuple[Problem, ...], Answers]:
    judging = _Judging()
    url = response.canonical.partition("|")[0]
    if url and guide.url and url != guide.url:
        path = "QuestionnaireResponse.questionnaire"
        judging.problems.append(Problem("", path, OTHER_FORM))
    values: _Values = {}
    rows: _Rows = {}
    items = response.raw.get("item", [])
    judging.level(items, guide.inside, "QuestionnaireResponse", values, rows)
    # What stands in its place was gathered on the way. Where something does not,
    # the answers are read again by the reader that does not insist on places.
    answers = response.answers(guide) if judging.problems else Answers(values, rows)
    if response.status in FINISHED:
        held = judging.held if strict else None
        moment = response.authored or None
        judging.problems += _unsettled(guide, answers, moment, held, needed=needed)
    return tuple(judging.problems), answers


def _unsettled(
    guide: Guide,
    answers: Answers,
    moment: str | None,
    held: Mapping[str, int] | None,
    *,
    needed: bool,
) -> Iterator[Problem]:
    levels = Levels(guide, answers)
    on = enabled(guide, answers, levels, moment=moment)
    if needed:
        yield from missing(guide, answers, on=on, held=held)
    for scope in levels.scopes:
        for level in levels.at(scope):
            if all(level.prefix + link in on for link in level.chain[-1].links):
                continue
            yield from _switched_off(guide, scope, level, on)


def _switched_off(
    guide: Guide, scope: tuple[str, ...], level: Level, on: frozenset[str]
) -> Iterator[Problem]:
    links = level.chain[-1].links
    for link, place in guide.places.items():
        name = level.prefix + link
        if place.scope == scope and link in links and name not in on:
            path = place_path(guide, link, level.indexes)
            yield Problem(link, path, SWITCHED_OFF, name)


class _Judging:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.held: Counter[str] = Counter()

    def say(self, item: Item | None, path: str, sentence: str) -> None:
        link = item.link_id if item else ""
        self.problems.append(Problem(link, path, sentence))

    def level(
        self,
        found: list[dict[str, Any]],
        places: Mapping[str, tuple[int, Item]],
        path: str,
        values: _Values,
        rows: _Rows,
    ) -> None:
        seen: dict[str, int] = {}
        last = -1
        for number, one in enumerate(found):
            here = f"{path}.item[{number}]"
            known = places.get(one["linkId"])
            if known is None:
                self.say(None, here, UNKNOWN)
                continue
            place, item = known
            count = seen.get(item.link_id, 0) + 1
            if count > 1 and not item.is_rows:
                self.say(item, here, TWICE)
            elif place < last:
                self.say(item, here, ORDER)
            seen[item.link_id] = count
            if item.is_rows and count == most_rows(item) + 1:
                self.say(item, here, rows_full(item))
            last = max(last, place)
            self.one(item, one, here, values, rows)

    def one(
        self,
        item: Item,
        found: dict[str, Any],
        path: str,
        values: _Values,
        rows: _Rows,
    ) -> None:
        inner, answers = found.get("item", ()), found.get("answer", ())
        if item.is_question:
            if inner:
                self.say(item, path, NOT_UNDER)
            read = self.answers(item, answers, path)
            if read and item.supported:
                values[item.link_id] = read
            elif not item.supported:
                self.held[item.link_id] += len(answers)
            if item.items:
                self.under(item, answers, path, values, rows)
            return
        if answers:
            self.say(item, path, NO_ANSWER_HERE)
        if item.is_rows:
            row_values: _Values = {}
            row_rows: _Rows = {}
            self.level(inner, item.inside, path, row_values, row_rows)
            row = Answers(row_values, row_rows)
            rows.setdefault(item.link_id, []).append(row)
        else:
            self.level(inner, item.inside, path, values, rows)

    def answers(
        self, item: Item, answers: list[dict[str, Any]], path: str
    ) -> tuple[Value, ...]:
        fitting = _offered(item, answers)
        if fitting is not None:
            return fitting
        values: list[Value] = []
        places: list[str] = []
        for number, answer in enumerate(answers):
            if "item" in answer and not item.items:
                self.level(answer["item"], {}, f"{path}.answer[{number}]", {}, {})
            value, sentence = _read(item, answer)
            if sentence:
                self.say(item, f"{path}.answer[{number}]", sentence)
            elif value is not None:
                values.append(value)
                places.append(f"{path}.answer[{number}]")
        for sentence, at in misfits(item, values):
            self.say(item, path if at is None else places[at], sentence)
        return in_order(item, values)

    def under(
        self,
        item: Item,
        answers: Sequence[Mapping[str, Any]],
        path: str,
        values: _Values,
        rows: _Rows,
    ) -> None:
        """Judge what follows a question; only what can be read again counts."""
        first = first_with_items(answers)
        for number, answer in enumerate(answers):
            here = f"{path}.answer[{number}]"
            counts = first is not None and first[0] == number
            into = (values, rows) if counts else ({}, {})
            self.level(answer.get("item", []), item.inside, here, *into)


def _offered(
    item: Item, answers: Sequence[Mapping[str, Any]]
) -> tuple[Value, ...] | None:
    """Read answers that are options of the question and fit it, or nothing.

    Most answers of a diary are; this spares them the longer way round.
    """
    by_code = item.by_code
    if not answers or not by_code or len(answers) > MOST_VALUES:
        return None
    options: list[Option] = []
    for answer in answers:
        found = answer.get("valueCoding")
        if len(answer) != 1 or not isinstance(found, dict):
            return None
        system, code = found.get("system", ""), found.get("code")
        if not isinstance(system, str) or not isinstance(code, str):
            return None
        option = by_code.get((system, code))
        if option is None:
            return None
        options.append(option)
    if len(options) == 1:
        return (options[0].value,)
    codes = {option.code for option in options if not option.exclusive}
    if not item.repeats or len(codes) != len(options):
        return None
    return tuple([option.value for option in item.options if option.code in codes])


def _read(item: Item, answer: Mapping[str, Any]) -> tuple[Value | None, str | None]:
    """Read one answer, or say why it is none to this question."""
    keys = [key for key in answer if key.startswith("value")]
    if not keys:
        return None, None if answer.get("item") else EMPTY
    if item.pointed_at and keys == ["valueReference"]:
        return None, misfit_elsewhere(item, answer["valueReference"])
    offered = _KEYS.get(item.type)
    if offered is None:
        return None, NOT_KNOWN
    element = offered.get(keys[0])
    if element is None or len(keys) > 1:
        return None, OTHER_KIND
    if item.type not in ANSWERABLE:
        return None, misfit_elsewhere(item, answer[keys[0]])
    value = read_scalar(element, answer[keys[0]])
    option = None if value is None else option_for(item, value)
    other = option is not None and option.element != element
    return value, OTHER_KIND if value is None or other else None
