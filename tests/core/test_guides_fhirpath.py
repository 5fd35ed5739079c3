"""FHIRPath: what is ours in it, and that nothing else ever comes of any text."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core.guides.budget import Budget, NotCalculable
from holdspace.core.guides.durations import moved
from holdspace.core.guides.expressions import Kept, ready
from holdspace.core.guides.fhirpath import Expression
from tests.core.expressions import RESPONSES, evaluated

FIRST = RESPONSES[0]
WORDS = [
    "item",
    "linkId",
    "answer",
    "value",
    "where",
    "(",
    ")",
    "select",
    "exists",
    "first",
    "count",
    "sum",
    "iif",
    ",",
    ".",
    "+",
    "-",
    "*",
    "/",
    "|",
    "&",
    "=",
    "!=",
    ">",
    "<",
    "and",
    "or",
    "not",
    "'a'",
    "'count'",
    "1",
    "0",
    "2.5",
    "true",
    "{}",
    "$this",
    "$total",
    "$index",
    "%resource",
    "%context",
    "[",
    "]",
    "ordinal",
    "repeat",
    "aggregate",
    "@2020-01-01",
    "today",
    "3",
    "days",
    "as",
    "is",
    "integer",
    "matches",
    "replace",
    "combine",
    "children",
    "descendants",
    "toString",
    "toInteger",
    "power",
    "div",
    "mod",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The argument of where is worked out once for each thing, and names inside
        # of it do not change what stands around it.
        ("item.where(item.exists() and $this.linkId = 'group').linkId", ["group"]),
        ("(1 | 2).select((3 | 4).select($this) | $this).count()", [6]),
        ("(1|2|3).where($index > 0).select($index)", [0, 1]),
        ("(1|2).aggregate($total + (3|4).aggregate($total + $this, 0), 0)", [14]),
        ("iif(true, 1, %nothing)", [1]),
        ("iif(false, %nothing)", []),
        ("1 = true", [False]),
        ("(1|2) = (1|2)", [True]),
        ("(1|2) = (2|1)", [False]),
        ("7 / 2", [Decimal("3.5")]),
        ("-7 div 2", [-3]),
        ("-7 mod 2", [-1]),
        ("0.1 + 0.2", [Decimal("0.3")]),
        ("1.20.toString()", ["1.20"]),
        ("false.toString()", ["false"]),
        ("10.round()", [10]),
        ("2.345.round(2)", [Decimal("2.35")]),
        ("'a\\\\nb'", ["a\\nb"]),
        ("'\\u00e9'", ["é"]),
        ("'abc'.matchesFull('b')", [False]),
        ("'abc'.matchesFull('[a-c]+')", [True]),
        ("`item`.`linkId`.first()", ["group"]),
        ("item.linkId // and this is said beside it", None),
        ("item /* beside */ .linkId.first()", ["group"]),
    ],
)
def test_what_is_ours(text, expected):
    found = evaluated(text, FIRST)
    if expected is None:
        assert found
    else:
        assert found == expected
        assert [type(one) for one in found] == [type(one) for one in expected]


@pytest.mark.parametrize(
    ("moment", "amount", "unit", "expected"),
    [
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2024-01", 2, "months", "2024-03"),
        ("2024-01", 45, "days", "2024-02"),
        ("2024", 11, "months", "2024"),
        ("2024", 24, "months", "2026"),
        ("2024", -1, "years", "2023"),
        ("2024-01-01", 25, "hours", "2024-01-02"),
        ("2024-01-01", -1, "'wk'", "2023-12-25"),
        ("2024-01-01T00:00:00Z", -1, "seconds", "2023-12-31T23:59:59Z"),
        ("2024-01-01T00:00:00+05:30", 1, "'d'", "2024-01-02T00:00:00+05:30"),
        (
            "2024-01-01T00:00:00Z",
            Decimal("1.5"),
            "seconds",
            "2024-01-01T00:00:01.500000Z",
        ),
    ],
)
def test_a_moment_is_moved_as_sharp_as_it_is(moment, amount, unit, expected):
    assert moved(moment, amount, unit) == expected


@pytest.mark.parametrize(
    ("moment", "amount", "unit"),
    [
        ("9999-12-31", 1, "day"),
        ("0001-01-01", -1, "day"),
        ("2024-01-01", 10**9, "days"),
        ("2024-01-01", 1, "mg"),
        ("2024-01-01T00:00:00Z", 10**7, "years"),
    ],
)
def test_what_leads_out_of_the_calendar_is_refused(moment, amount, unit):
    with pytest.raises(NotCalculable):
        moved(moment, amount, unit)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_row_of_words_gives_a_list_or_nothing(text):
    found = evaluated(text, FIRST, Budget(steps=20_000))
    assert found is None or isinstance(found, list)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_refused(text):
    found = []
    with suppress(NotCalculable):
        found.append(Expression(text).size)
    assert found == [] or found[0] > 0


def test_an_expression_is_made_ready_once():
    assert ready("1 + 41") is ready("1 + 41")
    for _ in range(2):
        with pytest.raises(NotCalculable):
            ready("1 +")


def test_those_used_last_are_kept_and_no_more():
    kept = Kept(most=100)
    first = kept.get("1 + 1")
    assert kept.get("1 + 1") is first
    for number in range(10):
        kept.get(f"{number} + 2")
    assert kept.get("9 + 2") is kept.get("9 + 2")
    assert kept.get("1 + 1") is not first
