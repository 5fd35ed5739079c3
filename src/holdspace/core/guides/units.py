"""Amounts in units of measure, as far as they have to be compared.

Knows the units of UCUM in which people measure themselves and their days, with
their metric prefixes; not products and quotients of units. What it does not know
compares only with its like.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

UCUM: Final = "http://unitsofmeasure.org"

_PREFIXES: Final = {
    "": Fraction(1),
    "G": Fraction(10**9),
    "M": Fraction(10**6),
    "k": Fraction(1000),
    "h": Fraction(100),
    "da": Fraction(10),
    "d": Fraction(1, 10),
    "c": Fraction(1, 100),
    "m": Fraction(1, 1000),
    "u": Fraction(1, 10**6),
    "n": Fraction(1, 10**9),
    "p": Fraction(1, 10**12),
}
# What each is a measure of, and how many of that measure's first unit it is.
_METRIC: Final = {
    "m": ("length", Fraction(1)),
    "g": ("mass", Fraction(1)),
    "s": ("time", Fraction(1)),
    "L": ("volume", Fraction(1)),
    "l": ("volume", Fraction(1)),
    "mol": ("substance", Fraction(1)),
    "J": ("energy", Fraction(1)),
    "cal": ("energy", Fraction(4184, 1000)),
    "Pa": ("pressure", Fraction(1)),
    "bar": ("pressure", Fraction(10**5)),
    "m[Hg]": ("pressure", Fraction(133322, 1)),
    "Hz": ("frequency", Fraction(1)),
    "K": ("temperature", Fraction(1)),
}
_PLAIN: Final = {
    "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3600)),
    "d": ("time", Fraction(86_400)),
    "wk": ("time", Fraction(604_800)),
    "mo": ("time", Fraction(2_629_800)),
    "a": ("time", Fraction(31_557_600)),
    "t": ("mass", Fraction(10**6)),
    "[lb_av]": ("mass", Fraction("453.59237")),
    "[oz_av]": ("mass", Fraction("28.349523125")),
    "[stone_av]": ("mass", Fraction("6350.29318")),
    "[in_i]": ("length", Fraction("0.0254")),
    "[ft_i]": ("length", Fraction("0.3048")),
    "[yd_i]": ("length", Fraction("0.9144")),
    "[mi_i]": ("length", Fraction("1609.344")),
    "[foz_us]": ("volume", Fraction("0.0295735295625")),
    "1": ("number", Fraction(1)),
    "%": ("number", Fraction(1, 100)),
}
# These have their zero elsewhere: so many kelvin a degree, and at nought.
_DEGREES: Final = {
    "Cel": (Fraction(1), Fraction("273.15")),
    "[degF]": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9)),
}


class Amount(NamedTuple):
    """A number and how its unit is told: for programs, and for people."""

    value: Decimal
    system: str
    code: str
    unit: str


def compare(left: Amount, right: Amount) -> int | None:
    """Say which of two amounts is less: -1, 0 or 1.

    None where they measure different things, or in units that are not known
    here and not the same. An amount that tells no unit at all is a bare number
    and is compared as one.
    """
    if _is_alike(left, right):
        return (left.value > right.value) - (left.value < right.value)
    first, second = _measured(left), _measured(right)
    if first is None or second is None or first[0] != second[0]:
        return None
    return (first[1] > second[1]) - (first[1] < second[1])


def _is_alike(left: Amount, right: Amount) -> bool:
    if left.code and right.code:
        return left.code == right.code and left.system == right.system
    told = _told(left), _told(right)
    return not all(told) or told[0] == told[1]


def _told(amount: Amount) -> str:
    return amount.unit or amount.code


def _measured(amount: Amount) -> tuple[str, Fraction] | None:
    if amount.system != UCUM or not amount.code:
        return None
    if amount.code in _DEGREES:
        size, nought = _DEGREES[amount.code]
        return "temperature", Fraction(amount.value) * size + nought
    known = _PLAIN.get(amount.code) or _prefixed(amount.code)
    return (known[0], Fraction(amount.value) * known[1]) if known else None


def _prefixed(code: str) -> tuple[str, Fraction] | None:
    for unit, (measure, size) in _METRIC.items():
        factor = _PREFIXES.get(code.removesuffix(unit)) if code.endswith(unit) else None
        if factor is not None:
            return measure, factor * size
    return None
