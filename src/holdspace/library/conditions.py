"""What a script needs to show and hide questions while others are being answered.

The server decides what is on, whenever a screen is drawn or comes back. What hangs on
a question of the same screen stands on the page all the same, hidden as long as it is
off; a script that follows these rules shows it sooner. A rule that a script could not
follow to the letter is not told, and the server alone decides.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from holdspace.core.guides import Coding
from holdspace.library.naming import outer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from holdspace.core.guides import Condition, Guide, Item, Value

# How a script compares the answers to a question of each kind.
_SORTS: Final = {
    "boolean": "word",
    "choice": "word",
    "open-choice": "word",
    "string": "word",
    "text": "word",
    "integer": "number",
    "decimal": "number",
    "date": "day",
    "time": "clock",
}
_ORDERED: Final = frozenset({"number", "day", "clock"})


def rules_of(
    guide: Guide, item: Item, prefixes: Sequence[str], here: Collection[str]
) -> str:
    """Write the rules of an item as JSON; empty where the server alone decides.

    Args:
        guide: The guide.
        item: Whose rules.
        prefixes: How names begin at each level, from the whole form inwards.
        here: The linkIds of the questions that stand on this page.
    """
    told = [_rule(guide, item, rule, prefixes, here) for rule in item.enable_when]
    if not told or None in told:
        return ""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _rule(
    guide: Guide,
    item: Item,
    rule: Condition,
    prefixes: Sequence[str],
    here: Collection[str],
) -> dict[str, object] | None:
    place = guide.places.get(rule.question)
    if place is None or rule.question not in here or rule.expected is None:
        return None
    depth = len(place.scope)
    if guide.places[item.link_id].scope[:depth] != place.scope:
        # It stands in rows that this item does not stand in: all of them count.
        return None
    sort = "word" if place.item.options else _SORTS.get(place.item.type, "")
    is_ordering = rule.operator in {"<", "<=", ">", ">="}
    if rule.operator != "exists" and not (sort in _ORDERED if is_ordering else sort):
        return None
    return {
        "ask": outer(prefixes[depth] + rule.question),
        "sort": sort,
        "op": rule.operator,
        "to": _expected(place.item, rule.expected),
    }


def _expected(question: Item, value: Value) -> list[str]:
    """List how a form says the expected answer; an empty list where it never does."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if not question.options:
        return [] if isinstance(value, Coding) else [str(value)]
    found = [option.code for option in question.options if _is(option.value, value)]
    own = question.type == "open-choice" and isinstance(value, str)
    return [*found, value] if own and isinstance(value, str) else found


def _is(offered: Value, expected: Value) -> bool:
    if isinstance(offered, Coding) and isinstance(expected, Coding):
        anywhere = not offered.system or not expected.system
        return offered == expected or (anywhere and offered.key[1] == expected.key[1])
    return offered == expected
