"""Which kind of field an item of a guide becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdspace.core.guides import Item, Value
    from holdspace.library.shapes import Kind

LEDGER: Final = "support-ledger"
BODY: Final = "body-places"
# More steps than this would not fit one row of taps on a small phone.
MOST_STEPS: Final = 10
INPUT_MODES: Final = {"integer": "numeric", "decimal": "decimal"}
_LINES: Final = {"string", "date", "time", "dateTime"}


def kind_of(item: Item) -> Kind:
    """Name the field that asks for this item in the calmest way there is."""
    if not item.supported:
        return "unsupported"
    if item.type == "group":
        return _group_kind(item)
    if item.type == "display":
        return "display"
    if item.read_only:
        return "fixed"
    if item.options or item.type == "open-choice":
        return _choice_kind(item)
    return _plain_kind(item)


def _group_kind(item: Item) -> Kind:
    if not item.repeats:
        return "group"
    return "ledger" if item.link_id == LEDGER else "rows"


def _choice_kind(item: Item) -> Kind:
    if not item.repeats:
        return "choice"
    return "body" if item.link_id == BODY else "chips"


def _plain_kind(item: Item) -> Kind:
    if item.type == "boolean":
        return "yes-no"
    if item.type == "text":
        return "text"
    if item.type == "integer" and not item.repeats and steps_of(item):
        return "scale"
    if item.type in INPUT_MODES:
        return "number"
    if item.type == "dateTime" and not item.repeats:
        return "moment"
    return "line" if item.type in _LINES else "unsupported"


def steps_of(item: Item) -> range:
    """List the taps of a rating; none when it has no ends, or too many steps."""
    low, high = item.minimum, item.maximum
    if not (isinstance(low, int | Decimal) and isinstance(high, int | Decimal)):
        return range(0)
    if low % 1 or high % 1 or not 0 < high - low <= MOST_STEPS:
        return range(0)
    return range(int(low), int(high) + 1)


def end_of(label: str, number: Value | None) -> str:
    """Say what one end of a rating means, such as "0: very low"."""
    return f"{number}: {label}" if label and number is not None else label


def own_label(item: Item) -> str:
    """Name the place for a word of one's own; empty where there is none."""
    if item.type != "open-choice":
        return ""
    return item.open_label or "something else"
