"""A moment moved by a duration, as sharp as it was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dateutil.relativedelta import relativedelta

from holdspace.core.guides.budget import NotCalculable

_MOST: Final[int] = 10_000_000
_WORDS: Final[dict[str, str]] = {
    "'a'": "years",
    "'mo'": "months",
    "'wk'": "weeks",
    "'d'": "days",
    "'h'": "hours",
    "'min'": "minutes",
    "'s'": "seconds",
    "'ms'": "milliseconds",
}
_DAYS: Final = {"weeks": Decimal(7), "days": Decimal(1), "hours": Decimal(1) / 24}
_SECONDS: Final = {"minutes": Decimal(60), "seconds": Decimal(1)}


def moved(moment: str, amount: Decimal | int, unit: str) -> str:
    """Move a FHIR date or dateTime by so many years, days, minutes.

    What is less sharp than the unit moves by whole years, months or days only.

    Raises:
        NotCalculable: It is no duration, or leads out of the calendar.
    """
    word = _WORDS.get(unit, unit if unit.endswith("s") else f"{unit}s")
    if not -_MOST <= amount <= _MOST or word not in _WORDS.values():
        raise NotCalculable
    try:
        if "T" in moment:
            return _moved_moment(moment, Decimal(amount), word)
        return _moved_date(moment, Decimal(amount), word)
    except (ValueError, OverflowError):
        raise NotCalculable from None


def _moved_date(moment: str, amount: Decimal, word: str) -> str:
    start = date.fromisoformat(moment + "-01-01"[len(moment) - 4 :])
    if word in ("years", "months"):
        months = int(amount) * (12 if word == "years" else 1)
        if len(moment) == 4:
            months = int(months / 12) * 12
        return _day(start + relativedelta(months=months))[: len(moment)]
    days = _days(amount, word)
    if len(moment) == 10:
        return _day(start + relativedelta(days=days))
    # A year has 365 days and a month 30 where the days are not told.
    months = int(days / 365) * 12 if len(moment) == 4 else int(days / 30)
    return _day(start + relativedelta(months=months))[: len(moment)]


def _day(found: date) -> str:
    return found.isoformat()


def _days(amount: Decimal, word: str) -> int:
    if word in _DAYS:
        return int(int(amount) * _DAYS[word])
    seconds = amount / 1000 if word == "milliseconds" else amount * _SECONDS[word]
    return int(seconds / 86_400)


def _moved_moment(moment: str, amount: Decimal, word: str) -> str:
    start = datetime.fromisoformat(moment)
    if word == "milliseconds":
        end = start + relativedelta(microseconds=int(amount * 1000))
    elif word == "seconds":
        end = start + relativedelta(microseconds=int(amount * 1_000_000))
    else:
        end = start + relativedelta(**{word: int(amount)})
    text: str = end.isoformat()
    return text.removesuffix("+00:00") + "Z" if moment.endswith("Z") else text
