"""A guide as it is read: its items, their options and their rules."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from holdspace.core.guides.dividing import screens_of
from holdspace.core.guides.scalars import write_scalar
from holdspace.core.guides.values import Coding
from holdspace.core.guides.wire import write_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdspace.core.guides.expressions import Formulas
    from holdspace.core.guides.values import Value
    from holdspace.core.guides.weights import Weights

    # An item as one that reads plain responses meets it, looked up only once: its
    # place, its linkId, its ``plain`` or None where no answer belongs to it, itself.
    type Way = tuple[int, str, Mapping[bytes, tuple[Value, ...]] | None, Item]

CHOICES = frozenset({"choice", "open-choice"})
TEXTS = frozenset({"string", "text"})
MOMENTS = frozenset({"date", "dateTime", "time"})
NUMBERS = frozenset({"integer", "decimal"})
_MANY = 2_000
_DATED = frozenset({"Date", "DateTime", "Time"})
ANSWERABLE = CHOICES | TEXTS | MOMENTS | NUMBERS | {"boolean", "quantity", "url"}


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a question offers.

    ``code`` is what a form posts for it; it is told apart from all other
    options of the same question. ``element`` is how FHIR names the kind of its
    value, ``prefix`` the letter or number that the author put before it.
    """

    value: Value
    text: str
    code: str
    exclusive: bool = False
    initial: bool = False
    prefix: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule of when an item is on.

    ``expected`` is None where the rule could not be read; such a rule lets
    the item stay on, where it is shown as one that cannot be answered here.
    """

    question: str
    operator: str
    expected: Value | None


@dataclass(frozen=True)
class Item:
    """One item of a guide: a question, a group of items, or a text to read.

    ``supported`` is False when the item asks for something that is not known
    here; it is still in its place, so that a page can say so. ``unread``
    lists what else on it was not understood.

    ``unit`` is shown beside a number; ``units`` are those that a quantity may
    be told in, the first one unless another is chosen. ``horizontal`` is how the
    author wants the options to stand, if that is told. ``items`` of a question
    are what follows it, under its answer.
    """

    link_id: str
    type: str
    text: str = ""
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    supported: bool = True
    options: tuple[Option, ...] = ()
    minimum: Value | None = None
    maximum: Value | None = None
    min_length: int | None = None
    max_length: int | None = None
    control: str | None = None
    step: int | None = None
    low_label: str = ""
    high_label: str = ""
    help: str = ""
    prompt: str = ""
    open_label: str = ""
    instructions: bool = False
    enable_when: tuple[Condition, ...] = ()
    enable_any: bool = True
    items: tuple[Item, ...] = ()
    initial: tuple[Value, ...] = ()
    unread: tuple[str, ...] = ()
    unit: str = ""
    units: tuple[Option, ...] = ()
    open_units: bool = False
    regex: str = ""
    max_decimals: int | None = None
    min_occurs: int | None = None
    max_occurs: int | None = None
    horizontal: bool | None = None
    flyover: str = ""
    legal: str = ""
    support_link: str = ""
    short_text: str = ""
    references: tuple[str, ...] = ()
    pointed_at: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    max_size: int | None = None

    @cached_property
    def is_question(self) -> bool:
        """Whether an answer belongs to it: neither a group nor a text to read."""
        return self.type not in ("group", "display")

    @cached_property
    def offered(self) -> Mapping[Value, Option]:
        """The options by their values; codings also by their code in any system."""
        found: dict[Value, Option] = {option.value: option for option in self.options}
        for option in self.options:
            if isinstance(option.value, Coding):
                found.setdefault(replace(option.value, system=""), option)
        return found

    @cached_property
    def between(self) -> tuple[int, int] | None:
        """The whole numbers that fit, from and to, where both are told."""
        low, high = self.minimum, self.maximum
        if isinstance(low, int | Decimal) and isinstance(high, int | Decimal):
            return math.ceil(low), math.floor(high)
        return None

    @cached_property
    def plain(self) -> Mapping[bytes, tuple[Value, ...]]:
        """The bytes in which we write one answer that is offered here, and the answer.

        Options, yes and no, and whole numbers where there are not many.
        """
        offered: Iterable[Value] = [option.value for option in self.options]
        if self.type == "boolean":
            offered = (True, False)
        elif self.type == "integer" and self.between and not self.options:
            low, high = self.between
            offered = range(low, min(high, low + _MANY) + 1)
        found: dict[bytes, tuple[Value, ...]] = {b"[]": ()}
        if self.supported:
            for value in offered:
                found[b"[" + self._written(value) + b"]"] = (value,)
        return found

    @cached_property
    def chosen(self) -> Mapping[bytes, tuple[int, Value]]:
        """What stands inside of the bytes of each coded option: its rank and answer."""
        return {
            self._written(option.value)[1:-2]: (rank, option.value)
            for rank, option in enumerate(self.options)
            if self.supported and isinstance(option.value, Coding)
        }

    def written(self, value: Value) -> dict[str, Any]:
        """Give the JSON of one answer to it.

        Raises:
            ValueError: The value is of a kind that this question cannot have.
        """
        option = self.dated.get(value) if self.dated else None
        element, found = write_scalar(self.type, value, option or "")
        return {f"value{element}": found}

    @cached_property
    def dated(self) -> Mapping[Value, str]:
        """The elements of those options that are days or times among other kinds."""
        return {
            option.value: option.element
            for option in self.options
            if option.element in _DATED and self.type in CHOICES
        }

    def _written(self, value: Value) -> bytes:
        return write_object(self.written(value))

    @cached_property
    def alone(self) -> frozenset[int]:
        """The ranks of options that stand for themselves."""
        return frozenset(n for n, one in enumerate(self.options) if one.exclusive)

    @cached_property
    def by_code(self) -> Mapping[tuple[str, str], Option]:
        """The coded options by system and code; by their code without a system too."""
        return {
            value.key: option
            for value, option in self.offered.items()
            if isinstance(value, Coding) and value.code and self.type in CHOICES
        }

    @cached_property
    def inside(self) -> Mapping[str, tuple[int, Item]]:
        """The items right inside it by their linkId, each with its place."""
        return {item.link_id: (n, item) for n, item in enumerate(self.items)}

    @cached_property
    def ways(self) -> Mapping[str, Way]:
        """The same items, each as one that reads plain responses meets it."""
        return _ways(self.items)

    @cached_property
    def is_strict(self) -> bool:
        """Whether its answers have to be looked at one by one, and counted."""
        return bool(self.regex or self.min_occurs) or self.max_occurs is not None

    @cached_property
    def is_rows(self) -> bool:
        """Whether it is a group that a person may fill again and again."""
        return self.type == "group" and self.repeats


class Place(NamedTuple):
    """Where an item stands: under which item, and in which repeating groups."""

    item: Item
    parent: str
    scope: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Guide:
    """A questionnaire, read.

    ``raw`` is the file's JSON and stays the truth: nothing in it is changed,
    and what is not understood is still there. ``notes`` says in sentences
    what had to be mended or was not understood.
    """

    url: str
    version: str
    title: str
    status: str
    items: tuple[Item, ...]
    raw: dict[str, Any] = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The name of exactly this version, ``url|version``."""
        return f"{self.url}|{self.version}" if self.version else self.url

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every item by its linkId, in the order of the form."""
        return {place.item.link_id: place for place in _places(self.items, "", ())}

    @cached_property
    def formulas(self) -> Formulas:
        """The expressions of the form."""
        from holdspace.core.guides.expressions import read_formulas

        return read_formulas(self.raw, self.places)

    @cached_property
    def weights(self) -> Weights:
        """What the options weigh, by linkId and by system and code."""
        from holdspace.core.guides.weights import read_weights

        return read_weights(self.raw)

    @cached_property
    def raw_items(self) -> Mapping[str, dict[str, Any]]:
        """The JSON of each item, by its linkId."""
        from holdspace.core.guides.weights import link_of, raw_items

        return {link_of(one): one for one in raw_items(self.raw)}

    @cached_property
    def inside(self) -> Mapping[str, tuple[int, Item]]:
        """The outermost items by their linkId, each with its place."""
        return {item.link_id: (n, item) for n, item in enumerate(self.items)}

    @cached_property
    def ways(self) -> Mapping[str, Way]:
        """The same items, each as one that reads plain responses meets it."""
        return _ways(self.items)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The linkIds of what the guide requires."""
        return tuple(
            link
            for link, (item, _, _) in self.places.items()
            if item.required or item.min_occurs
        )

    @cached_property
    def strict(self) -> bool:
        """Whether any of its items is strict."""
        return any(place.item.is_strict for place in self.places.values())

    @cached_property
    def repeating(self) -> tuple[Place, ...]:
        """The places of all repeating groups, in the order of the form."""
        return tuple(place for place in self.places.values() if place.item.is_rows)

    def item(self, link_id: str) -> Item | None:
        """Find an item by its linkId."""
        place = self.places.get(link_id)
        return place.item if place else None

    @cached_property
    def screens(self) -> tuple[Item, ...]:
        """What is shown at once: the form's own pages, or portions of a long form.

        Items that stand between pages get a screen of their own, without a
        linkId, so that none is lost. How a form is divided stands in ``dividing``.
        """
        return screens_of(self.items, _made)

    @cached_property
    def always(self) -> frozenset[str]:
        """What is on whatever is answered: no rule of its own or around it."""
        found: set[str] = set()
        for link, (item, parent, scope) in self.places.items():
            free = not (item.enable_when or scope)
            if free and (not parent or parent in found):
                found.add(link)
        return frozenset(found)

    @cached_property
    def free(self) -> frozenset[str]:
        """What no rule ever switches off, inside of repeating groups too."""
        found: set[str] = set()
        for link, (item, parent, _) in self.places.items():
            if not item.enable_when and (not parent or parent in found):
                found.add(link)
        return frozenset(found)

    @cached_property
    def free_rows(self) -> bool:
        """Whether no rule switches anything off inside of repeating groups."""
        return all(link in self.free for link, p in self.places.items() if p.scope)

    @cached_property
    def sometimes(self) -> tuple[str, ...]:
        """The rest of ``order``: what has to be worked out from the answers."""
        return tuple(link for link in self.order if link not in self.always)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """LinkIds so ordered that each comes after everything it depends on."""
        return settling_order(self.places)[0]


def _made(text: str, items: tuple[Item, ...]) -> Item:
    return Item("", "group", text, items=items)


def _ways(items: tuple[Item, ...]) -> Mapping[str, Way]:
    return {
        item.link_id: (n, item.link_id, item.plain if item.is_question else None, item)
        for n, item in enumerate(items)
    }


def _places(
    items: tuple[Item, ...], parent: str, scope: tuple[str, ...]
) -> Iterator[Place]:
    for item in items:
        yield Place(item, parent, scope)
        inner = (*scope, item.link_id) if item.is_rows else scope
        yield from _places(item.items, item.link_id, inner)


def settling_order(
    places: Mapping[str, Place],
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Order items so that each comes after its parent and what its rules ask.

    Returns:
        The order, and the items whose rules go round in a circle. Those stand
        in the form's order, before everything that waits for them.
    """
    needs = {link: _needs(place, places) for link, place in places.items()}
    first = _peel(needs, set(needs))
    rest = set(needs).difference(first)
    needed_by: dict[str, set[str]] = {link: set() for link in needs}
    for link, needed in needs.items():
        for other in needed:
            needed_by[other].add(link)
    after = set(_peel(needed_by, rest))
    circle = [link for link in needs if link in rest and link not in after]
    last = _peel(needs, after)
    return (*first, *circle, *last), frozenset(circle)


def _needs(place: Place, places: Mapping[str, Place]) -> set[str]:
    asked = {rule.question for rule in place.item.enable_when}
    return {link for link in (*asked, place.parent) if link in places}


def _peel(needs: Mapping[str, set[str]], among: set[str]) -> list[str]:
    """Take away, again and again, what needs nothing that is still there."""
    open_needs = {link: len(needs[link] & among) for link in needs if link in among}
    waiting: dict[str, list[str]] = {link: [] for link in among}
    for link in open_needs:
        for other in needs[link] & among:
            waiting[other].append(link)
    done = [link for link, count in open_needs.items() if not count]
    for link in done:
        for other in waiting[link]:
            open_needs[other] -= 1
            if not open_needs[other]:
                done.append(other)
    return done
