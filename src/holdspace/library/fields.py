"""How the items of a guide become fields on a page: decided here, drawn elsewhere.

Everything a template shows is a value in this room, so that it can be tested
without a page. Nothing here reads a clock, a session or a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from holdspace.core.guides import Answers, given_from, work_out
from holdspace.library import filling
from holdspace.library.conditions import rules_of
from holdspace.library.facts import is_ours
from holdspace.library.filling import FILLED_WITH_NOW, OWN, UNIT
from holdspace.library.kinds import INPUT_MODES, LEDGER, end_of, kind_of, own_label
from holdspace.library.naming import outer
from holdspace.library.needs import NEED, with_needs_in_ledger
from holdspace.library.rows import (
    blank_rows,
    carried,
    given_to,
    most_rows,
    row_numbers,
)
from holdspace.library.shapes import (
    FieldPage,
    NotesPage,
    RowPage,
    input_type,
)
from holdspace.library.sheet import Given, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdspace.core.guides import Guide, Item
    from holdspace.library.shapes import Kind

__all__ = [
    "FieldPage",
    "Given",
    "Sheet",
    "fields_of",
    "notes_on",
    "with_needs_in_ledger",
]

# A display item of this family offers a quiet moment.
SETTLING: Final = "settling-"
SUGGESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "minutes": ("2", "5", "10", "20", "30", "60"),
}
# What a style sheet of ours shows and hides, so that no screen has to come back.
STYLED: Final = frozenset({"said-something-new", "trigger-words", "clearer-words"})
_ELSEWHERE: Final[Mapping[Kind, Kind]] = {"ledger": "rows", "body": "chips"}
_MEASURED: Final = frozenset({"number", "slider", "quantity"})
_LINK: Final = re.compile(r"https?://[^\s]+", re.IGNORECASE)


def fields_of(guide: Guide, screen: Item, sheet: Sheet) -> tuple[FieldPage, ...]:
    """Lay out one screen of a guide.

    Items that are hidden are left out; what was written under an item that is
    switched off or left out here travels with the form, unseen. An item whose condition
    hangs on a question of the same screen is always there, because the answer
    may change under the person's hands; it is hidden while it is off.
    """
    return tuple(
        _paper(guide, guide.items if sheet.whole else screen.items, sheet).screen(
            screen
        )
    )


def sheets_of(
    guide: Guide, screens: Sequence[Item], sheet: Sheet
) -> Iterator[tuple[Item, tuple[FieldPage, ...], FieldPage]]:
    """Lay out several screens that stand on one page, and when each is there."""
    paper = _paper(guide, guide.items if sheet.whole else screens, sheet)
    for screen in screens:
        yield screen, tuple(paper.screen(screen)), paper.frame(screen)


def _paper(guide: Guide, here: Sequence[Item], sheet: Sheet) -> _Paper:
    given = sheet.given
    if not is_ours(guide):
        # A person's lists of words belong to our own questions of the same name.
        sheet = replace(sheet, own={}, hidden={})
    moment = sheet.now.isoformat(timespec="seconds") if sheet.now else None
    worked = work_out(guide, sheet.answers, moment=moment)
    return _Paper(
        guide=guide,
        sheet=sheet,
        given=given_from(guide, sheet.answers) if given is None else given,
        on=worked.on,
        here=frozenset(item.link_id for item in _all_of(here)),
        counting=worked.answers,
    )


def notes_on(item: Item) -> NotesPage:
    """Gather what is said about an item beside its own text.

    Only an address of the web becomes a link. Any other one, such as a script's, is
    shown as the text that it is.
    """
    link = item.support_link
    is_web = _LINK.fullmatch(link) is not None
    return NotesPage(
        hint="\n".join(filter(None, (item.help, item.prompt))),
        more=item.flyover,
        legal=item.legal,
        link=link if is_web else "",
        source="" if is_web else link,
    )


@dataclass(frozen=True, slots=True)
class _Level:
    """Where fields stand: in the whole form, or in a row of a row.

    ``counting`` are the answers there that count, what the form works out among them.
    """

    counting: Answers
    prefixes: tuple[str, ...] = ("",)
    is_new: bool = False

    @property
    def before(self) -> str:
        return self.prefixes[-1]

    @property
    def in_row(self) -> bool:
        return len(self.prefixes) > 1

    def row(self, link: str, at: int, *, is_new: bool) -> _Level:
        rows = self.counting.rows(link)
        return _Level(
            rows[at] if at < len(rows) else Answers(),
            (*self.prefixes, f"{self.before}{link}.{at}."),
            self.is_new or is_new,
        )


@dataclass(frozen=True, slots=True)
class _Paper:
    guide: Guide
    sheet: Sheet
    given: Given
    on: frozenset[str]
    here: frozenset[str]
    counting: Answers
    places: count[int] = field(default_factory=lambda: count(1))

    def screen(self, screen: Item) -> Iterator[FieldPage]:
        level = _Level(self.counting)
        for item in screen.items:
            parent = self.guide.places[item.link_id].parent
            if parent and parent not in self.on and not self.sheet.whole:
                yield from self._unseen(item)
            else:
                on = not parent or parent in self.on
                yield from self.lay((item,), level, on=on)

    def frame(self, screen: Item) -> FieldPage:
        link = screen.link_id
        drawn = FieldPage("group", link, link, _ident(link, self.sheet.apart), "")
        if not link:
            return drawn
        level, is_on = _Level(self.counting), link in self.on
        return replace(drawn, **self._hung(screen, level, "", on=True, is_on=is_on))

    def lay(
        self, items: Sequence[Item], level: _Level, *, on: bool
    ) -> Iterator[FieldPage]:
        """Lay out items; ``on`` tells whether what they stand in is on."""
        for item in items:
            if self._shows(item, level, on=on):
                yield self._field(item, level, on=on)
            elif not level.in_row:
                yield from self._unseen(item)

    def _unseen(self, item: Item) -> Iterator[FieldPage]:
        # What a screen asks is replaced by what its form brings. Words under a
        # question that is switched off would vanish if they did not travel.
        if item.hidden or item.read_only:
            return
        found = tuple(given_to(self.given, item, ""))
        if found:
            name = item.link_id
            yield FieldPage("carried", name, name, "", "", carried=found)

    def _shows(self, item: Item, level: _Level, *, on: bool) -> bool:
        if item.hidden or item.link_id in self.sheet.leave_out:
            return False
        ledger = self._is_ours and item.link_id == LEDGER
        if ledger and not row_numbers(self.given, LEDGER):
            return False
        if level.in_row or not on or not item.enable_when:
            return True
        live = any(rule.question in self.here for rule in item.enable_when)
        return live or item.link_id in self.on

    def _is_on(self, item: Item, level: _Level) -> bool:
        if not level.in_row:
            return item.link_id in self.on
        if self.sheet.given is not None:
            # Rows that come back may leave numbers out; nothing is hidden in them.
            return True
        name = item.link_id if level.is_new else level.before + item.link_id
        return name in self.on

    def _kind(self, item: Item) -> Kind:
        kind = kind_of(item)
        # Two of our own questions are drawn in a way of their own.
        return kind if self._is_ours else _ELSEWHERE.get(kind, kind)

    def _field(self, item: Item, level: _Level, *, on: bool) -> FieldPage:
        is_on = self._is_on(item, level)
        name, kind, place = level.before + item.link_id, self._kind(item), self._place()
        drawn = self._drawn(item, kind, name, level)
        hung = self._hung(item, level, f"{place}:{drawn.name}", on=on, is_on=is_on)
        if drawn.problems:
            # What does not fit is not put out of sight.
            hung |= {"off": False, "unseen": ""}
        inside = self._inside(item, kind, name, level, place, on=on and is_on)
        return replace(drawn, place=place, **hung, **inside)

    def _inside(
        self,
        item: Item,
        kind: Kind,
        name: str,
        level: _Level,
        place: int,
        *,
        on: bool,
    ) -> dict[str, Any]:
        """Lay out what stands in an item, by the attributes of its field."""
        if kind == "rows":
            return self._rows(item, name, level, place, on=on)
        if kind == "ledger":
            return {"rows": tuple(self._ledger_rows(item, name, level))}
        if not item.items:
            return {}
        inside = tuple(self.lay(item.items, level, on=on))
        is_under = item.is_question and kind != "unsupported"
        return {"under" if is_under else "fields": inside}

    def _hung(
        self, item: Item, level: _Level, mark: str, *, on: bool, is_on: bool
    ) -> dict[str, Any]:
        """Say when a field is there, and when it is not, by its attributes."""
        if self.sheet.all_stand:
            return {}
        if self._is_styled(item):
            return {"styled": item.link_id}
        # Without rules of its own an item goes off with what it stands in, or by an
        # expression, which the server alone works out.
        off = not is_on and (on or bool(item.enable_when))
        if not off and not item.enable_when:
            return {}
        return {
            "off": off,
            "when": rules_of(self.guide, item, level.prefixes, self.here),
            "all_of": not item.enable_any,
            "unseen": mark if off and not self.sheet.whole else "",
        }

    def _is_styled(self, item: Item) -> bool:
        named = item.link_id in STYLED or item.link_id.startswith(SETTLING)
        return self._is_ours and named and bool(item.enable_when)

    @property
    def _is_ours(self) -> bool:
        return is_ours(self.guide)

    def _place(self) -> int:
        # On a page that is never sent nobody is led back, and several screens stand.
        return 0 if self.sheet.whole else next(self.places)

    def _drawn(self, item: Item, kind: Kind, name: str, level: _Level) -> FieldPage:
        ident = _ident(name, self.sheet.apart)
        values = self._values(item, kind, name, level)
        begins_now = self._is_ours and item.link_id == FILLED_WITH_NOW
        moment = filling.Moment()
        if kind == "moment":
            moment = filling.moment(self.given, name, self.sheet, begins_now=begins_now)
        track = filling.track(item, kind)
        notes = notes_on(item)
        return FieldPage(
            kind=kind,
            link_id=item.link_id,
            name=outer(name),
            id=ident,
            label=f"{item.prefix} {item.text}".strip(),
            short=item.short_text or item.text,
            hint=notes.hint,
            more=notes.more,
            legal=notes.legal,
            link=notes.link,
            source=notes.source,
            stands_in=self._stands_in(item, kind, level),
            problems=self._problems(item, name),
            options=filling.options(item, kind, values, ident, self.sheet),
            inputs=filling.inputs(item, kind, values, ident),
            input_type=input_type(item.type, values),
            input_mode=INPUT_MODES.get(item.type, "text"),
            suggestions=SUGGESTED.get(item.link_id, ()),
            low=track.low or end_of(item.low_label, item.minimum),
            high=track.high or end_of(item.high_label, item.maximum),
            least=track.least,
            most=track.most,
            step=track.step,
            unit=item.unit if kind in _MEASURED else "",
            units=filling.units(item, self.given.get(name + UNIT, ()), ident),
            own_unit=filling.own_unit(item, self.given.get(name + UNIT, ())),
            upright=item.horizontal is False,
            own_label=own_label(item),
            own=", ".join(self.given.get(name + OWN, ())),
            date=moment.date,
            time=moment.time,
            instant=moment.instant,
            zone=self.sheet.zone if self.sheet.now else "UTC",
            settling=self._is_ours and item.link_id.startswith(SETTLING),
            instructs=item.instructions,
        )

    def _values(
        self, item: Item, kind: Kind, name: str, level: _Level
    ) -> tuple[str, ...]:
        if kind != "fixed":
            return tuple(self.given.get(name, ()))
        if level.in_row and self.sheet.given is not None:
            return filling.said_again(item, self.given.get(name, ()))
        return self._counting(item, level)

    def _counting(self, item: Item, level: _Level) -> tuple[str, ...]:
        values = level.counting.values(item.link_id)
        return filling.said(item, values, self.sheet.shown_in)

    def _stands_in(self, item: Item, kind: Kind, level: _Level) -> str:
        """Say what counts in place of an answer that was not given."""
        if kind == "fixed" or level.in_row or self.sheet.answers.values(item.link_id):
            return ""
        return ", ".join(self._counting(item, level))

    def _problems(self, item: Item, name: str) -> tuple[str, ...]:
        found = (
            one.sentence
            for one in self.sheet.problems
            if (one.name == name if one.name else one.link_id == item.link_id)
        )
        return tuple(dict.fromkeys(found))

    def _rows(
        self, item: Item, name: str, level: _Level, place: int, *, on: bool
    ) -> dict[str, Any]:
        there = row_numbers(self.given, name)
        fresh = there[-1] + 1 if there else 0
        blank = range(fresh, fresh + blank_rows(item, len(there), self.sheet, place))
        levels = (
            level.row(item.link_id, at, is_new=at in blank) for at in (*there, *blank)
        )
        rows = tuple(
            self._row(str(label), item, row, on=on)
            for label, row in enumerate(levels, start=1)
        )
        may_add = self.sheet.sends and len(rows) < most_rows(item)
        return {"rows": rows, "may_add": may_add}

    def _row(self, label: str, item: Item, level: _Level, *, on: bool) -> RowPage:
        before = level.before
        can_go = self.sheet.sends and not level.is_new
        return RowPage(
            label,
            tuple(self.lay(item.items, level, on=on)),
            tuple(carried(self.given, item.items, before)),
            name=outer(before.removesuffix(".")) if can_go else "",
            is_new=level.is_new,
        )

    def _ledger_rows(self, item: Item, name: str, level: _Level) -> Iterator[RowPage]:
        texts = {o.code: o.text for child in item.items for o in child.options}
        asked = [child for child in item.items if child.link_id != NEED]
        for at in row_numbers(self.given, name):
            row = level.row(item.link_id, at, is_new=False)
            need = "".join(self.given.get(f"{row.before}{NEED}", ())[:1])
            unseen = carried(self.given, asked, row.before)
            fields = tuple(self.lay(asked, row, on=True))
            told = ((f"{row.before}{NEED}", need), *unseen)
            yield RowPage(texts.get(need, need), fields, told)


def _all_of(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _all_of(item.items)


def _ident(name: str, apart: str) -> str:
    # Link ids may hold anything; an id may not. Escaping keeps two names apart,
    # and the length keeps "a" with an ending apart from a link id "a-ending".
    safe = re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", name)
    return f"f{apart}{len(safe)}-{safe}"
