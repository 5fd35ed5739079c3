"""P-07: what is damaged is counted and said; everything else opens as before."""

from __future__ import annotations

import pytest

from holdspace.core import vault
from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)

DAMAGED = "the one that is damaged"


def _spoil(person, row):
    sealed = raw.sealed_row(person, row)
    raw.put_sealed(person, row, sealed[:100] + b"\xff" * 20 + sealed[120:])


def test_a_damaged_reflection_leaves_the_others(ana):
    spoiled = ana.write(DAMAGED)
    others = {f"reflection number {number}": None for number in range(4)}
    for words in others:
        others[words] = ana.write(words)
    _spoil(ana.id, spoiled)
    page = ana.timeline()
    assert "1 reflection of this month cannot be opened" in page
    for words, row in others.items():
        assert words in page
        assert words in ana.read(row).content.decode()
    assert ana.browser.get("/today/").status_code == 200


def test_a_damaged_draft_leaves_the_others(ana):
    spoiled, other = ana.begin(), ana.begin("check-in")
    ana.save(other, 1, {"words": "still here"})
    _spoil(ana.id, spoiled)
    page = ana.browser.get("/today/").content.decode()
    assert str(other) in page
    assert str(spoiled) not in page
    assert "cannot be opened" in page
    assert ana.browser.get(f"/journal/write/{spoiled}/1/").status_code == 409


def test_a_damaged_part_of_the_list_leaves_the_other_parts(ana):
    rows = {}
    while len({vault.shard_of(row) for row in rows.values()}) < 2:
        words = f"reflection number {len(rows)}"
        rows[words] = ana.write(words)
    (words, row), *others = rows.items()
    number = vault.shard_of(row)
    raw.put_part(ana.id, number, b"\0" * 320)
    page = ana.timeline()
    assert words not in page
    for other, place in others:
        if vault.shard_of(place) != number:
            assert other in page
    assert "cannot be opened" in page


def test_a_damaged_profile_keeps_nobody_from_their_words(ana):
    kept = ana.write("under a damaged profile")
    assert raw.run(
        "UPDATE accounts_personlock SET profile = %s WHERE person_id = %s",
        b"\0" * 5000,
        ana.id,
    )
    assert "under a damaged profile" in ana.read(kept).content.decode()


def test_noise_among_what_waits_does_not_keep_the_rest_away(ana):
    draft = ana.begin()
    tokens = [ana.token_for(draft, number) for number in (1, 2)]
    ana.browser.post("/lock/")
    ana.send(draft, 1, {"feelings-words": "came in first"}, tokens[0])
    ana.send(draft, 2, {"trigger-words": "came in second"}, tokens[1])
    first, _ = raw.rows("journal_waiting")
    assert raw.run(
        "UPDATE journal_waiting SET sealed = %s WHERE id = %s",
        b"\0" * 4200,
        first["id"],
    )
    ana.unlock()
    one = ana.browser.get(f"/journal/write/{draft}/1/").content.decode()
    two = ana.browser.get(f"/journal/write/{draft}/2/").content.decode()
    assert ("came in first" in one) != ("came in second" in two)
