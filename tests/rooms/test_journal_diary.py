"""A diary of the index's columns is the one that opened reflections make."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace import cli
from holdspace.cli.diaries import read_bundle
from holdspace.core.insights import (
    CHECK_IN,
    TEARS,
    Episode,
    Need,
    Rating,
    diary_of,
    look_at,
)
from holdspace.core.vault import shard_of
from holdspace.journal import flows, index, indexpages, records
from holdspace.journal.flows import diary
from holdspace.journal.indexpages import Columns, Words
from holdspace.journal.records import Record, Values
from holdspace.library import shelf
from tests.diaries import assert_same
from tests.rooms import people
from tests.rooms.people import LONDON, NOON

MAIN = (shelf.AFTER_TEARS, shelf.HELD_BACK_TEARS, shelf.CHECK_IN)
WHEN = 29_000_000
HOUR = timedelta(hours=1)
AT = ("20-minutes", "90-minutes", "next-day")
NUMBERS = ("mood", "mood-before", "intensity", "ashamed")
SAID = ("alone", "partner", "grief", '"homesick', '"weir-blue')

ratings = st.builds(
    Rating,
    at=st.sampled_from(AT),
    when=st.integers(-60, 2_000),
    mood=st.none() | st.integers(0, 10).map(float),
    tension=st.none() | st.integers(0, 10).map(float),
)
needs = st.builds(
    Need,
    need=st.sampled_from(("rest", "talk", '"a long walk')),
    asked=st.none() | st.booleans(),
    came=st.none() | st.booleans(),
    helped=st.none() | st.sampled_from(("yes", "some", "no")),
)


@st.composite
def reflections(draw):
    """Something of any guide, perhaps followed; with the guide and whether it shows."""
    guide = draw(st.sampled_from((*MAIN, *MAIN, "short-note", "?")))
    # Few minutes, so that several fall into the same one.
    when = WHEN + draw(st.integers(0, 40)) * 25
    day_only = draw(st.sampled_from((False, False, False, True)))
    offset = draw(st.none() | st.sampled_from((0, 60, -300, 330, 780)))
    if day_only:
        # A day begins earlier for those who live further east.
        when = when // 1440 * 1440 - (offset or 0)
    links = st.sampled_from(("company", "feelings"))
    chosen = st.lists(st.sampled_from(SAID), min_size=1, max_size=4)
    later = draw(st.lists(ratings, max_size=4))
    episode = Episode(
        kind=MAIN.index(guide) if guide in MAIN else CHECK_IN,
        when=when,
        offset=offset,
        day_only=day_only,
        numbers=draw(st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 10))),
        choices=draw(st.dictionaries(links, chosen)),
        later=[Rating(one.at, when + one.when, one.mood, one.tension) for one in later],
        ledger=draw(st.lists(needs, max_size=2)),
    )
    return guide, draw(st.booleans()), episode


def test_the_three_kinds_are_numbered_as_the_guides_stand_here():
    assert (TEARS, CHECK_IN) == (0, 2)


@given(st.lists(reflections(), max_size=30), st.lists(st.booleans(), min_size=1))
def test_any_diary_comes_out_of_its_columns_as_it_is(made, breaks):
    drawn = [(guide, may, one, row_of(n)) for n, (guide, may, one) in enumerate(made)]
    pages, page = [], (Columns(), Words())
    for number, (guide, _, episode, row) in enumerate(drawn):
        if breaks[number % len(breaks)]:
            pages.append(page[0])
            page = (Columns(), Words())
        page = indexpages.with_records(*page, [record(row, guide, episode)])
    pages.append(page[0])
    shown = np.array([may for _, may, _, _ in drawn], dtype=np.bool_)

    found = diary.diary_in(pages, shown)

    counted = [(row, one) for guide, may, one, row in drawn if may and guide in MAIN]
    expected = [one for _, one in sorted(counted, key=lambda pair: pair[0])]
    assert_same(found, diary_of(expected))


def row_of(number):
    # In another order than they come in.
    return UUID(int=(number * 7919 + 13) % 10_007, version=4)


def record(row, guide, episode):
    """What the index makes of an episode."""
    named = guide if guide == "?" else f"{shelf.GUIDES}{guide}|1.0.0"
    return Record(
        row=row,
        version=1,
        flags=records.DAY_ONLY if episode.day_only else 0,
        values=Values(
            named,
            episode.when,
            None if episode.day_only else episode.offset,
            dict(episode.numbers),
            {link: list(one) for link, one in episode.choices.items()},
        ),
        later=[rated(one) for one in episode.later],
        groups={"support-ledger": [needed(one) for one in episode.ledger]},
    )


def rated(one):
    both = {"mood": one.mood, "tension": one.tension}
    numbers = {link: value for link, value in both.items() if value is not None}
    guide = f"{shelf.GUIDES}{shelf.LATER}|1.0.0"
    return Values(guide, one.when, None, numbers, {"at": [one.at]})


def needed(one):
    both = {"asked": one.asked, "came": one.came}
    numbers = {link: float(value) for link, value in both.items() if value is not None}
    helped = {"helped": [one.helped]} if one.helped else {}
    return Values(numbers=numbers, choices={"need": [one.need], **helped})


@pytest.fixture
def ana(transactional_db):
    del transactional_db
    return people.make("ana")


def lived(ana):
    """Some days: three guides, rated later, corrected, needed, let go of."""
    kept = []
    for number in range(6):
        now = NOON + number * 26 * HOUR
        guide = MAIN[number % 3]
        given = {"mood": number} if guide == shelf.CHECK_IN else {}
        if guide != shelf.CHECK_IN:
            given = {"feelings": ["sadness", "grief"], "feelings+own": ["weir-blue"]}
        row = people.keep(ana, guide, now=now, **given)
        kept.append(row)
        if number != 5:
            flows.follow_up(
                ana.space,
                reflection=row,
                given={"at": ["90-minutes"], "mood": ["6"], "tension": ["3"]},
                now=now + timedelta(minutes=90 + 30 * number),
                zone=LONDON,
            )
    correction = flows.begin_correction(ana.space, reflection=kept[0], zone=LONDON)
    people.write(ana, correction, given={"feelings": ["shame"]})
    flows.keep(ana.space, draft=correction, zone=LONDON)
    people.keep(ana, "three-questions")
    people.begin(ana)
    gone = people.keep(ana, shelf.CHECK_IN, mood=1)
    flows.let_go(ana.space, row=gone, now=NOON)
    return kept


def exported(ana):
    carried = flows.begin_export(ana.space, zone=LONDON, now=NOON)
    return b"".join(carried.bundle(now=NOON))


def test_an_exported_diary_is_the_one_that_is_here(ana):
    lived(ana)
    here = diary.read_diary(ana.space)
    bundled = read_bundle(exported(ana))
    assert len(here) == 6
    assert here.chose("feelings", "shame").sum() == 1
    assert np.isfinite(here.later["90-minutes"].mood).sum() == 3
    assert_same(here, diary_of(bundled.episodes))


def test_a_diary_that_was_carried_elsewhere_is_the_same_there(ana):
    lived(ana)
    cleo = people.make("cleo")
    flows.import_bundle(cleo.space, [exported(ana)], now=NOON)
    assert_same(diary.read_diary(ana.space), diary.read_diary(cleo.space))


def test_the_command_says_of_the_exported_file_what_the_space_says(
    ana, tmp_path, capsys
):
    lived(ana)
    file = tmp_path / "notes.json"
    file.write_bytes(exported(ana))
    here = look_at(diary.read_diary(ana.space))
    assert cli.main(["patterns", "--json", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    told = [msgspec.to_builtins(one.plain(), enc_hook=float) for one in here]
    assert found["statements"] == told


def test_an_empty_space_is_an_empty_diary(ana):
    assert_same(diary.read_diary(ana.space), diary_of([]))


def test_what_the_list_does_not_vouch_for_is_left_out(ana, monkeypatch):
    rows = lived(ana)
    diary.read_diary(ana.space)
    head = index.get_head(ana.space)
    doubtful = frozenset({shard_of(rows[0])})
    view = index.View(ana.space, head, (), 1, doubtful)
    monkeypatch.setattr(diary.indexbook, "read", lambda _space, _zone, look: look(view))
    left = [row for row in rows if shard_of(row) not in doubtful]
    assert len(diary.read_diary(ana.space)) == len(left) < len(rows)
