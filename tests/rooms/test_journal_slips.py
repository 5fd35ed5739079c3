"""A rating that comes in while the space is locked, and where it is filed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from holdspace.core import vault
from holdspace.core.guides import AnswersRefused
from holdspace.journal import flows, slips, store
from holdspace.journal.flows.slips import add_slip, check_rating
from holdspace.journal.models import SealedRow, Slip
from holdspace.library import shelf
from tests.rooms import people

pytestmark = pytest.mark.django_db

PAGE = re.compile(r'name="page" value="([^"]+)"')


def _rate(client, **given):
    page = client.get("/unlock/").content.decode()
    sent = {"page": PAGE.search(page)[1], **given}
    return client.post("/rate/", sent)


def _later(someone, reflection):
    found = flows.read(someone.space, reflection=reflection)
    return [
        (answers.codes("at"), answers.first("when"), answers.first("mood"))
        for _, answers in found.later
    ]


def _reflections(someone):
    entries = flows.list_entries(someone.space, kind=flows.REFLECTION)
    return flows.open_entries(someone.space, entries).made


def test_the_locked_pages_offer_a_rating_without_a_label(ana):
    ana.client.post("/lock/")
    for where in ("/unlock/", "/locked/"):
        page = people.shown(ana.client.get(where))
        assert "How are you now?" in page
        for name in ("mood", "tension"):
            values = re.findall(rf'name="{name}" value="(\d*)"', page)
            assert sorted(values, key=lambda one: int(one or -1)) == [
                "",
                *map(str, range(11)),
            ]
        assert 'name="at"' not in page
        assert "cried" not in page


def test_a_visitor_on_the_locked_page_is_not_asked(visitor):
    assert "How are you now?" not in people.shown(visitor.get("/locked/"))


@pytest.mark.parametrize(
    ("minutes", "code"), [(20, "20-minutes"), (90, "90-minutes"), (1320, "next-day")]
)
def test_it_is_filed_with_its_true_time_however_late_it_is_unlocked(
    ana, held, minutes, code
):
    kept = people.keep(ana, shelf.AFTER_TEARS)
    browser = ana.locked_browser()
    held.move(timedelta(minutes=minutes))
    moment = held.moment
    answer = _rate(browser, mood="6", tension="2")
    assert answer.status_code == 303
    assert "Kept, sealed" in people.shown(browser.get(answer["Location"]))
    assert _later(ana, kept) == []
    held.move(timedelta(days=9))
    today = people.shown(ana.browser().get("/today/"))
    assert "is in its place" in today
    ((codes, when, mood),) = _later(ana, kept)
    assert codes == (code,)
    assert mood == 6
    assert datetime.fromisoformat(when) == moment
    assert flows.read(ana.space, reflection=kept).document.locked
    assert not Slip.objects.exists()


def test_the_newest_reflection_in_whose_window_it_falls_has_it(ana, held):
    older = people.keep(ana, shelf.AFTER_TEARS)
    held.move(timedelta(minutes=70))
    newer = people.keep(ana, shelf.AFTER_TEARS, now=held.moment)
    held.move(timedelta(minutes=20))
    _rate(ana.locked_browser(), mood="5")
    ana.browser().get("/today/")
    assert [codes for codes, *_ in _later(ana, newer)] == [("20-minutes",)]
    assert _later(ana, older) == []


def test_what_was_answered_or_declined_is_passed_by(ana, held):
    older = people.keep(ana, shelf.AFTER_TEARS)
    held.move(timedelta(minutes=70))
    newer = people.keep(ana, shelf.AFTER_TEARS, now=held.moment)
    flows.decline_follow_up(ana.space, reflection=newer, code="20-minutes")
    held.move(timedelta(minutes=20))
    _rate(ana.locked_browser(), mood="5")
    ana.browser().get("/today/")
    assert _later(ana, newer) == []
    assert [codes for codes, *_ in _later(ana, older)] == [("90-minutes",)]


def test_one_that_belongs_nowhere_becomes_a_check_in_of_its_own(ana, held):
    held.move(timedelta(hours=1))
    moment = held.moment
    _rate(ana.locked_browser(), mood="7", tension="1")
    held.move(timedelta(days=2))
    ana.browser().get("/today/")
    (found,) = _reflections(ana)
    assert found.guide.url.endswith(shelf.CHECK_IN)
    assert found.answers.first("mood") == 7
    assert found.when == moment
    assert found.document.locked
    page = people.shown(ana.browser().get(f"/journal/read/{found.row}/"))
    assert "no proof of who wrote it" in page


def test_a_low_one_is_followed_up_by_the_next(ana, held):
    browser = ana.locked_browser()
    _rate(browser, mood="2")
    held.move(timedelta(minutes=90))
    _rate(browser, mood="5")
    held.move(timedelta(days=3))
    ana.browser().get("/today/")
    (found,) = _reflections(ana)
    assert found.answers.first("mood") == 2
    assert [answers.codes("at") for _, answers in found.later] == [("90-minutes",)]


def test_it_does_not_wait_for_a_draft_that_is_never_followed_up(ana, held):
    people.begin(ana, "grounding")
    held.move(timedelta(minutes=20))
    _rate(ana.locked_browser(), mood="5")
    ana.browser().get("/today/")
    (kept,) = _reflections(ana)
    assert kept.guide.url.endswith(f"/{shelf.CHECK_IN}")
    assert not Slip.objects.exists()


def test_it_waits_while_a_draft_is_open_that_it_may_belong_to(ana, held):
    draft = people.begin(ana)
    held.move(timedelta(minutes=20))
    _rate(ana.locked_browser(), mood="4")
    ana.browser().get("/today/")
    assert _reflections(ana) == ()
    flows.keep(ana.space, draft=draft, zone=people.LONDON)
    ana.browser().get("/today/")
    assert [codes for codes, *_ in _later(ana, draft)] == [("20-minutes",)]


def test_and_not_longer_than_a_day_or_so(ana, held):
    people.begin(ana)
    held.move(timedelta(minutes=20))
    _rate(ana.locked_browser(), mood="4")
    held.move(timedelta(days=2))
    ana.browser().get("/today/")
    assert len(_reflections(ana)) == 1


def test_the_same_page_sent_twice_is_one_rating(ana):
    browser = ana.locked_browser()
    name = str(uuid4())
    for _ in range(2):
        assert browser.post("/rate/", {"page": name, "mood": "3"}).status_code == 303
    assert Slip.objects.count() == 1


def test_two_pages_of_today_at_once_file_it_once(ana):
    _rate(ana.locked_browser(), mood="8")
    first = flows.file_slips(ana.space, now=people.NOON, zone=people.LONDON)
    second = flows.file_slips(ana.space, now=people.NOON, zone=people.LONDON)
    assert (first.ratings, second.ratings) == (1, 0)
    assert len(_reflections(ana)) == 1


@pytest.mark.parametrize("given", [{}, {"mood": ""}, {"mood": "", "tension": ""}])
def test_nothing_chosen_is_told_and_keeps_nothing(ana, given):
    answer = _rate(ana.locked_browser(), **given)
    assert answer.status_code == 422
    assert "One of the two is enough" in people.shown(answer)
    assert not Slip.objects.exists()


@pytest.mark.parametrize("given", [{"mood": "11"}, {"mood": "x"}, {"mood": "-1"}])
def test_what_does_not_fit_is_told_and_the_other_comes_back(ana, given):
    answer = _rate(ana.locked_browser(), tension="4", **given)
    assert answer.status_code == 422
    assert 'value="4" checked' in people.shown(answer)
    assert not Slip.objects.exists()


def test_nothing_else_than_mood_and_tension_is_taken():
    given = {"mood": ["3"], "words": ["hidden"], "at": ["next-day"], "when.date": ["x"]}
    assert check_rating(given) == {"mood": ["3"]}
    with pytest.raises(AnswersRefused):
        check_rating({"mood": ["3", "4"]})


def test_a_visitor_gets_back_what_they_chose(visitor):
    answer = visitor.post("/rate/", {"mood": "3"})
    assert answer.status_code == 403
    assert not Slip.objects.exists()


def test_only_so_many_wait_for_one_person(ana, cleo, monkeypatch):
    monkeypatch.setattr("holdspace.journal.flows.slips.MOST_RATINGS", 2)
    browser = ana.locked_browser()
    answers = [_rate(browser, mood="1").status_code for _ in range(3)]
    assert answers == [303, 303, 422]
    assert _rate(cleo.locked_browser(), mood="1").status_code == 303


def test_noise_among_them_is_told_and_keeps_nothing_away(ana):
    _rate(ana.locked_browser(), mood="8")
    public = ana.space.opened.private.public
    for words in (b"noise", b'{"type":"rating","at":"never","given":{}}'):
        slip = uuid4()
        about = slips.about(ana.id, slip)
        store.add_slip(ana.id, slip, vault.seal_to(words, public, about), most=9)
    page = people.shown(ana.browser().get("/today/"))
    assert "could not be opened" in page
    assert "is in its place" in page
    assert not Slip.objects.exists()


def test_a_slip_of_somebody_else_is_not_filed(ana, cleo):
    _rate(cleo.locked_browser(), mood="8")
    ana.browser().get("/today/")
    assert Slip.objects.filter(person=cleo.id).count() == 1
    assert _reflections(ana) == ()


def test_what_a_mail_asked_about_goes_with_its_reflection(ana, held):
    kept = people.keep(ana, shelf.AFTER_TEARS)
    rating = slips.Rating(held.moment.isoformat(), {"mood": ["4"]}, kept, "next-day")
    flows.let_go(ana.space, row=kept, now=held.moment)
    add_slip(ana.id, uuid4(), rating, most=9)
    flows.file_slips(ana.space, now=held.moment, zone=people.LONDON)
    assert Slip.objects.count() == 1
    held.move(timedelta(minutes=20))
    flows.come_back(ana.space, now=held.moment)
    flows.file_slips(ana.space, now=held.moment, zone=people.LONDON)
    assert not Slip.objects.exists()
    assert _reflections(ana) == ()


def test_what_belongs_to_a_damaged_reflection_stands_on_its_own(ana, held):
    kept = people.keep(ana, shelf.AFTER_TEARS)
    SealedRow.objects.filter(id=kept).update(sealed=b"noise")
    at = held.moment + timedelta(minutes=20)
    rating = slips.Rating(at.isoformat(), {"mood": ["4"]}, kept, "20-minutes")
    add_slip(ana.id, uuid4(), rating, most=9)
    filed = flows.file_slips(ana.space, now=at, zone=people.LONDON)
    assert filed.ratings == 1
    assert [one.answers.first("mood") for one in _reflections(ana)] == [4]
    assert not Slip.objects.exists()
