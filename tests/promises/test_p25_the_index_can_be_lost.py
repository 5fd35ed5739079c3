"""P-25: The index that makes finding quick holds nothing of its own. Deleted, damaged,
put back from an older copy or swapped with another person's, it is made again from the
rows; nothing is lost with it, and nothing is shown that is not so."""

from __future__ import annotations

import pytest

from tests.promises import raw

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = 0


def _parts(person):
    return {
        row["part"]: row["sealed"]
        for row in raw.rows("journal_indexpart")
        if str(row["person_id"]) in (str(person), raw.stored(person))
    }


def _put(person, parts):
    raw.run("DELETE FROM journal_indexpart WHERE person_id = %s", person)
    for part, sealed in parts.items():
        raw.run(
            "INSERT INTO journal_indexpart (person_id, part, sealed) "
            "VALUES (%s, %s, %s)",
            person,
            part,
            sealed,
        )


def _timeline(somebody):
    answer = somebody.browser.get("/timeline/")
    assert answer.status_code == 200
    return answer.content.decode()


def _reads(somebody, *texts):
    page = _timeline(somebody)
    assert "cannot be opened" not in page
    return [text in page for text in texts]


@pytest.fixture
def two_notes(ana):
    ana.write("a heron on the weir", guide="check-in")
    ana.write("rain all afternoon", guide="check-in")
    assert _reads(ana, "a heron on the weir", "rain all afternoon") == [True, True]
    return ana


def test_deleted_it_is_made_again(two_notes):
    raw.run("DELETE FROM journal_indexpart WHERE person_id = %s", two_notes.id)
    assert _reads(two_notes, "a heron on the weir", "rain all afternoon") == [True] * 2
    assert HEAD in _parts(two_notes.id)


def test_each_part_of_it_can_be_gone_or_damaged(two_notes):
    whole = _parts(two_notes.id)
    assert len(whole) == 3
    for part, sealed in whole.items():
        for instead in (None, b"", b"noise" * 100, sealed[:-1] + b"\0", sealed[::-1]):
            changed = {**whole, part: instead}
            _put(two_notes.id, {k: v for k, v in changed.items() if v is not None})
            assert _reads(two_notes, "a heron on the weir", "rain all afternoon") == [
                True,
                True,
            ]


def test_parts_of_it_exchanged_show_nothing_wrong(two_notes):
    head, *pages = sorted(whole := _parts(two_notes.id))
    first, second = pages
    _put(two_notes.id, {**whole, first: whole[second], second: whole[first]})
    assert _reads(two_notes, "a heron on the weir", "rain all afternoon") == [
        True,
        True,
    ]
    _put(two_notes.id, {**whole, head: whole[first]})
    assert _reads(two_notes, "a heron on the weir", "rain all afternoon") == [
        True,
        True,
    ]


def test_another_persons_index_opens_nothing_of_theirs(two_notes, cleo):
    cleo.write("nine lamps by the harbour", guide="check-in")
    _timeline(cleo)
    theirs, own = _parts(cleo.id), _parts(two_notes.id)
    _put(two_notes.id, theirs)
    assert _reads(
        two_notes, "a heron on the weir", "rain all afternoon", "nine lamps"
    ) == [True, True, False]
    _put(cleo.id, own)
    assert _reads(cleo, "nine lamps by the harbour", "a heron on the weir") == [
        True,
        False,
    ]


def test_an_older_index_shows_neither_what_is_gone_nor_less_than_there_is(two_notes):
    row = two_notes.write("a blue door", guide="check-in")
    assert _reads(two_notes, "a blue door") == [True]
    older = _parts(two_notes.id)
    assert two_notes.browser.post(f"/journal/let-go/{row}/").status_code == 303
    two_notes.write("a letter from Ines", guide="check-in")
    _put(two_notes.id, older)
    assert _reads(
        two_notes, "a heron on the weir", "a blue door", "a letter from Ines"
    ) == [True, False, True]


def test_older_pages_under_a_newer_head_are_not_shown(two_notes):
    older = _parts(two_notes.id)
    two_notes.write("a letter from Ines", guide="check-in")
    newer = _parts(two_notes.id)
    _put(two_notes.id, {**older, HEAD: newer[HEAD]})
    assert _reads(
        two_notes, "a heron on the weir", "rain all afternoon", "a letter from Ines"
    ) == [True, True, True]


def test_it_says_no_words_and_no_moments(two_notes):
    for row in raw.rows("journal_indexpart"):
        assert row.keys() == {"person_id", "part", "sealed"}
        assert b"heron" not in row["sealed"]
        assert b"after-tears" not in row["sealed"]
        assert b"check-in" not in row["sealed"]
        assert len(row["sealed"]) in (4144, 16432)
