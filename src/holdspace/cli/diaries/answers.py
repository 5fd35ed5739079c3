"""What one response says: its answers, taken from wherever they stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from holdspace.cli.diaries import dictionary
from holdspace.cli.diaries.refusals import LeftOut
from holdspace.cli.diaries.resources import Coding, reference_in, word_in
from holdspace.core.insights import Need
from holdspace.core.insights.phrases import OWN_WORD

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from holdspace.cli.diaries.resources import Answer, Item

MOST_WORDS: Final = 2_000
"""How many different own words of one file are told apart."""
MOST_CHOICES: Final = 255
"""How many choices at one question are looked at: as many as are kept in a space. The
same holds for the lines of the support ledger."""
LONGEST_WORD: Final = 200
MOST_DEPTH: Final = 32


@dataclass(slots=True)
class Said:
    """What one response says, or one line of its support ledger.

    Attributes:
        when: The moment it is about, as it was given.
        of: The response that it follows, as it was given.
        numbers: By question; yes and no are 1 and 0.
        choices: By question; a person's own words are marked.
        ledger: The lines of the support ledger.
    """

    when: str = ""
    of: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    ledger: list[Said] = field(default_factory=list)

    def first(self, link: str) -> str | None:
        """What was chosen first at a question."""
        found = self.choices.get(link)
        return found[0] if found else None

    def needs(self) -> Iterator[Need]:
        """The lines of the ledger that say what was needed."""
        for line in self.ledger:
            need = line.first("need")
            if need is not None:
                helped = line.first("helped")
                yield Need(need, line._flag("asked"), line._flag("came"), helped)

    def _flag(self, link: str) -> bool | None:
        found = self.numbers.get(link)
        return None if found is None else bool(found)


class Listener:
    """Takes answers, and counts what it does not take.

    Args:
        left_out: Where that is counted.
    """

    def __init__(self, left_out: Counter[LeftOut]) -> None:
        self._left_out = left_out
        self._words: set[str] = set()

    def said_in(self, items: Iterable[Item]) -> Said:
        """Give what a response with these items says."""
        said = Said()
        self._walk(items, said, said, 1)
        # Outside of a line nothing says which need these are about.
        for link in dictionary.OF_A_LINE:
            said.numbers.pop(link, None)
            said.choices.pop(link, None)
        return said

    def _walk(self, items: Iterable[Item], said: Said, into: Said, depth: int) -> None:
        if depth > MOST_DEPTH:
            return
        for item in items:
            answers = item.answer
            if answers:
                found = _TAKING.get(item.link_id)
                if found is not None:
                    take, link = found
                    take(self, link, answers, into)
                for answer in answers:
                    if answer.item:
                        self._walk(answer.item, said, into, depth + 1)
            if item.item:
                inner = into
                if item.link_id == dictionary.LEDGER:
                    inner = Said()
                    self._add(said.ledger, inner)
                self._walk(item.item, said, inner, depth + 1)

    def _add(self, ledger: list[Said], line: Said) -> None:
        if len(ledger) < MOST_CHOICES:
            ledger.append(line)
        else:
            self._left_out[LeftOut.CHOICE] += 1

    def _flag(self, link: str, answers: Sequence[Answer], into: Said) -> None:
        given = answers[-1].value_boolean
        if isinstance(given, bool):
            into.numbers[link] = float(given)

    def _when(self, _link: str, answers: Sequence[Answer], into: Said) -> None:
        into.when = answers[0].value_date_time or answers[0].value_date or ""

    def _of(self, _link: str, answers: Sequence[Answer], into: Said) -> None:
        into.of = reference_in(answers[0])

    def _number(self, link: str, answers: Sequence[Answer], into: Said) -> None:
        given = answers[-1].value_integer
        given = answers[-1].value_decimal if given is None else given
        if given is None:
            return
        low, high = dictionary.RANGES[link]
        fits = isinstance(given, int | float) and not isinstance(given, bool)
        if fits and low <= given <= high:
            into.numbers[link] = float(given)
        else:
            self._left_out[LeftOut.NUMBER] += 1

    def _choices(self, link: str, answers: Sequence[Answer], into: Said) -> None:
        known = _KNOWN[link]
        found = into.choices.setdefault(link, [])
        room = MOST_CHOICES - len(found)
        if len(answers) > room:
            self._left_out[LeftOut.CHOICE] += len(answers) - room
        for answer in answers[:room]:
            coding = answer.value_coding
            code = known.get(coding.code) if isinstance(coding, Coding) else None
            if code or (code := self._word(answer, link)):
                found.append(code)
        if not found:
            del into.choices[link]

    def _word(self, answer: Answer, link: str) -> str:
        """Give what was answered in another way than by a code that is known."""
        word = word_in(answer)
        if not word.strip():
            return ""
        if link in dictionary.OPEN and len(word) <= LONGEST_WORD:
            if word in self._words or len(self._words) < MOST_WORDS:
                self._words.add(word)
                return f"{OWN_WORD}{word}"
        elif word in dictionary.CODES[link]:
            return word
        self._left_out[LeftOut.CHOICE] += 1
        return ""


type _Take = Callable[[Listener, str, Sequence[Answer], Said], None]

# Codes and questions are given back as they stand here: thousands of answers then name
# a few texts, and not a text each.
_KNOWN: Final[Mapping[str, Mapping[str | None, str]]] = {
    link: {code: code for code in codes} for link, codes in dictionary.CODES.items()
}
_TAKING: Final[Mapping[str, tuple[_Take, str]]] = {
    **{link: (Listener._number, link) for link in dictionary.RANGES},
    **{link: (Listener._choices, link) for link in dictionary.CODES},
    **{link: (Listener._flag, link) for link in dictionary.FLAGS},
    "when": (Listener._when, "when"),
    "of": (Listener._of, "of"),
}
