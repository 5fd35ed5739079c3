"""What a person answered, apart from any form or file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

from holdspace.core.guides.values import Coding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdspace.core.guides.values import Value

_NO_ROWS: Final[Mapping[str, tuple[Answers, ...]]] = MappingProxyType({})


class Answers:
    """The answers to one guide, or one row of a repeating group of it.

    Holds only what was answered: a question without a value and a row without
    an answer do not exist here. 0 and False are answers. Never changes; each
    method that seems to change it gives a new one.

    The values can be words of a person, so they are not shown by ``repr``.
    """

    __slots__ = ("_rows", "_values")

    _values: Mapping[str, tuple[Value, ...]]
    _rows: Mapping[str, tuple[Answers, ...]]

    def __init__(
        self,
        values: Mapping[str, Sequence[Value]] | None = None,
        rows: Mapping[str, Sequence[Answers]] | None = None,
    ) -> None:
        kept = {link: tuple(found) for link, found in (values or {}).items() if found}
        filled = {
            link: tuple(row for row in found if row)
            for link, found in (rows or {}).items()
        }
        self._values = MappingProxyType(kept)
        self._rows = MappingProxyType({k: v for k, v in filled.items() if v})

    @classmethod
    def of_values(cls, values: dict[str, tuple[Value, ...]]) -> Self:
        """Take over values that nobody else holds, none of them empty; no rows."""
        made = cls.__new__(cls)
        made._values, made._rows = MappingProxyType(values), _NO_ROWS
        return made

    @property
    def links(self) -> frozenset[str]:
        """The linkIds of all questions and repeating groups answered at this level."""
        return frozenset(self._values) | frozenset(self._rows)

    def values(self, link_id: str) -> tuple[Value, ...]:
        """Give all values of a question; none when it was left open."""
        return self._values.get(link_id, ())

    def first(self, link_id: str) -> Value | None:
        """Give the first value of a question, or None when it was left open."""
        found = self._values.get(link_id)
        return found[0] if found else None

    def codes(self, link_id: str) -> tuple[str, ...]:
        """Give the codes chosen at a question, without the person's own words."""
        found = self._values.get(link_id, ())
        return tuple(value.code for value in found if isinstance(value, Coding))

    def rows(self, link_id: str) -> tuple[Answers, ...]:
        """Give the filled rows of a repeating group."""
        return self._rows.get(link_id, ())

    def with_values(self, link_id: str, values: Iterable[Value]) -> Answers:
        """Answer one question anew; no values at all leave it open."""
        return Answers({**self._values, link_id: tuple(values)}, self._rows)

    def with_rows(self, link_id: str, rows: Iterable[Answers]) -> Answers:
        """Fill one repeating group anew."""
        return Answers(self._values, {**self._rows, link_id: tuple(rows)})

    def only(self, link_ids: Iterable[str]) -> Answers:
        """Keep these questions and repeating groups."""
        kept = frozenset(link_ids)
        return Answers(
            {link: found for link, found in self._values.items() if link in kept},
            {link: found for link, found in self._rows.items() if link in kept},
        )

    def without(self, link_ids: Iterable[str]) -> Answers:
        """Leave out these questions and repeating groups."""
        return self.only(self.links.difference(link_ids))

    def merged(self, later: Answers, about: Iterable[str]) -> Answers:
        """Take over from ``later`` what it says on the questions in ``about``.

        A question in ``about`` on which ``later`` is silent becomes open.
        Everything else stays as it was.
        """
        asked = frozenset(about)
        kept, new = self.without(asked), later.only(asked)
        return Answers({**kept._values, **new._values}, {**kept._rows, **new._rows})

    def __bool__(self) -> bool:
        return bool(self._values or self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answers):
            return NotImplemented
        return self._values == other._values and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(
            (frozenset(self._values.items()), frozenset(self._rows.items())),
        )

    def __repr__(self) -> str:
        return f"<Answers to {len(self._values) + len(self._rows)} questions>"
