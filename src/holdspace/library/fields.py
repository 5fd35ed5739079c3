"""How the items of a guide become fields on a page: decided here, drawn elsewhere.

Everything a template shows is a value in this module, so that it can be tested
without a page. Nothing here reads a clock, a session or a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from holdspace.core.guides import Answers, Coding, enabled, given_from, moment_parts
from holdspace.library.kinds import (
    INPUT_MODES,
    LEDGER,
    end_of,
    kind_of,
    own_label,
    steps_of,
)
from holdspace.library.shapes import (
    FieldPage,
    InputPage,
    OptionPage,
    RowPage,
    input_type,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from holdspace.core.guides import Guide, Item, Problem, Value
    from holdspace.library.shapes import Kind

__all__ = ["FieldPage", "Given", "Sheet", "fields_of", "with_needs_in_ledger"]

type Given = Mapping[str, Sequence[str]]

OWN: Final = "+own"
NEEDS: Final = "needs"
NEED: Final = "need"
FILLED_WITH_NOW: Final = "when"
# A display item of this family offers a quiet moment.
SETTLING: Final = "settling-"
SUGGESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "minutes": ("2", "5", "10", "20", "30", "60"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies beside the guide when its fields are drawn.

    Args:
        answers: What is known so far; decides which items are switched on.
        given: Raw strings of a form that comes back. When it is there it is
            shown instead of the answers, exactly as it was typed.
        own: Words the person added, by the link id of the question.
        hidden: Codes the person hides, by link id. A chosen one still shows.
        problems: What the answers did not fit, shown beside the fields.
        now: The moment put into an unanswered ``when``. Its zone is the one in
            which moments are shown; without ``now`` that is UTC.
        zone: The name of that zone, which goes back with the form.
        leave_out: Link ids that this page does not ask for.
        whole: All screens stand on one page, so that a condition hanging on
            any question of the guide may change under the person's hands.
        apart: Some letters put into every id, for a page with several forms.
    """

    answers: Answers = field(default_factory=Answers)
    given: Given | None = None
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    now: datetime | None = None
    zone: str = ""
    leave_out: Collection[str] = ()
    whole: bool = False
    apart: str = ""

    @property
    def shown_in(self) -> tzinfo:
        """Where moments are shown; what the form sends back names the same zone."""
        return (self.now and self.now.tzinfo) or UTC


def fields_of(guide: Guide, screen: Item, sheet: Sheet) -> tuple[FieldPage, ...]:
    """Lay out one screen of a guide.

    Items that are hidden are left out; what was written under an item that is
    switched off or left out here travels with the form, unseen. An item whose condition
    hangs on a question of the same screen is always there, because the answer
    may change under the person's hands; the page's style shows or hides it.
    """
    given = sheet.given
    paper = _Paper(
        sheet=sheet,
        given=given_from(guide, sheet.answers) if given is None else given,
        on=enabled(guide, sheet.answers),
        here=frozenset(
            item.link_id
            for item in _all_of(guide.items if sheet.whole else screen.items)
        ),
    )
    return paper.lay(screen.items, before="")


def with_needs_in_ledger(answers: Answers) -> Answers:
    """Give every chosen need a line in the support ledger, if it has none yet.

    A line about a need that was taken away again stays if anything was said in
    it: what came of it is still the person's own note.
    """
    chosen = [need for need in answers.values(NEEDS) if _word(need) != "none"]
    wanted = {_word(need) for need in chosen}
    rows = tuple(
        row
        for row in answers.rows(LEDGER)
        if row.links != {NEED} or _word(row.first(NEED)) in wanted
    )
    known = {_word(row.first(NEED)) for row in rows}
    fresh = tuple(
        Answers().with_values(NEED, (need,))
        for need in chosen
        if _word(need) not in known
    )
    return answers.with_rows(LEDGER, (*rows, *fresh))


@dataclass(frozen=True, slots=True)
class _Moment:
    date: str = ""
    time: str = ""
    instant: str = ""


@dataclass(frozen=True, slots=True)
class _Paper:
    sheet: Sheet
    given: Given
    on: frozenset[str]
    here: frozenset[str]

    def lay(self, items: Sequence[Item], before: str) -> tuple[FieldPage, ...]:
        return tuple(
            field
            for item in items
            for field in (
                (self._field(item, before),)
                if self._shows(item, before)
                else self._unseen(item, before)
            )
        )

    def _unseen(self, item: Item, before: str) -> tuple[FieldPage, ...]:
        # What a screen asks is replaced by what its form brings. Words under a
        # question that is switched off would vanish if they did not travel.
        if before or item.hidden or item.read_only:
            return ()
        carried = tuple(self._given_to(item, before))
        if not carried:
            return ()
        name = item.link_id
        return (FieldPage("carried", name, name, "", "", carried=carried),)

    def _shows(self, item: Item, before: str) -> bool:
        if item.hidden or item.link_id in self.sheet.leave_out:
            return False
        if item.link_id == LEDGER and not _row_numbers(self.given, LEDGER):
            return False
        # Inside a row the engine decides row by row; the row shows them all.
        if before or item.link_id in self.on:
            return True
        return any(rule.question in self.here for rule in item.enable_when)

    def _field(self, item: Item, before: str) -> FieldPage:
        name = before + item.link_id
        kind = kind_of(item)
        values = tuple(self.given.get(name, ()))
        ident = _ident(name, self.sheet.apart)
        moment = self._moment(item, name) if kind == "moment" else _Moment()
        return FieldPage(
            kind=kind,
            link_id=item.link_id,
            name=name,
            id=ident,
            label=f"{item.prefix} {item.text}".strip(),
            hint=item.help or item.prompt,
            problems=self._problems(item, name),
            options=self._options(item, kind, values, ident),
            inputs=_inputs(item, kind, values, ident),
            input_type=input_type(item.type, values),
            input_mode=INPUT_MODES.get(item.type, "text"),
            suggestions=SUGGESTED.get(item.link_id, ()),
            low=end_of(item.low_label, item.minimum),
            high=end_of(item.high_label, item.maximum),
            own_label=own_label(item),
            own=", ".join(self.given.get(name + OWN, ())),
            date=moment.date,
            time=moment.time,
            instant=moment.instant,
            zone=self.sheet.zone if self.sheet.now else "UTC",
            settling=item.link_id.startswith(SETTLING),
            rows=self._rows(item, kind, name),
            fields=self.lay(item.items, before) if kind == "group" else (),
        )

    def _problems(self, item: Item, name: str) -> tuple[str, ...]:
        found = (
            one.sentence
            for one in self.sheet.problems
            if (one.name == name if one.name else one.link_id == item.link_id)
        )
        return tuple(dict.fromkeys(found))

    def _options(
        self, item: Item, kind: Kind, values: Sequence[str], ident: str
    ) -> tuple[OptionPage, ...]:
        if kind == "scale":
            pairs = [(str(step), str(step), False) for step in steps_of(item)]
        elif kind == "yes-no":
            pairs = [("yes", "yes", False), ("no", "no", False)]
        elif kind in {"chips", "choice", "body"}:
            pairs = list(self._choices(item, values))
        else:
            pairs = []
        return tuple(
            OptionPage(f"{ident}-{at}", value, text, value in values, exclusive)
            for at, (value, text, exclusive) in enumerate(pairs)
        )

    def _choices(
        self, item: Item, values: Sequence[str]
    ) -> Iterator[tuple[str, str, bool]]:
        hidden = self.sheet.hidden.get(item.link_id, ())
        codes = {option.code for option in item.options}
        for option in item.options:
            if option.code not in hidden or option.code in values:
                yield option.code, option.text, option.exclusive
        if item.type == "open-choice":
            added = (*self.sheet.own.get(item.link_id, ()), *values)
            for word in dict.fromkeys(added):
                if word and word not in codes:
                    yield word, word, False

    def _moment(self, item: Item, name: str) -> _Moment:
        date, time = (self.given.get(f"{name}.{part}") for part in ("date", "time"))
        if date is not None or time is not None:
            return _Moment("".join((date or ())[:1]), "".join((time or ())[:1]))
        kept = "".join(self.given.get(name, ())[:1])
        now = self.sheet.now
        # A form that comes back empty was emptied on purpose.
        if now and item.link_id == FILLED_WITH_NOW and self.sheet.given is None:
            kept = kept or now.isoformat(timespec="seconds")
        date_kept, time_kept = moment_parts(kept, self.sheet.shown_in)
        return _Moment(date_kept, time_kept, kept if time_kept else "")

    def _rows(self, item: Item, kind: Kind, name: str) -> tuple[RowPage, ...]:
        if kind not in {"rows", "ledger"}:
            return ()
        there = _row_numbers(self.given, name)
        if kind == "ledger":
            return tuple(self._ledger_row(item, f"{name}.{at}.") for at in there)
        blank = there[-1] + 1 if there else 0
        rows = enumerate((*there, blank), start=1)
        return tuple(self._row(str(place), item, f"{name}.{at}.") for place, at in rows)

    def _row(self, label: str, item: Item, before: str) -> RowPage:
        return RowPage(
            label,
            self.lay(item.items, before),
            tuple(self._carried(item.items, before)),
        )

    def _ledger_row(self, item: Item, before: str) -> RowPage:
        need = "".join(self.given.get(f"{before}{NEED}", ())[:1])
        texts = {o.code: o.text for child in item.items for o in child.options}
        asked = [child for child in item.items if child.link_id != NEED]
        carried = ((f"{before}{NEED}", need), *self._carried(asked, before))
        return RowPage(texts.get(need, need), self.lay(asked, before), carried)

    def _carried(self, items: Sequence[Item], before: str) -> Iterator[tuple[str, str]]:
        # The engine reads a row as a whole, so what the row does not show has
        # to travel with it, or it would be lost.
        for item in items:
            if item.hidden or item.read_only:
                yield from self._given_to(item, before)
            elif item.type == "group" and not item.repeats:
                yield from self._carried(item.items, before)

    def _given_to(self, item: Item, before: str) -> Iterator[tuple[str, str]]:
        name = before + item.link_id
        for one, values in self.given.items():
            if one in {name, name + OWN} or one.startswith(f"{name}."):
                yield from ((one, value) for value in values)
        if not item.repeats:
            for child in item.items:
                yield from self._given_to(child, before)


def _inputs(
    item: Item, kind: Kind, values: Sequence[str], ident: str
) -> tuple[InputPage, ...]:
    if kind == "fixed":
        texts = {option.code: option.text for option in item.options}
        values = tuple(texts.get(value, value) for value in values)
    elif kind not in {"text", "line", "number"}:
        return ()
    elif item.repeats:
        values = (*values, "")
    else:
        values = tuple(values[:1]) or ("",)
    return tuple(
        InputPage(f"{ident}-{at}" if at else ident, value)
        for at, value in enumerate(values)
    )


def _row_numbers(given: Given, name: str) -> tuple[int, ...]:
    shape = re.compile(re.escape(name) + r"\.(0|[1-9]\d{0,3})\..+", re.DOTALL)
    found = (shape.fullmatch(one) for one in given)
    return tuple(sorted({int(match[1]) for match in found if match}))


def _all_of(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _all_of(item.items)


def _word(value: Value | None) -> str:
    return value.code if isinstance(value, Coding) else str(value)


def _ident(name: str, apart: str) -> str:
    # Link ids may hold anything; an id may not. Escaping keeps two names apart,
    # and the length keeps "a" with an ending apart from a link id "a-ending".
    safe = re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", name)
    return f"f{apart}{len(safe)}-{safe}"
