"""Reading, correcting, adding, follow-ups, letting go and taking back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from holdspace.accounts import flows as accounts
from holdspace.journal import flows, followups, store
from holdspace.journal.models import Leaving, SealedRow
from holdspace.library import shelf
from tests.rooms import people

MINUTE = timedelta(minutes=1)


def _read(someone, row):
    return flows.read(someone.space, reflection=row)


# --- Reading ---------------------------------------------------------------------


def test_the_timeline_is_empty_before_anything_is_kept(ana):
    page = people.shown(ana.client.get("/timeline/"))
    assert "Nothing is kept yet" in page


def test_the_timeline_shows_one_month_and_leads_to_the_others(ana):
    for month, day in ((9, 3), (11, 2), (11, 20)):
        people.keep(
            ana,
            now=datetime(2026, month, day, 9, tzinfo=UTC),
            words=f"in month {month}",
        )
    newest = people.shown(ana.client.get("/timeline/"))
    assert "November 2026" in newest
    assert "Friday 20 November 2026" in newest
    assert "in month 9" not in newest
    assert "/timeline/1/" in newest
    september = people.shown(ana.client.get("/timeline/1/"))
    assert "in month 9" in september
    assert "in month 11" not in september
    for nothing in ("2", "99", "-1", "x", "2026-09", "\uff19"):
        assert ana.client.get(f"/timeline/{nothing}/").status_code == 404


def test_a_month_with_many_is_shown_in_parts(ana, monkeypatch):
    monkeypatch.setattr("holdspace.journal.flows.looking.MOST_LINES", 2)
    monkeypatch.setattr("holdspace.journal.pages.reading.MOST_LINES", 2)
    rows = [
        people.keep(ana, now=datetime(2026, month, day, 9, tzinfo=UTC))
        for month, day in ((11, 20), (11, 9), (11, 5), (11, 4), (11, 2), (10, 1))
    ]
    whole = ("/timeline/", "/timeline/0/2/", "/timeline/0/4/", "/timeline/1/")
    pages = [people.shown(ana.client.get(where)) for where in whole]
    shown = [[row for row in rows if str(row) in page] for page in pages]
    assert shown == [rows[:2], rows[2:4], rows[4:5], rows[5:]]
    assert 'href="/timeline/0/2/">Earlier in November' in pages[0]
    assert 'href="/timeline/0/">← Later in November' in pages[1]
    assert 'href="/timeline/0/4/">Earlier in November' in pages[1]
    assert 'href="/timeline/0/2/">← Later in November' in pages[2]
    assert 'href="/timeline/1/">October' in pages[2]
    assert 'href="/timeline/0/">← November' in pages[3]
    for nothing in ("/timeline/0/5/", "/timeline/1/1/", f"/timeline/0/{'9' * 30}/"):
        assert ana.client.get(nothing).status_code == 404


@pytest.mark.parametrize(
    ("zone", "month", "day"),
    [
        ("Europe/London", "October 2026", "Saturday 31 October 2026"),
        ("Asia/Tokyo", "November 2026", "Sunday 1 November 2026"),
        ("America/New_York", "October 2026", "Saturday 31 October 2026"),
        ("Pacific/Kiritimati", "November 2026", "Sunday 1 November 2026"),
    ],
)
def test_days_and_months_begin_where_the_person_is(ana, zone, month, day):
    accounts.rename(ana.space, name="", zone=zone)
    people.keep(ana, now=datetime(2026, 10, 31, 23, 30, tzinfo=UTC), words="late")
    page = people.shown(ana.client.get("/timeline/"))
    assert month in page
    assert day in page


def test_the_newest_stands_first_and_a_long_text_is_cut(ana):
    people.keep(ana, now=datetime(2026, 11, 1, 9, tzinfo=UTC), words="early")
    people.keep(ana, now=datetime(2026, 11, 1, 18, tzinfo=UTC), words="x " * 300)
    page = people.shown(ana.client.get("/timeline/"))
    assert page.index("18:00") < page.index("early")
    assert " …" in page


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026", ""),
        ("2026-11", ""),
        ("0001-01-01", ""),
        ("0001-01-01", "00:00"),
        ("0202-11-23", "10:00"),
        ("9999-12-31", "23:59"),
        ("9999-12-31", ""),
    ],
)
@pytest.mark.parametrize(
    "zone", ["Europe/London", "Pacific/Kiritimati", "America/Adak"]
)
def test_one_slip_in_a_year_keeps_no_page_from_being_drawn(ana, day, clock, zone):
    accounts.rename(ana.space, name="", zone=zone)
    draft = people.begin(ana, shelf.CHECK_IN)
    sent = {"when.date": [day], "when.time": [clock]} if clock else {"when": [day]}
    people.write(ana, draft, given=sent)
    for path in ("/today/", people.address(draft), f"/journal/end/{draft}/"):
        assert ana.client.get(path).status_code == 200
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    for path in (f"/journal/read/{draft}/", "/timeline/", "/timeline/0/"):
        assert ana.client.get(path).status_code == 200
    # A day that no calendar here shows is said as it was written.
    assert ana.client.get(f"/journal/read/{draft}/").content.decode().count("2026") >= 1


def test_a_day_without_a_time_is_that_day(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    people.write(ana, draft, given={"when.date": ["2026-11-01"], "when.time": [""]})
    row = flows.keep(ana.space, draft=draft, zone="UTC")
    page = people.shown(ana.client.get("/timeline/0/"))
    assert "Sunday 1 November 2026" in page
    assert "Sunday 1 November 2026" in people.shown(
        ana.client.get(f"/journal/read/{row}/")
    )


def test_a_damaged_reflection_hides_no_other(ana):
    good = people.keep(ana, words="this one opens")
    bad = people.keep(ana, words="this one does not")
    store.replace(ana.id, bad, store.get(ana.id, good))
    page = people.shown(ana.client.get("/timeline/"))
    assert "this one opens" in page
    assert "1 reflection of this month cannot be opened" in page
    assert ana.client.get(f"/journal/read/{bad}/").status_code == 409
    SealedRow.objects.filter(person=ana.id, id=bad).delete()
    assert ana.client.get(f"/journal/read/{bad}/").status_code == 409


def test_a_damaged_draft_hides_no_other(ana):
    good, bad = people.begin(ana), people.begin(ana)
    store.replace(ana.id, bad, store.get(ana.id, good))
    page = people.shown(ana.client.get("/today/"))
    assert str(good) in page
    assert "1 piece left open cannot be opened" in page


def test_nobody_else_reads_changes_or_lets_go(ana, cleo, visitor):
    row = people.keep(ana, words="only Ana's")
    for name in ("correct", "add", "later", "let-go", "take-back"):
        answer = cleo.client.post(f"/journal/{name}/{row}/", {"mood": "3"})
        assert answer.status_code == 404
        answer = visitor.post(f"/journal/{name}/{row}/", {"mood": "3"})
        assert answer["Location"] == "/unlock/"
    theirs = cleo.client.get(f"/journal/read/{row}/")
    nobodys = cleo.client.get(f"/journal/read/{uuid4()}/")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert _read(ana, row).answers.first("words") == "only Ana's"


# --- Correcting and adding -------------------------------------------------------


def _correct(someone, row, words):
    draft = flows.begin_correction(someone.space, reflection=row, zone="UTC")
    people.write(someone, draft, given={"words": [words]})
    return draft


def test_a_correction_takes_the_place_of_what_was_there(ana):
    row = people.keep(ana, words="a first go")
    begun = ana.client.post(f"/journal/correct/{row}/", {"screen": "1"})
    page = ana.client.get(begun["Location"])
    assert "a first go" in people.shown(page)
    sent = {"token": people.token_in(page), "words": "a second", "go": "end"}
    end = ana.client.post(begun["Location"], sent)
    kept = ana.client.post(end["Location"], {"go": "keep"})
    assert kept["Location"] == f"/journal/read/{row}/?kept=1"
    page = people.shown(ana.client.get(kept["Location"]))
    assert "a second" in page
    assert "a first go" not in page
    assert flows.open_drafts(ana.space, zone="UTC") == ((), 0)
    assert len(flows.list_entries(ana.space, kind=flows.REFLECTION)) == 1


def test_a_correction_that_was_left_open_is_gone_on_with(ana):
    row = people.keep(ana, words="a first go")
    draft = _correct(ana, row, "half a thought")
    again = ana.client.post(f"/journal/correct/{row}/", {"screen": "1"})
    assert again["Location"] == people.address(draft)
    assert "half a thought" in people.shown(ana.client.get(again["Location"]))


@pytest.mark.parametrize("screen", ["", "0", "x", "-1", "1" * 5000, "²", "99"])
def test_a_correction_begins_at_any_screen_it_is_told(ana, screen):
    row = people.keep(ana, words="before")
    answer = ana.client.post(f"/journal/correct/{row}/", {"screen": screen})
    assert answer.status_code == 303
    assert ana.client.get(answer["Location"]).status_code in (200, 303, 404)


def _two_corrections(someone):
    row = people.keep(someone, words="before")
    second = _correct(someone, row, "second")
    flows.follow_up(
        someone.space,
        reflection=row,
        given={"mood": ["7"], "at": ["20-minutes"]},
        now=people.NOON,
        zone="UTC",
    )
    first = _correct(someone, row, "first")
    assert first != second
    flows.keep(someone.space, draft=first, zone="UTC")
    told = someone.client.post(f"/journal/end/{second}/", {"go": "keep"})
    assert told.status_code == 409
    assert "Both are here" in people.shown(told)
    assert _read(someone, row).answers.first("words") == "first"
    return row, second


def test_what_was_changed_meanwhile_can_be_replaced(ana):
    row, second = _two_corrections(ana)
    ana.client.post(f"/journal/end/{second}/", {"anyway": "instead"})
    assert _read(ana, row).answers.first("words") == "second"
    assert len(flows.list_entries(ana.space, kind=flows.REFLECTION)) == 1


def test_what_was_changed_meanwhile_can_stand_beside(ana):
    row, second = _two_corrections(ana)
    kept = ana.client.post(f"/journal/end/{second}/", {"anyway": "beside"})
    assert kept["Location"] == f"/journal/read/{second}/?kept=1"
    assert _read(ana, row).answers.first("words") == "first"
    assert _read(ana, second).answers.first("words") == "second"


def test_a_correction_keeps_what_was_added_later(ana):
    row = people.keep(ana, mood="2", words="before")
    flows.follow_up(
        ana.space,
        reflection=row,
        given={"mood": ["7"], "at": ["20-minutes"]},
        now=people.NOON,
        zone="UTC",
    )
    draft = _correct(ana, row, "after")
    flows.keep(ana.space, draft=draft, zone="UTC")
    found = _read(ana, row)
    assert found.answers.first("words") == "after"
    assert len(found.later) == 1


def test_the_words_of_a_correction_outlive_its_reflection(ana, held):
    row = people.keep(ana, words="before")
    draft = _correct(ana, row, "so much typed")
    flows.let_go(ana.space, row=row, now=held.moment)
    answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert answer.status_code != 500
    # However it is told, what was typed is still there to be read.
    end = people.shown(ana.client.get(f"/journal/end/{draft}/"))
    assert "so much typed" in end
    kept = ana.client.post(f"/journal/end/{draft}/", {"anyway": "beside"})
    assert kept.status_code == 303
    assert _read(ana, draft).answers.first("words") == "so much typed"


def test_something_is_added_with_its_own_time(ana, held):
    row = people.keep(ana, words="then")
    held.move(timedelta(days=3))
    ana.client = ana.browser()
    begun = ana.client.post(f"/journal/add/{row}/")
    page = ana.client.get(begun["Location"])
    sent = {
        "token": people.token_in(page),
        "words": "and now",
        "mood": "6",
        "go": "end",
    }
    end = ana.client.post(begun["Location"], sent)
    kept = ana.client.post(end["Location"], {"go": "keep"})
    assert kept["Location"] == f"/journal/read/{row}/?kept=1"
    page = people.shown(ana.client.get(kept["Location"]))
    assert "then" in page
    assert "and now" in page
    assert "Thursday 26 November 2026" in page
    assert "1 added later" in people.shown(ana.client.get("/timeline/"))


def test_adding_nothing_adds_nothing(ana):
    row = people.keep(ana, words="then")
    draft = flows.begin_addition(ana.space, reflection=row, now=people.NOON, zone="UTC")
    assert flows.keep(ana.space, draft=draft, zone="UTC") == row
    assert _read(ana, row).later == ()
    assert flows.open_drafts(ana.space, zone="UTC") == ((), 0)


# --- Follow-ups ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (0, None),
        (9, None),
        (10, "20-minutes"),
        (40, "20-minutes"),
        (41, None),
        (59, None),
        (60, "90-minutes"),
        (150, "90-minutes"),
        (151, None),
        (16 * 60 - 1, None),
        (16 * 60, "next-day"),
        (32 * 60, "next-day"),
        (32 * 60 + 1, None),
        (-5, None),
    ],
)
def test_a_follow_up_has_its_time(ana, minutes, code):
    people.keep(ana, shelf.AFTER_TEARS)
    found = flows.due_follow_up(ana.space, now=people.NOON + minutes * MINUTE)
    assert (found.code if found else None) == code


def test_the_edges_of_a_window_belong_to_it():
    when = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for window in followups.WINDOWS:
        inside = (window.opens, window.ends)
        second = timedelta(seconds=1)
        outside = (window.opens - second, window.ends + second)
        for since in inside:
            assert followups.due(when=when, now=when + since, settled=()) == window
        for since in outside:
            assert followups.due(when=when, now=when + since, settled=()) is None
        at_once = followups.due(
            when=when, now=when + window.opens, settled={window.code}
        )
        assert at_once is None


@pytest.mark.parametrize(
    ("guide", "given", "followed"),
    [
        (shelf.AFTER_TEARS, {}, True),
        (shelf.HELD_BACK_TEARS, {}, True),
        (shelf.CHECK_IN, {"mood": "3"}, True),
        (shelf.CHECK_IN, {"mood": "0"}, True),
        (shelf.CHECK_IN, {"mood": "4"}, False),
        (shelf.CHECK_IN, {"words": "nothing tapped"}, False),
    ],
)
def test_tears_and_low_check_ins_are_followed(ana, guide, given, followed):
    people.keep(ana, guide, **given)
    found = flows.due_follow_up(ana.space, now=people.NOON + 20 * MINUTE)
    assert bool(found) is followed


def test_a_follow_up_is_answered_once(ana, held):
    row = people.keep(ana, shelf.AFTER_TEARS)
    held.move(20 * MINUTE)
    ana.client = ana.browser()
    page = people.shown(ana.client.get("/today/"))
    assert "You cried about 20 minutes ago." in page
    sent = {"at": "20-minutes", "mood": "6", "go": "keep"}
    answer = ana.client.post(f"/journal/later/{row}/", sent)
    assert answer["Location"] == "/today/?added=1"
    page = people.shown(ana.client.get(answer["Location"]))
    assert "You cried" not in page
    assert "beside what you wrote before" in page
    read = people.shown(ana.client.get(f"/journal/read/{row}/"))
    assert "About twenty minutes later" in read
    assert "12:20" in read
    held.move(50 * MINUTE)
    assert flows.due_follow_up(ana.space, now=held.moment).code == "90-minutes"


def test_a_follow_up_that_is_not_wanted_is_not_offered_again(ana, held):
    row = people.keep(ana, shelf.AFTER_TEARS)
    held.move(20 * MINUTE)
    ana.client = ana.browser()
    sent = {"at": "20-minutes", "go": "not-now"}
    assert ana.client.post(f"/journal/later/{row}/", sent)["Location"] == "/today/"
    assert "You cried" not in people.shown(ana.client.get("/today/"))
    sent["at"] = "whenever"
    assert ana.client.post(f"/journal/later/{row}/", sent).status_code == 404


def test_an_empty_follow_up_adds_nothing(ana):
    row = people.keep(ana, shelf.AFTER_TEARS)
    sent = {"at": "20-minutes", "mood": "", "words": "", "go": "keep"}
    assert ana.client.post(f"/journal/later/{row}/", sent)["Location"] == "/today/"
    assert _read(ana, row).later == ()


def test_a_follow_up_that_does_not_fit_comes_back(ana):
    row = people.keep(ana, shelf.AFTER_TEARS)
    sent = {"at": "20-minutes", "mood": "12", "words": "my <b>words</b>"}
    answer = ana.client.post(f"/journal/later/{row}/", sent)
    assert answer.status_code == 422
    assert "my <b>words</b>" in people.shown(answer)
    assert "<b>words" not in answer.content.decode()
    assert _read(ana, row).later == ()


def test_the_newest_one_is_asked_about_and_only_one(ana):
    people.keep(ana, shelf.AFTER_TEARS, now=people.NOON - 80 * MINUTE)
    newer = people.keep(ana, shelf.HELD_BACK_TEARS, now=people.NOON - 20 * MINUTE)
    found = flows.due_follow_up(ana.space, now=people.NOON)
    assert found.row == newer


# --- Letting go ------------------------------------------------------------------


@pytest.mark.parametrize("make", [people.begin, people.keep])
def test_letting_go_can_be_undone_for_ten_minutes(ana, held, make):
    row = make(ana)
    gone = ana.client.post(f"/journal/let-go/{row}/")
    assert gone["Location"] == f"/journal/gone/{row}/"
    assert "For 10 minutes" in people.shown(ana.client.get(gone["Location"]))
    assert str(row) not in people.shown(ana.client.get("/timeline/"))
    today = people.shown(ana.client.get("/today/"))
    assert today.count(str(row)) == 1
    assert f"/journal/take-back/{row}/" in today
    assert ana.client.get(f"/journal/read/{row}/").status_code == 404
    held.move(10 * MINUTE)
    flows.sweep(held.moment - timedelta(seconds=1))
    back = ana.client.post(f"/journal/take-back/{row}/")
    assert back.status_code == 303
    assert ana.client.get(back["Location"]).status_code == 200
    where = "/today/" if make is people.begin else "/timeline/"
    assert str(row) in people.shown(ana.client.get(where))
    flows.sweep(held.moment + timedelta(hours=1))
    assert SealedRow.objects.filter(person=ana.id, id=row).exists()


@pytest.mark.django_db(transaction=True)
def test_after_ten_minutes_it_is_too_late_and_then_overwritten(ana, held):
    row = people.keep(ana, words="gone for good")
    ana.client.post(f"/journal/let-go/{row}/")
    held.move(11 * MINUTE)
    late = ana.client.post(f"/journal/take-back/{row}/")
    assert late.status_code == 404
    held.move(5 * MINUTE)
    assert flows.sweep(held.moment) == 1
    assert not SealedRow.objects.filter(person=ana.id, id=row).exists()
    assert not Leaving.objects.exists()
    ana.client = ana.browser()
    assert ana.client.post(f"/journal/take-back/{row}/").status_code == 404
    assert ana.client.get(f"/journal/read/{row}/").status_code == 404
    timeline = people.shown(ana.client.get("/timeline/"))
    assert "cannot be opened" not in timeline


def test_letting_go_twice_or_of_nothing_is_not_there(ana):
    row = people.keep(ana)
    assert ana.client.post(f"/journal/let-go/{row}/").status_code == 303
    assert ana.client.post(f"/journal/let-go/{row}/").status_code == 404
    assert ana.client.post(f"/journal/let-go/{uuid4()}/").status_code == 404
    assert ana.client.post(f"/journal/take-back/{uuid4()}/").status_code == 404


def test_the_moment_of_overwriting_is_stored_in_steps_of_five_minutes(ana, held):
    held.move(timedelta(seconds=61))
    row = people.keep(ana, now=held.moment)
    flows.let_go(ana.space, row=row, now=held.moment)
    (leaving,) = Leaving.objects.all()
    assert leaving.overwrite_at.timestamp() % 300 == 0
    assert leaving.overwrite_at >= held.moment + flows.UNDO_FOR


def test_what_was_let_go_of_cannot_be_corrected_added_to_or_followed_up(ana, held):
    row = people.keep(ana, shelf.AFTER_TEARS)
    flows.let_go(ana.space, row=row, now=held.moment)
    for name in ("correct", "add"):
        assert ana.client.post(f"/journal/{name}/{row}/").status_code == 404
    sent = {"at": "20-minutes", "mood": "3"}
    assert ana.client.post(f"/journal/later/{row}/", sent).status_code == 404
    assert flows.due_follow_up(ana.space, now=held.moment + 20 * MINUTE) is None
