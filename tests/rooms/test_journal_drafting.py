"""How saves become a draft, without a database: whatever the order, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.core import guides
from holdspace.core.guides import Answers, AnswersRefused
from holdspace.journal import documents, drafting, pages
from holdspace.journal.documents import Arrival, Draft, Other
from holdspace.journal.drafting import Choice, Outcome
from holdspace.library import shelf

ROW = UUID("12345678-1234-4234-8234-123456789abc")
AT = "2026-11-23T12:00:00+00:00"


def _draft(name=shelf.CHECK_IN):
    guide = shelf.guide(name)
    empty = Draft(msgspec.Raw(b"{}"), authored=AT, zone="UTC")
    return guide, drafting.with_answers(empty, guide, ROW, Answers())


def _arrival(page, count=0, *, seen=0, screen=0, **given):
    as_sent = {
        name: value if isinstance(value, list) else [value]
        for name, value in given.items()
    }
    return Arrival(screen, as_sent, seen, page, count, "UTC", AT)


def _apply(draft, guide, arrival):
    return drafting.apply(draft, guide, ROW, arrival, default_zone="UTC")


_saves = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.integers(0, 3)),
    max_size=14,
)


@settings(deadline=None, max_examples=150)
@given(_saves, st.booleans())
def test_the_newest_text_of_every_page_is_there_or_was_seen_before_it_went(
    saves, locked
):
    guide, draft = _draft()
    newest, shown = {}, {}
    replaced = set()
    for page, count, behind in saves:
        # A page knows the revision it was opened at, or one before by now.
        revision = drafting.revision_of(draft, 0)
        seen = shown.setdefault(page, max(0, revision - behind))
        text = f"{page}{count}"
        before = drafting.answers_of(draft, guide).first("words")
        arrival = _arrival(page, count, seen=seen, words=text)
        mark = draft.marks.get(0, documents.Mark())
        if locked:
            draft = drafting.file_arrival(
                draft, guide, ROW, arrival, default_zone="UTC"
            )
            assert draft.locked
        else:
            draft, outcome = _apply(draft, guide, arrival)
            assert outcome in set(Outcome)
        after = drafting.answers_of(draft, guide).first("words")
        if after != before and before is not None:
            # Only its own page, or one that had seen it, takes a text's place.
            assert mark.page == page or mark.revision == seen
            replaced.add(before)
        newest[page] = max(count, newest.get(page, 0))
    there = {drafting.answers_of(draft, guide).first("words")}
    there |= {other.given["words"][0] for other in draft.others}
    for page, count in newest.items():
        assert f"{page}{count}" in there | replaced


def test_an_older_save_of_the_same_page_changes_nothing():
    guide, draft = _draft()
    newer, _ = _apply(draft, guide, _arrival("a", 2, words="newer"))
    again, outcome = _apply(newer, guide, _arrival("a", 1, words="older"))
    assert outcome is Outcome.OLDER
    assert again == newer


def test_what_does_not_fit_changes_nothing():
    guide, draft = _draft()
    with pytest.raises(AnswersRefused):
        _apply(draft, guide, _arrival("a", mood="11", words="x"))


@pytest.mark.parametrize("screen", [7, 99])
def test_a_screen_that_no_guide_has_stands_beside(screen):
    guide, draft = _draft()
    arrival = _arrival("a", screen=screen, words="where to")
    draft = drafting.file_arrival(draft, guide, ROW, arrival, default_zone="UTC")
    (other,) = draft.others
    assert other.locked
    opened = _opened(draft, guide)
    assert pages.both(opened, "UTC") is not None


def test_a_group_of_rows_is_one_question():
    guide, draft = _draft(shelf.AFTER_TEARS)
    given_ = {
        "support-ledger.0.need": "rest",
        "support-ledger.0.asked": "yes",
        "support-ledger.1.need": "talk",
    }
    draft, _ = _apply(draft, guide, _arrival("a", screen=4, **given_))
    other = Other(
        screen=4,
        given={"support-ledger.0.need": ["rest"], "support-ledger.0.came": ["no"]},
        page="b",
        count=0,
        at=AT,
    )
    draft = msgspec.structs.replace(draft, others=(other,))
    both = drafting.decide(
        draft, guide, ROW, other=other, choice=Choice.BOTH, default_zone="UTC"
    )
    assert len(drafting.answers_of(both, guide).rows("support-ledger")) == 3
    first = drafting.decide(
        draft, guide, ROW, other=other, choice=Choice.FIRST, default_zone="UTC"
    )
    assert len(drafting.answers_of(first, guide).rows("support-ledger")) == 2


def test_together_keeps_one_number_and_every_word():
    guide, draft = _draft()
    draft, _ = _apply(draft, guide, _arrival("a", mood="3", words="one"))
    other = Other(0, {"mood": ["8"], "words": ["two"]}, "b", 0, AT)
    draft = msgspec.structs.replace(draft, others=(other,))
    draft = drafting.decide(
        draft, guide, ROW, other=other, choice=Choice.BOTH, default_zone="UTC"
    )
    answers = drafting.answers_of(draft, guide)
    assert answers.first("mood") == 3
    assert answers.first("words") == "one\n\ntwo"
    assert draft.others == ()


def test_a_question_that_was_switched_off_keeps_its_text_until_it_is_kept():
    guide, draft = _draft(shelf.AFTER_TEARS)
    said = {"clearer": "yes", "clearer-words": "that I may rest"}
    draft, _ = _apply(draft, guide, _arrival("a", screen=3, **said))
    draft, _ = _apply(draft, guide, _arrival("a", **{"recent-shock": "yes"}))
    answers = drafting.answers_of(draft, guide)
    assert answers.first("clearer-words") == "that I may rest"
    assert guides.settle(guide, answers).first("clearer-words") is None


@pytest.mark.parametrize(
    ("value", "minute"),
    [
        ("2026-11-23T12:00:00+01:00", datetime(2026, 11, 23, 11, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, 5, tzinfo=UTC)),
        ("2026-11-23T12:00:00", datetime(2026, 11, 23, 17, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_where_the_person_is(value, minute):
    assert drafting.moment_of(value, ZoneInfo("America/New_York")) == minute


@pytest.mark.parametrize(
    "value", ["", "2026", "2026-11", "0001-01-01", "1899-12-31", "2200-01-01", "x"]
)
def test_what_is_no_moment_is_none(value):
    assert drafting.moment_of(value, UTC) is None


def test_a_zone_that_nobody_knows_is_universal_time():
    assert str(drafting.zone_of("", "Mars/Base", "Asia/Tokyo")) == "Asia/Tokyo"
    assert str(drafting.zone_of("", "../../etc/passwd")) == "UTC"
    assert str(drafting.zone_of()) == "UTC"


# --- The pages -------------------------------------------------------------------


def _opened(draft, guide):
    from holdspace.journal.opened import OpenDraft

    return OpenDraft(ROW, draft, guide, drafting.answers_of(draft, guide))


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, "Good evening"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_fits_the_hour(hour, said):
    assert pages.greeting(datetime(2026, 11, 23, hour, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (10, "about 10 minutes ago"),
        (22, "about 20 minutes ago"),
        (40, "about 40 minutes ago"),
        (60, "about an hour ago"),
        (90, "about an hour and a half ago"),
        (150, "about 2 hours ago"),
        (16 * 60, "yesterday"),
        (32 * 60, "yesterday"),
    ],
)
def test_how_long_ago_is_said_roughly(minutes, said):
    from holdspace.journal.opened import FollowUp

    when = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = FollowUp(ROW, shelf.AFTER_TEARS, when, "20-minutes")
    page = pages.follow_up(found, (), when + timedelta(minutes=minutes))
    assert page.headline == f"You cried {said}."


def test_drops_say_in_words_what_they_show():
    guide, draft = _draft(shelf.AFTER_TEARS)
    draft, _ = _apply(draft, guide, _arrival("a", feelings=["grief"]))
    answers = drafting.answers_of(draft, guide)
    drops = pages.drops(guide, answers, 2)
    assert drops.states == ("on", "now", "", "", "", "", "")
    assert drops.label == "Page 2 of 7"
    assert pages.drops(guide, answers).label == "1 of 7 pages hold something"


def test_what_is_read_back_is_what_was_packed():
    _, draft = _draft()
    assert documents.read(documents.pack(draft), Draft) == draft
    from holdspace.core.vault import Unreadable

    for damaged in (b"", b"{}", b"\xff", b"[]", documents.pack(draft)[:-2]):
        with pytest.raises(Unreadable):
            documents.read(damaged, Draft)
