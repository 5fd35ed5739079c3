"""What holds for a form of everything, whatever is answered and in which order."""

from __future__ import annotations

import json
from datetime import UTC
from decimal import Decimal
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdspace.core.guides import (
    Answers,
    Coding,
    Quantity,
    asked,
    check,
    check_response,
    enabled,
    given_from,
    in_language,
    pack,
    read_guide,
    settle,
    unpack,
    written,
)
from tests.everything import EVERYTHING, UCUM

GUIDE = read_guide(json.dumps(EVERYTHING).encode())
IDENT = UUID(int=1)
WHEN = "2026-11-23T18:40:00+01:00"
few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

texts = st.text("ab é\n", min_size=1, max_size=9).filter(str.strip)
decimals = st.decimals(-100, 100, places=2)
codings = {
    "one": ("https://x.org/s", "abc"),
    "listed": ("s", "uv"),
    "t0": ("https://x.org/s", ("no", "yes")),
    "who": ("https://x.org/s", ("friend", "group")),
}
units = st.sampled_from(["kg", "[lb_av]"])
amounts = st.builds(lambda n, u: Quantity(n, u, UCUM, u), decimals, units)


def coded(link):
    system, codes = codings[link]
    return st.sampled_from([Coding(system, code) for code in codes])


def one(values):
    return st.lists(values, max_size=1).map(tuple)


rows = st.builds(
    lambda who, asked_, came, how, parts: Answers(
        {"who": who, "asked": asked_, "came": came, "how": how},
        {"deep": [Answers({"part": (part,)}) for part in parts]},
    ),
    one(coded("who") | st.just("own")),
    one(st.booleans()),
    one(st.integers(-9, 9)),
    one(texts),
    st.lists(st.sampled_from(["2026", "2026-05", "2026-05-01"]), max_size=2),
)
values = {
    "words": one(texts),
    "line": one(st.sampled_from(["a", "some words"])),
    "site": one(st.sampled_from(["https://x.org", "Patient/1"])),
    "mood": one(st.integers(0, 10)),
    "share": st.lists(decimals, max_size=3).map(tuple),
    "weight": one(amounts),
    "one": one(coded("one")),
    "listed": one(coded("listed")),
    "days": one(st.just("2026-01-01")),
    "t0": one(coded("t0")),
    "cried": one(st.booleans()),
    "long": one(st.integers(0, 99)),
    "day": one(st.sampled_from(["2026", "2026-02", "2026-02-28"])),
    "moment": one(st.sampled_from(["2026", WHEN])),
    "clock": one(st.sampled_from(["10:00:00"])),
    "secret": one(texts),
    "fixed": one(decimals),
    "sum": one(st.integers(0, 9)),
}
answers = st.builds(
    lambda found, near, rows_: Answers(
        found,
        {"near": [Answers({"name": (name,)}) for name in near], "rows": rows_},
    ),
    st.fixed_dictionaries(values),
    st.lists(texts, max_size=2),
    st.lists(rows, max_size=3),
)


def packed(found, status="completed"):
    return pack(GUIDE, found, ident=IDENT, authored=WHEN, status=status)


@few
@given(answers)
def test_a_round_trip_changes_nothing(found):
    raw = packed(found, "in-progress")
    response = unpack(raw)
    assert response.answers(GUIDE) == found
    assert response.unread(GUIDE) == ()
    assert written(response.raw).encode() == raw
    assert pack(
        in_language(GUIDE, "de"), found, ident=IDENT, authored=WHEN, status="completed"
    ) == packed(found)


@few
@given(answers)
def test_decimals_keep_their_digits(found):
    response = unpack(packed(found.with_values("fixed", (Decimal("72.50"),))))
    assert str(response.answers(GUIDE).first("fixed")) == "72.50"


@few
@given(answers)
def test_a_form_filled_again_says_the_same(found):
    shown = found.only(asked(GUIDE))
    assert check(GUIDE, given_from(GUIDE, found), zone=UTC) == shown


@few
@given(answers)
def test_what_is_off_never_counts(found):
    settled = settle(GUIDE, found)
    # A row with nothing left in it is no row any more; its names go with it.
    on, after = (
        {name for name in enabled(GUIDE, some) if not name.startswith("rows.")}
        for some in (found, settled)
    )
    assert on == after
    assert packed(found) == packed(settled)
    assert settle(GUIDE, settled) == settled
    off = [link for link in settled.links if link not in enabled(GUIDE, found)]
    assert off == []
    sentences = {one.sentence for one in check_response(GUIDE, unpack(packed(found)))}
    assert sentences <= {"This one is needed before the form is finished."}


@few
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_answering_makes_no_difference(found, chance):
    fields = given_from(GUIDE, found)
    screens = list(GUIDE.screens)
    chance.shuffle(screens)
    names = list(fields)
    chance.shuffle(names)
    posted = {name: fields[name] for name in names}
    filled = Answers()
    for screen in screens:
        later = check(GUIDE, posted, zone=UTC, screen=screen)
        filled = filled.merged(later, asked(GUIDE, screen))
    assert filled == found.only(asked(GUIDE))
    assert packed(filled) == packed(found.only(asked(GUIDE)))


@few
@given(st.permutations(["y", "x", "own", "other"]))
def test_the_order_of_tapping_makes_no_difference_for_what_is_offered(tapped):
    found = check(GUIDE, {"many": tapped}, zone=UTC)
    offered = [value.code for value in found.values("many")[:2]]
    assert offered == ["x", "y"]
    assert set(found.values("many")[2:]) == {"own", "other"}
