"""The expressions of a form, read from its JSON: variables, rules, calculated answers.

Known are those in FHIRPath that need nothing but the form, its answers and a moment.
CQL and queries to a server are not, nor what a system around the form would have to
bring along. FHIRPath is looked at only when a form has an expression, since its
grammar costs memory.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdspace.core.guides import extensions as ext
from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.weights import raw_items
from holdspace.core.guides.wire import dicts, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdspace.core.guides.fhirpath import Expression

LANGUAGE: Final = "text/fhirpath"
MOST_LOOKS_OF_A_FORM: Final = 150_000

OTHER_LANGUAGE: Final = "an expression in a language that is not known here"
NOT_READ: Final = "an expression that cannot be calculated"
TOO_MUCH: Final = "more expressions than can be read"

# What an item cannot be asked fairly without, if it has one.
_DECISIVE: Final = (ext.ENABLE, ext.CALCULATED)
_ANY: Final = (*_DECISIVE, ext.VARIABLE, ext.INITIAL)
# What an expression that cannot be read costs: as much as a long sum does.
_LOOKS_A_SIGN: Final = 7
_MOST_KEPT: Final = 20_000
_MOMENT: Final = re.compile(r"\b(now|today|timeOfDay)\b")


class Variable(NamedTuple):
    """A name that expressions further in may use, and what stands behind it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """All expressions of a form, by the linkId of their item; "" is the form itself."""

    variables: Mapping[str, tuple[Variable, ...]] = field(default_factory=dict)
    enable: Mapping[str, str] = field(default_factory=dict)
    calculated: Mapping[str, str] = field(default_factory=dict)
    initial: Mapping[str, str] = field(default_factory=dict)

    @property
    def timed(self) -> bool:
        """Whether any of it asks for the moment."""
        listed = (one.text for each in self.variables.values() for one in each)
        texts = (*listed, *self.enable.values(), *self.calculated.values())
        return any(_MOMENT.search(one) for one in texts)

    def __bool__(self) -> bool:
        """Whether anything depends on an expression while somebody answers."""
        return bool(self.enable or self.calculated)


def read_formulas(form: Mapping[str, Any]) -> Formulas:
    """Read the expressions of a form that are known here, from its JSON."""
    variables: dict[str, tuple[Variable, ...]] = {}
    found: dict[str, dict[str, str]] = {url: {} for url in _ANY}
    for owner in (form, *raw_items(form)):
        link = text(owner.get("linkId"))
        listed = tuple(
            Variable(text(one.get("name")), text(one.get("expression")))
            for url, one in _expressions(owner)
            if url == ext.VARIABLE and _is_known(one)
        )
        if listed:
            variables[link] = listed
        for url, one in _expressions(owner):
            if _is_known(one) and link:
                found[url].setdefault(link, text(one.get("expression")))
    return Formulas(
        MappingProxyType(variables),
        MappingProxyType(found[ext.ENABLE]),
        MappingProxyType(found[ext.CALCULATED]),
        MappingProxyType(found[ext.INITIAL]),
    )


class ExpressionReader:
    """Says of one item after the other whether its expressions can be worked out.

    One for each form, so that a form with thousands of them is not read for minutes.
    """

    def __init__(self) -> None:
        self._looks = 0

    @staticmethod
    def left_out(raw: Mapping[str, Any]) -> bool:
        """Tell whether a variable or a first answer cannot be worked out here."""
        others = (one for url, one in _expressions(raw) if url not in _DECISIVE)
        return not all(_is_known(one) for one in others)

    def reason(self, raw: Mapping[str, Any]) -> str:
        """Say what makes an item one that cannot be answered here, or nothing.

        That is the rule or the calculation of it, where it is in another
        language, no FHIRPath, or too large. A variable or a first answer that
        cannot be worked out does not.
        """
        for url, one in _expressions(raw):
            if url not in _DECISIVE:
                continue
            if not _is_known(one):
                return OTHER_LANGUAGE
            if self._looks > MOST_LOOKS_OF_A_FORM:
                return TOO_MUCH
            expression = text(one.get("expression"))
            try:
                self._looks += ready(expression).looks
            except NotCalculable:
                self._looks += _LOOKS_A_SIGN * len(expression)
                return NOT_READ
        return ""


def ready(expression: str) -> Expression:
    """Give an expression made ready to run; those used last are kept.

    Raises:
        NotCalculable: It cannot be taken apart here.
    """
    return _KEPT.get(expression)


class Kept:
    """The expressions that were used last, for all threads.

    Args:
        most: How many nodes of their trees there is room for.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._found: OrderedDict[str, Expression | None] = OrderedDict()
        self._size = 0

    def get(self, expression: str) -> Expression:
        """Give an expression made ready; see ``ready``."""
        with self._lock:
            if expression in self._found:
                self._found.move_to_end(expression)
                return _found(self._found[expression])
        made = _made(expression)
        with self._lock:
            if expression not in self._found:
                self._found[expression] = made
                self._size += _size(made)
            while self._size > self._most:
                self._size -= _size(self._found.popitem(last=False)[1])
        return _found(made)


_KEPT: Final = Kept(_MOST_KEPT)


def _made(expression: str) -> Expression | None:
    from holdspace.core.guides.fhirpath import Expression

    try:
        return Expression(expression)
    except NotCalculable:
        return None


def _found(made: Expression | None) -> Expression:
    if made is None:
        raise NotCalculable
    return made


def _size(made: Expression | None) -> int:
    return made.size + 10 if made else 10


def _expressions(owner: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in dicts(owner.get("extension")):
        found = one.get("valueExpression")
        if one.get("url") in _ANY:
            yield one["url"], found if isinstance(found, dict) else {}


def _is_known(one: Mapping[str, Any]) -> bool:
    language = text(one.get("language")).strip().lower()
    return language == LANGUAGE and bool(text(one.get("expression")).strip())
