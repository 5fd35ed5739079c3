"""Whether a response from anywhere fits the form it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from holdspace.core.guides.asking import place_path
from holdspace.core.guides.collecting import read_answer
from holdspace.core.guides.enabling import Levels, enabled
from holdspace.core.guides.fitting import MOST_ROWS, TOO_MANY_ROWS, misfits
from holdspace.core.guides.guide import ANSWERABLE
from holdspace.core.guides.missing import missing
from holdspace.core.guides.refusals import Problem
from holdspace.core.guides.scalars import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.core.guides.guide import Guide, Item
    from holdspace.core.guides.packing import Response

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

_FINISHED = frozenset({"completed", "amended"})


def check_response(guide: Guide, response: Response) -> tuple[Problem, ...]:
    """List where a response does not fit its form; nothing listed, all fits.

    Looks at places and order of items, kinds of answers, options, ranges,
    lengths and numbers of answers; and, in a finished response, at what is
    required and what is switched off.
    """
    judging = _Judging()
    url = response.canonical.partition("|")[0]
    if url and guide.url and url != guide.url:
        path = "QuestionnaireResponse.questionnaire"
        judging.problems.append(Problem("", path, OTHER_FORM))
    judging.level(response.raw.get("item", []), guide.items, "QuestionnaireResponse")
    if response.status in _FINISHED:
        judging.problems += _unsettled(guide, response)
    return tuple(judging.problems)


def _unsettled(guide: Guide, response: Response) -> Iterator[Problem]:
    answers = response.answers(guide)
    yield from missing(guide, answers)
    on = enabled(guide, answers)
    levels = Levels(guide, answers)
    for link, place in guide.places.items():
        for level in levels.at(place.scope):
            name = level.prefix + link
            if link in level.chain[-1].links and name not in on:
                path = place_path(guide, link, level.indexes)
                yield Problem(link, path, SWITCHED_OFF, name)


class _Judging:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def say(self, item: Item | None, path: str, sentence: str) -> None:
        link = item.link_id if item else ""
        self.problems.append(Problem(link, path, sentence))

    def level(
        self, found: list[dict[str, Any]], items: tuple[Item, ...], path: str
    ) -> None:
        places = {item.link_id: number for number, item in enumerate(items)}
        seen: Counter[str] = Counter()
        last = -1
        for number, one in enumerate(found):
            here = f"{path}.item[{number}]"
            place = places.get(one["linkId"])
            if place is None:
                self.say(None, here, UNKNOWN)
                continue
            item = items[place]
            if seen[item.link_id] and not item.is_rows:
                self.say(item, here, TWICE)
            elif place < last:
                self.say(item, here, ORDER)
            seen[item.link_id] += 1
            if seen[item.link_id] == MOST_ROWS + 1:
                self.say(item, here, TOO_MANY_ROWS)
            last = max(last, place)
            self.one(item, one, here)

    def one(self, item: Item, found: dict[str, Any], path: str) -> None:
        inner, answers = found.get("item", []), found.get("answer", [])
        if item.is_question:
            if inner:
                self.say(item, path, NOT_UNDER)
            self.answers(item, answers, path)
            return
        if answers:
            self.say(item, path, NO_ANSWER_HERE)
        self.level(inner, item.items, path)

    def answers(self, item: Item, answers: list[dict[str, Any]], path: str) -> None:
        values = []
        for number, answer in enumerate(answers):
            here = f"{path}.answer[{number}]"
            self.level(answer.get("item", []), item.items, here)
            sentence = _kind(item, answer)
            value = read_answer(item, answer) if not sentence else None
            if sentence:
                self.say(item, here, sentence)
            elif value is not None:
                values.append(value)
        for sentence in misfits(item, values):
            self.say(item, path, sentence)


def _kind(item: Item, answer: dict[str, Any]) -> str | None:
    keys = [key for key in answer if key.startswith("value")]
    if not keys:
        return EMPTY
    if item.type not in ELEMENTS:
        return NOT_KNOWN
    offered = {f"value{element}" for element in ELEMENTS[item.type]}
    if len(keys) > 1 or keys[0] not in offered:
        return OTHER_KIND
    if item.type in ANSWERABLE and read_answer(item, answer) is None:
        return OTHER_KIND
    return None
