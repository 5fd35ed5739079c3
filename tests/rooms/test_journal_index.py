"""The index says what the rows say, whatever a person does, whatever happens to it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
import pytest
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.accounts import manifests
from holdspace.accounts.models import ManifestPart
from holdspace.core import vault
from holdspace.journal import flows, index, indexbook, indexpages, records, store
from holdspace.journal.found import Query
from holdspace.journal.models import IndexPart
from holdspace.library import shelf
from tests.rooms import people
from tests.rooms.people import LONDON, NOON

if TYPE_CHECKING:
    from holdspace.journal.indexpages import Columns, Words

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ana():
    return people.make("ana")


def content(space):
    """Everything the index holds, by row, whatever page it is on."""
    view = indexbook.read(space, None, lambda one: one)
    found = {}
    words = dict(view.words(view.every_page()))
    for number, columns in view.columns(view.every_page()):
        for place, row in enumerate(columns.all_rows()):
            assert row not in found
            found[row] = _told(columns, words[number], place)
    return found


def _told(columns: Columns, words: Words, place: int):
    table = columns.table
    ends = memoryview(words.ends).cast("I")
    start = ends[place - 1] if place else 0
    numbers = {
        link: memoryview(one).cast("f")[place] for link, one in table.numbers.items()
    }
    chosen = {
        (link, columns.said[choice])
        for link in table.choices
        for choice in range(len(columns.said))
        if place in table.choosing(link, choice)
    }
    labels = words.labels.decode().splitlines()
    assert words.row(place) == columns.row(place)
    assert words.minutes()[place] == columns.whens()[place]
    return {
        "version": columns.all_versions()[place],
        "flags": columns.flags[place],
        "when": columns.whens()[place],
        "guide": words.guide(place),
        "numbers": {k: v for k, v in numbers.items() if v == v},
        "chosen": chosen,
        "feelings": words.feelings_at(place),
        "later": columns.later.of.count(place),
        "listed later": words.later[place],
        "groups": {k: t.of.count(place) for k, t in columns.groups.items()},
        "text": str(words.text[start : ends[place]], "utf-8"),
        "labels": {one for one in labels if place in words.places_with(one.encode())},
        "excerpt": words.all_excerpts()[place],
    }


def afresh(space):
    """The same, after the index was thrown away."""
    store.remove_index(space.person)
    return content(space)


def in_step(space):
    return index.get_view(space, None, whole=True) is not None


def test_every_month_tells_of_damage_anywhere_and_shows_what_the_index_vouches_for(ana):
    old = people.keep(ana, mood=3, now=NOON - 90 * DAY)
    new = people.keep(ana, mood=3)
    content(ana.space)
    hit = vault.shard_of(old)
    ManifestPart.objects.filter(person=ana.id, part=hit).update(sealed=b"noise")
    for back, row in enumerate((new, old)):
        month = flows.look_at_month(ana.space, zone=LONDON, back=back)
        assert not month.whole
        assert [line.row for line in month.lines] == [row]


def test_a_part_that_was_changed_and_is_damaged_is_told_in_every_month(ana):
    people.keep(ana, mood=3, now=NOON - 90 * DAY)
    people.keep(ana, mood=3)
    content(ana.space)
    row = people.keep(ana, mood=3)
    head = index.get_head(ana.space)
    seen = list(head.seen)
    seen[vault.shard_of(row)] -= 1
    older = msgspec.structs.replace(head, seen=tuple(seen))
    about = index.about_part(ana.id, index.HEAD, "head", 1)
    sealed = vault.seal(index.pack_head(older), ana.space.opened.key, about)
    store.replace_index(ana.id, {index.HEAD: sealed})
    part = vault.shard_of(row)
    ManifestPart.objects.filter(person=ana.id, part=part).update(sealed=b"noise")
    assert not flows.look_at_month(ana.space, zone=LONDON, back=1).whole


def test_without_a_reflection_there_is_nothing(ana):
    assert content(ana.space) == {}
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert (month.months, month.lines, month.current) == ({}, (), None)
    assert flows.look_at_month(ana.space, zone=LONDON, back=1) is None


def test_keeping_follows_without_anything_to_mend(ana):
    content(ana.space)
    for number in range(5):
        people.keep(ana, mood=number, words=f"text {number}", now=NOON + number * HOUR)
        assert in_step(ana.space)
    followed = content(ana.space)
    assert len(followed) == 5
    assert followed == afresh(ana.space)


def test_whatever_a_person_does_the_index_says_what_the_rows_say(ana):
    chance = random.Random(11)  # noqa: S311 - the same doings each time
    kept = []
    content(ana.space)
    for step in range(40):
        now = NOON + step * HOUR
        what = chance.choice(("keep", "keep", "keep", "back", "add", "correct", "go"))
        if what == "keep" or not kept:
            kept.append(
                people.keep(
                    ana,
                    shelf.AFTER_TEARS,
                    now=now,
                    feelings=[chance.choice(("grief", "relief", "love"))],
                    **{"feelings-words": f"written {step} été"},
                )
            )
        elif what == "back":
            long_ago = NOON - chance.randint(1, 900) * DAY
            kept.append(people.keep(ana, mood=chance.randint(0, 10), now=long_ago))
        elif what == "add":
            flows.follow_up(
                ana.space,
                reflection=chance.choice(kept),
                given={"at": ["90-minutes"], "mood": ["4"]},
                now=now,
                zone=LONDON,
            )
        elif what == "correct":
            row = chance.choice(kept)
            draft = flows.begin_correction(ana.space, reflection=row, zone=LONDON)
            flows.keep(ana.space, draft=draft, zone=LONDON)
        else:
            row = kept.pop(chance.randrange(len(kept)))
            flows.let_go(ana.space, row=row, now=now)
            if chance.random() < 0.5:
                flows.take_back(ana.space, row=row, now=now)
                kept.append(row)
    assert in_step(ana.space)
    followed = content(ana.space)
    assert followed.keys() == set(kept)
    assert followed == afresh(ana.space)


def test_a_correction_changes_what_is_found(ana):
    row = people.keep(ana, mood=4, words="the harbour at night")
    content(ana.space)
    draft = flows.begin_correction(ana.space, reflection=row, zone=LONDON)
    people.write(ana, draft, given={"words": ["the meadow at noon"]})
    flows.keep(ana.space, draft=draft, zone=LONDON)
    assert in_step(ana.space)
    assert flows.search(ana.space, Query(terms=("harbour",)), zone=LONDON).total == 0
    assert flows.search(ana.space, Query(terms=("meadow",)), zone=LONDON).total == 1


def test_many_reflections_fill_several_pages(ana):
    content(ana.space)
    for number in range(indexpages.MOST_RECORDS + 5):
        people.keep(ana, mood=number % 11, now=NOON - number * DAY)
    head = index.get_head(ana.space)
    assert [page.count for page in head.pages] == [indexpages.MOST_RECORDS, 5]
    assert content(ana.space) == afresh(ana.space)
    months = flows.look_at_month(ana.space, zone=LONDON, back=0).months
    assert sum(months.values()) == indexpages.MOST_RECORDS + 5


def test_a_long_text_has_a_page_of_its_own(ana):
    content(ana.space)
    people.keep(ana, words="short")
    for number in range(2):
        people.keep(ana, words=f"{number} long " * 9_000)
    people.keep(ana, words="short again")
    assert [page.count for page in index.get_head(ana.space).pages] == [1, 1, 1, 1]
    assert flows.search(ana.space, Query(terms=("long",)), zone=LONDON).total == 2


def test_a_draft_and_a_new_name_leave_it_in_step(ana):
    people.keep(ana, mood=3)
    content(ana.space)
    for number in range(3):
        people.begin(ana, now=NOON + number * HOUR)
    accounts.rename(ana.space, name="Ann", zone=LONDON)
    assert in_step(ana.space)
    assert len(flows.list_drafts(ana.space)) == 3


def test_many_drafts_are_taken_over_at_the_next_look(ana):
    people.keep(ana, mood=3)
    content(ana.space)
    drafts = {people.begin(ana, now=NOON + n * HOUR) for n in range(40)}
    assert not in_step(ana.space)
    assert {one.row for one in flows.list_drafts(ana.space)} == drafts
    assert in_step(ana.space)


def test_another_time_zone_counts_the_months_anew(ana):
    # Half past eleven in the evening of 31 January in London.
    late = NOON.replace(year=2026, month=1, day=31, hour=23, minute=30)
    people.keep(ana, mood=3, now=late)
    january, february = 2026 * 12, 2026 * 12 + 1
    here = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert here.months == {january: 1}
    there = flows.look_at_month(ana.space, zone="Asia/Tokyo", back=0)
    assert there.months == {february: 1}
    assert flows.look_at_month(ana.space, zone=LONDON, back=0) == here


def test_a_day_alone_is_listed_without_a_time(ana):
    people.keep(ana, **{"when.date": "2026-11-20", "when.time": ""}, mood=3)
    (line,) = flows.look_at_month(ana.space, zone=LONDON, back=0).lines
    assert line.day_only


def test_a_row_that_opens_again_is_listed_again(ana):
    row = people.keep(ana, mood=3, words="a low sun")
    sealed = store.get(ana.id, row)
    store.replace(ana.id, row, vault.Sealed(sealed[:-1] + bytes((sealed[-1] ^ 1,))))
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert (month.lines, month.damaged) == ((), 1)
    store.replace(ana.id, row, sealed)
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert [line.row for line in month.lines] == [row]
    assert month.damaged == 0
    assert flows.search(ana.space, Query(terms=("sun",)), zone=LONDON).total == 1


def test_what_a_damaged_part_of_the_manifest_lists_is_shown_as_it_was(ana):
    rows = {people.keep(ana, mood=3, now=NOON - n * HOUR) for n in range(12)}
    content(ana.space)
    number = vault.shard_of(next(iter(rows)))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_manifestpart SET sealed = %s WHERE part = %s",
            [b"noise" * 900, number],
        )
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert not month.whole
    assert {line.row for line in month.lines} == rows


def test_what_changed_after_the_index_and_cannot_be_vouched_for_is_not_shown(ana):
    rows = [people.keep(ana, mood=3, now=NOON - n * HOUR) for n in range(12)]
    content(ana.space)
    gone = rows[0]
    kept = dict(IndexPart.objects.filter(person=ana.id).values_list("part", "sealed"))
    flows.let_go(ana.space, row=gone, now=NOON)
    # The index of before is put back, and the list that says "gone" is damaged.
    for part, sealed in kept.items():
        IndexPart.objects.filter(person=ana.id, part=part).update(sealed=sealed)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_manifestpart SET sealed = %s WHERE part = %s",
            [b"noise" * 900, vault.shard_of(gone)],
        )
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert gone not in {line.row for line in month.lines}
    query = Query(chosen=((("feelings",), "grief"),))
    assert flows.search(ana.space, query, zone=LONDON).total == 0
    assert gone not in {
        one.row for one in flows.look_around(ana.space, now=NOON).recent
    }


def test_taking_in_is_done_in_parts_and_comes_to_an_end(ana, monkeypatch):
    monkeypatch.setattr(indexbook, "AT_ONCE", 3)
    rows = {people.keep(ana, mood=3, now=NOON - n * DAY) for n in range(10)}
    store.remove_index(ana.id)
    indexbook.mend(ana.space, LONDON, thorough=False)
    assert not in_step(ana.space)
    assert sum(page.count for page in index.get_head(ana.space).pages) == 3
    assert content(ana.space).keys() == rows


def test_a_guide_that_is_not_on_the_shelf_counts_as_damaged(ana):
    entry = vault.Entry(uuid4(), "reflection", 1, 5)
    response = b'{"questionnaire": "https://elsewhere.example/a|1", "item": []}'
    words = b'{"response": ' + response + b"}"
    with pytest.raises(vault.Unreadable):
        records.record_of(entry, words)


def test_a_reflection_that_is_not_understood_is_counted_and_mended_no_further(
    ana, monkeypatch
):
    mended = []
    mend = indexbook.mend
    monkeypatch.setattr(
        indexbook, "mend", lambda *one, **how: (mended.append(how), mend(*one, **how))
    )
    other = people.keep(ana, mood=3, words="a low sun")
    row = people.keep(ana, mood=3, now=NOON + HOUR)
    entry = manifests.get(ana.space, row)
    sealed = store.get(ana.id, row)
    words = ana.space.opened.unseal(sealed, entry.about(ana.id))
    later = words.replace(b"check-in|1.0.0", b"check-in|99.0.0")
    assert later != words
    about = entry.about(ana.id)
    store.replace(ana.id, row, vault.seal(later, ana.space.opened.key, about))
    for _ in range(2):
        month = flows.look_at_month(ana.space, zone=LONDON, back=0)
        assert [line.row for line in month.lines] == [other]
        assert month.damaged == 1
    assert len(mended) <= 2


def test_many_damaged_rows_and_a_lost_page_come_to_an_end(ana, monkeypatch):
    monkeypatch.setattr(indexbook, "AT_ONCE", 3)
    rows = [people.keep(ana, mood=3, now=NOON - n * DAY) for n in range(8)]
    for row in rows[:6]:
        store.replace(ana.id, row, vault.Sealed(b"noise"))
    store.remove_index(ana.id)
    flows.look_at_month(ana.space, zone=LONDON, back=0)
    words = index.part_of(0, "words")
    IndexPart.objects.filter(person=ana.id, part=words).update(sealed=b"noise")
    month = flows.look_at_month(ana.space, zone=LONDON, back=0)
    assert month.damaged == 6
    assert {line.row for line in month.lines} == set(rows[6:])


def test_following_costs_the_same_parts_however_many_pages_there_are(ana):
    content(ana.space)
    for number in range(2 * indexpages.MOST_RECORDS + 2):
        people.keep(ana, mood=3, now=NOON - number * DAY)
    before = dict(IndexPart.objects.filter(person=ana.id).values_list("part", "sealed"))
    people.keep(ana, mood=5, now=NOON - 5_000 * DAY)
    after = dict(IndexPart.objects.filter(person=ana.id).values_list("part", "sealed"))
    changed = {p for p in after if bytes(after[p]) != bytes(before.get(p, b""))}
    assert changed == {
        index.HEAD,
        index.part_of(2, "columns"),
        index.part_of(2, "words"),
    }


def test_two_drafts_kept_one_after_the_other_are_both_in_it(ana):
    content(ana.space)
    first, second = people.begin(ana), people.begin(ana, now=NOON + HOUR)
    flows.keep(ana.space, draft=first, zone=LONDON)
    flows.keep(ana.space, draft=second, zone=LONDON)
    assert content(ana.space).keys() == {first, second}
