"""Which kind of field an item of a guide becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from holdspace.library.tables import is_grid, is_matrix

if TYPE_CHECKING:
    from holdspace.core.guides import Item, Value
    from holdspace.library.shapes import Kind

LEDGER: Final = "support-ledger"
BODY: Final = "body-places"
# More steps than this would not fit one row of taps on a small phone.
MOST_STEPS: Final = 10
# A wider range than this is a slider only if the form wants one, or names its ends.
MOST_SLID: Final = 100
# More options than this, of which one is chosen, are a list to open.
MOST_TAPS: Final = 15
INPUT_MODES: Final = {"integer": "numeric", "decimal": "decimal", "url": "url"}
_NUMBERS: Final = frozenset({"integer", "decimal"})
_LINES: Final = frozenset({"string", "date", "time", "dateTime", "url"})
_LISTS: Final = frozenset({"drop-down", "autocomplete", "lookup"})
_TAPS: Final = frozenset({"radio-button", "check-box"})
_ONCE: Final[dict[str, Kind]] = {
    "date": "date",
    "dateTime": "moment",
    "quantity": "quantity",
}


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
    if item.repeats:
        return "ledger" if item.link_id == LEDGER else "rows"
    if is_matrix(item, kind_of):
        return "matrix"
    return "grid" if is_grid(item, kind_of) else "group"


def _choice_kind(item: Item) -> Kind:
    if item.repeats:
        return "body" if item.link_id == BODY else "chips"
    many = len(item.options) > MOST_TAPS and item.control not in _TAPS
    return "select" if many or item.control in _LISTS else "choice"


def _plain_kind(item: Item) -> Kind:
    if item.type == "boolean":
        return "yes-no"
    if item.type == "text":
        return "text"
    if item.type in _NUMBERS:
        return _number_kind(item)
    if item.type in _ONCE and not item.repeats:
        return _ONCE[item.type]
    return "line" if item.type in _LINES else "unsupported"


def _number_kind(item: Item) -> Kind:
    if item.repeats:
        return "number"
    if item.type == "integer" and steps_of(item):
        return "scale"
    return "slider" if _slides(item) else "number"


def _slides(item: Item) -> bool:
    low, high = item.minimum, item.maximum
    if not (isinstance(low, int | Decimal) and isinstance(high, int | Decimal)):
        return False
    if item.control == "slider" or item.low_label or item.high_label:
        return low < high
    return item.type == "integer" and MOST_STEPS < high - low <= MOST_SLID


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


def slider_end(label: str, number: Value | None) -> str:
    """Say what one end of a slider is; its number always stands there."""
    return end_of(label, number) or str(number)


def own_label(item: Item) -> str:
    """Name the place for a word of one's own; empty where there is none."""
    if item.type != "open-choice":
        return ""
    return item.open_label or "something else"
