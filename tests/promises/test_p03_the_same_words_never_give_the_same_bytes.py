"""P-03: the same words, sealed twice, have nothing in common that a thief could see."""

from __future__ import annotations

import pytest

from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "The same tears over the same letter"
HEADER = 20


def test_two_reflections_of_the_same_words_differ(ana):
    one = raw.sealed_row(ana.id, ana.write(WORDS))
    other = raw.sealed_row(ana.id, ana.write(WORDS))
    assert len(one) == len(other)
    assert one[:HEADER] == other[:HEADER]
    assert _shared(one[HEADER:], other[HEADER:]) < 0.05


def test_saving_the_same_words_again_gives_different_bytes(ana):
    draft = ana.begin()
    seen = set()
    for _ in range(3):
        ana.save(draft, 1, {"feelings-words": WORDS})
        seen.add(raw.sealed_row(ana.id, draft))
    assert len(seen) == 3


def test_the_same_words_that_come_in_while_locked_differ(ana):
    draft = ana.begin()
    tokens = [ana.token_for(draft) for _ in range(2)]
    ana.browser.post("/lock/")
    for token in tokens:
        ana.send(draft, 1, {"feelings-words": WORDS}, token)
    one, other = (row["sealed"] for row in raw.rows("journal_waiting"))
    assert len(one) == len(other)
    assert _shared(one[HEADER:], other[HEADER:]) < 0.05


def test_two_people_with_one_password_have_nothing_in_common(ana, cleo):
    assert ana.password == cleo.password
    one, other = raw.rows("accounts_personlock")
    for column in ("salt", "by_password", "by_code", "public", "private", "profile"):
        assert one[column] != other[column]
    verifiers = {row["password"] for row in raw.rows("accounts_person")}
    assert len(verifiers) == 2


def _shared(one, other):
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return same / len(one)
