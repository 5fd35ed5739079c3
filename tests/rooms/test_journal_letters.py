"""Notes by e-mail: asked for, planned, sent, answered, ended."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from holdspace.accounts.models import Person, PersonLock
from holdspace.core import vault
from holdspace.journal import flows, followups, postbox, reminders, slips, store
from holdspace.journal.models import Letter, LetterTally, Link, Slip
from holdspace.library import shelf
from tests.rooms import letterbox, people
from tests.rooms.letterbox import ADDRESS, carry, confirmed, link_in, planned, wait_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings):
    letterbox.opened(settings)


@pytest.fixture
def asked(ana):
    confirmed(ana)
    return ana


def _keep(someone, held, guide=shelf.AFTER_TEARS, **given):
    kept = people.keep(someone, guide, now=held.moment, **given)
    planned(someone, kept)
    return kept


def _post(someone, **given):
    return someone.client.post("/you/reminders/", given)


def _later(someone, reflection):
    found = flows.read(someone.space, reflection=reflection)
    return [
        (answers.codes("at"), answers.first("when"), answers.first("mood"))
        for _, answers in found.later
    ]


# --- asking -------------------------------------------------------------------------


def test_without_a_mail_server_no_page_speaks_of_mails(ana, settings):
    settings.MAIL = False
    assert ana.client.get("/you/reminders/").status_code == 404
    assert _post(ana, go="address", address=ADDRESS).status_code == 404
    assert "mail" not in people.shown(ana.client.get("/you/")).replace("E-mail", "")
    draft = people.begin(ana)
    assert "mail" not in people.shown(ana.client.get(f"/journal/end/{draft}/"))


def test_nothing_is_sent_to_an_address_before_its_code_was_typed_back(ana, held):
    assert _post(ana, go="address", address=ADDRESS).status_code == 303
    letterbox.send()
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    _keep(ana, held)
    wait_for(held, 100)
    assert mail.outbox == [sent]
    page = people.shown(ana.browser().get("/you/reminders/"))
    assert f"A code is on its way to {ADDRESS}" in page


def test_the_code_switches_on_what_was_chosen(ana):
    confirmed(ana, which=("90-minutes",))
    kept = flows.get_reminders(ana.space)
    assert (kept.address, kept.which, kept.asked) == (ADDRESS, ("90-minutes",), None)
    page = people.shown(ana.client.get("/you/reminders/"))
    assert f"They go to {ADDRESS}" in page
    assert 'value="90-minutes" checked' in page
    assert 'value="next-day">' in page


def test_a_wrong_code_is_told_and_may_be_tried_five_times(ana):
    _post(ana, go="address", address=ADDRESS)
    letterbox.send()
    right = letterbox.digits_in(mail.outbox[0])
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        answer = _post(ana, go="code", digits=wrong)
        assert answer.status_code == 422
        assert "not the code from the mail" in people.shown(answer)
    assert "This code is over" in people.shown(_post(ana, go="code", digits=right))
    assert flows.get_reminders(ana.space).address == ""


def test_a_code_is_over_after_half_an_hour(ana, held):
    _post(ana, go="address", address=ADDRESS)
    letterbox.send()
    held.move(timedelta(minutes=31))
    browser = ana.browser()
    digits = letterbox.digits_in(mail.outbox[0])
    answer = browser.post("/you/reminders/", {"go": "code", "digits": digits})
    assert answer.status_code == 422


def test_only_so_many_codes_are_mailed_in_a_day(ana, held):
    for _ in range(5):
        assert _post(ana, go="address", address=ADDRESS).status_code == 303
        letterbox.send()
    answer = _post(ana, go="address", address=ADDRESS)
    assert answer.status_code == 422
    assert f'value="{ADDRESS}"' in people.shown(answer)
    letterbox.send()
    assert len(mail.outbox) == 5
    held.move(timedelta(days=1, minutes=1))
    browser = ana.browser()
    given = {"go": "address", "address": ADDRESS}
    assert browser.post("/you/reminders/", given).status_code == 303


@pytest.mark.parametrize(
    "typed",
    ["", "nobody", "a@b", "a@b.example\nBcc: c@d.example", "ä@b.example", "x" * 300],
)
def test_what_is_no_address_is_told_and_comes_back(ana, typed):
    answer = _post(ana, go="address", address=typed)
    assert answer.status_code == 422
    assert "An address with an @ in it fits here" in people.shown(answer)
    assert not Letter.objects.exists()


def test_typed_while_locked_the_address_comes_back(ana):
    answer = ana.locked_browser().post(
        "/you/reminders/", {"go": "address", "address": ADDRESS}
    )
    assert answer.status_code == 403
    assert ADDRESS in people.shown(answer)


def test_switching_off_ends_what_is_planned_and_what_was_sent(asked, held):
    _keep(asked, held)
    wait_for(held, 21)
    path = link_in(mail.outbox[0])
    assert (Letter.objects.count(), Link.objects.count()) == (2, 1)
    assert asked.browser().post("/you/reminders/", {"go": "stop"}).status_code == 303
    assert (Letter.objects.count(), Link.objects.count()) == (0, 0)
    assert Client().get(path).status_code == 404
    kept = flows.get_reminders(asked.space)
    assert (kept.address, kept.which, kept.planned) == ("", (), ())


def test_choosing_fewer_drops_what_is_planned_of_the_others(asked, held):
    _keep(asked, held)
    _post(asked, go="which", which="next-day")
    assert Letter.objects.count() == 1
    (one,) = flows.get_reminders(asked.space).planned
    assert one.code == "next-day"


# --- planning -----------------------------------------------------------------------

WINDOW = {one.code: one for one in followups.WINDOWS}
NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def _due(code, *, when=people.NOON, after=0):
    found = reminders.due_at(
        WINDOW[code], when=when, now=when + timedelta(minutes=after), zone=UTC
    )
    return None if found is None else found - when


@pytest.mark.parametrize(
    ("code", "after", "due"),
    [
        ("20-minutes", 0, timedelta(minutes=20)),
        ("20-minutes", 22, timedelta(minutes=32)),
        ("20-minutes", 25, timedelta(minutes=35)),
        ("20-minutes", 26, None),
        ("90-minutes", 0, timedelta(minutes=90)),
        ("90-minutes", 130, timedelta(minutes=140)),
        ("90-minutes", 136, None),
        ("next-day", 0, timedelta(hours=22)),
        ("next-day", 40 * 60, None),
    ],
)
def test_each_mail_goes_out_inside_its_window(code, after, due):
    assert _due(code, after=after) == due


@pytest.mark.parametrize("hour", range(24))
def test_the_next_days_mail_keeps_out_of_the_night(hour):
    when = people.NOON.replace(hour=hour)
    at = when + _due("next-day", when=when)
    assert 8 <= at.hour < 22
    assert timedelta(hours=16) <= at - when <= timedelta(hours=32)


def test_the_night_is_that_of_the_persons_zone(held):
    settled = people.make("zoe", zone="Pacific/Auckland")
    confirmed(settled, which=("next-day",))
    _keep(settled, held)
    (due,) = Letter.objects.values_list("due_at", flat=True)
    hour = due.astimezone(UTC).hour + 13  # Auckland in November
    assert 8 <= hour % 24 < 22


def test_a_mail_comes_at_each_of_the_three_times(asked, held):
    _keep(asked, held)
    came = []
    for minute in range(0, 33 * 60, 5):
        carry()
        came += [minute] * (len(mail.outbox) - len(came))
        held.move(timedelta(minutes=5))
    assert came == [20, 90, 22 * 60]
    assert not Letter.objects.exists()


def test_only_what_was_chosen_comes(ana, held):
    confirmed(ana, which=("90-minutes",))
    _keep(ana, held)
    wait_for(held, 100)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("guide", "given", "count"),
    [
        (shelf.AFTER_TEARS, {}, 3),
        (shelf.HELD_BACK_TEARS, {}, 3),
        (shelf.CHECK_IN, {"mood": 3}, 3),
        (shelf.CHECK_IN, {"mood": 4}, 0),
    ],
)
def test_mails_are_planned_where_there_are_follow_ups(asked, held, guide, given, count):
    _keep(asked, held, guide, **given)
    assert Letter.objects.count() == count


def test_keeping_on_the_page_plans_and_no_mail_for_this_one_does_not(asked):
    for given, count in (({}, 3), ({"no-mail": "on"}, 3)):
        draft = people.begin(asked)
        assert 'name="no-mail"' in people.shown(
            asked.client.get(f"/journal/end/{draft}/")
        )
        sent = {"go": "keep", **given}
        asked.client.post(f"/journal/end/{draft}/", sent)
        assert Letter.objects.count() == count
    page = people.shown(asked.client.get(f"/journal/read/{draft}/"))
    assert "No mail comes about this one" in page
    asked.client.post(f"/journal/quiet/{draft}/", {"quiet": "no"})
    assert Letter.objects.count() == 6


def test_no_mail_for_this_one_afterwards(asked, held):
    kept = _keep(asked, held)
    other = _keep(asked, held)
    page = people.shown(asked.client.get(f"/journal/read/{kept}/"))
    assert "3 mails are planned about this" in page
    asked.client.post(f"/journal/quiet/{kept}/", {"quiet": "yes"})
    assert Letter.objects.count() == 3
    assert {one.reflection for one in flows.get_reminders(asked.space).planned} == {
        other
    }


def test_what_was_answered_or_declined_on_today_is_not_mailed(asked, held):
    kept = _keep(asked, held)
    held.move(timedelta(minutes=11))
    given = {"at": "20-minutes", "mood": "5", "go": "keep"}
    asked.client.post(f"/journal/later/{kept}/", given)
    assert Letter.objects.count() == 2
    held.move(timedelta(minutes=60))
    browser = asked.browser()
    given = {"at": "90-minutes", "go": "not-now"}
    browser.post(f"/journal/later/{kept}/", given)
    assert Letter.objects.count() == 1


def test_letting_go_takes_mails_and_links_along_and_taking_back_plans_again(
    asked, held
):
    kept = _keep(asked, held)
    wait_for(held, 14)
    asked.client.post(f"/journal/let-go/{kept}/")
    assert (Letter.objects.count(), Link.objects.count()) == (0, 0)
    asked.client.post(f"/journal/take-back/{kept}/")
    assert Letter.objects.count() == 3


def _correct(someone, kept, when):
    draft = flows.begin_correction(someone.space, reflection=kept, zone=people.LONDON)
    given = {"when.date": [f"{when:%Y-%m-%d}"], "when.time": [f"{when:%H:%M}"]}
    guide = shelf.guide(shelf.AFTER_TEARS)
    number = next(
        index
        for index, screen in enumerate(guide.screens)
        if any(item.link_id == "when" for item in screen.items)
    )
    people.write(someone, draft, screen=number, given=given, now=when)
    someone.client.post(f"/journal/end/{draft}/", {"go": "keep"})


def test_correcting_the_moment_plans_anew(asked, held):
    kept = _keep(asked, held)
    _correct(asked, kept, held.moment - timedelta(minutes=60))
    codes = {one.code for one in flows.get_reminders(asked.space).planned}
    assert codes == {"90-minutes", "next-day"}
    assert Letter.objects.count() == 2
    wait_for(held, 31)
    assert len(mail.outbox) == 1


def test_correcting_it_after_a_mail_went_out_sends_no_second_one(asked, held):
    kept = _keep(asked, held)
    wait_for(held, 12)
    wait_for(held, 9)
    assert len(mail.outbox) == 1
    asked.client = asked.browser()
    _correct(asked, kept, held.moment - timedelta(minutes=5))
    wait_for(held, 40)
    assert len(mail.outbox) == 1
    codes = [one.code for one in flows.get_reminders(asked.space).planned]
    assert sorted(codes) == ["20-minutes", "90-minutes", "next-day"]


def test_what_was_kept_long_after_it_happened_is_not_mailed_about(asked, held):
    kept = people.keep(asked, shelf.AFTER_TEARS, now=held.moment - timedelta(days=3))
    planned(asked, kept)
    assert not Letter.objects.exists()


# --- one mail, once -----------------------------------------------------------------


def _mailed(asked, held):
    """A reflection about which the first mail went out; the space is open again."""
    kept = _keep(asked, held)
    wait_for(held, 21)
    assert len(mail.outbox) == 1
    asked.client = asked.browser()
    return kept


def _waiting_codes(someone):
    kept = flows.get_reminders(someone.space)
    waiting = set(Letter.objects.values_list("id", flat=True))
    return sorted(one.code for one in kept.planned if one.letter in waiting)


def test_letting_go_and_taking_back_mails_nothing_twice(asked, held):
    kept = _mailed(asked, held)
    asked.client.post(f"/journal/let-go/{kept}/")
    assert (Letter.objects.count(), Link.objects.count()) == (0, 0)
    asked.client.post(f"/journal/take-back/{kept}/")
    assert _waiting_codes(asked) == ["90-minutes", "next-day"]
    wait_for(held, 19)
    assert len(mail.outbox) == 1


def test_no_mail_for_this_one_and_mails_after_all_mails_nothing_twice(asked, held):
    kept = _mailed(asked, held)
    for quiet in ("yes", "no"):
        asked.client.post(f"/journal/quiet/{kept}/", {"quiet": quiet})
    assert _waiting_codes(asked) == ["90-minutes", "next-day"]
    page = people.shown(asked.client.get(f"/journal/read/{kept}/"))
    assert "2 mails are planned about this" in page


def test_choosing_it_away_and_again_mails_nothing_twice(asked, held):
    kept = _mailed(asked, held)
    _post(asked, go="which", which="next-day")
    _post(asked, go="which", which=list(letterbox.EVERY))
    planned(asked, kept)
    assert _waiting_codes(asked) == ["90-minutes", "next-day"]


def test_a_try_that_failed_leaves_no_link_when_the_moment_is_corrected(
    asked, held, monkeypatch
):
    def away(*_given, **_more):
        raise postbox.Away

    kept = _keep(asked, held)
    with monkeypatch.context() as patched:
        patched.setattr(postbox, "send", away)
        held.move(timedelta(minutes=20))
        flows.send_letter(
            Letter.objects.order_by("due_at").values_list("id", flat=True)[0],
            now=held.moment,
            again=timedelta(minutes=1),
        )
    assert Link.objects.count() == 1
    asked.client = asked.browser()
    _correct(asked, kept, held.moment - timedelta(minutes=15))
    assert Link.objects.count() == 0
    assert Letter.objects.count() == 3


OTHER = "somewhere-else@letterbox.example"


def _moves_to(someone, address):
    _post(someone, go="address", address=address)
    letterbox.send()
    digits = letterbox.digits_in(mail.outbox.pop())
    given = {"go": "code", "digits": digits, "which": list(letterbox.EVERY)}
    assert someone.client.post("/you/reminders/", given).status_code == 303


def test_with_another_address_nothing_goes_to_the_one_before(asked, held):
    _keep(asked, held)
    _moves_to(asked, OTHER)
    assert Letter.objects.count() == 3
    wait_for(held, 100)
    assert [sent.to for sent in mail.outbox] == [[OTHER], [OTHER]]


def test_with_another_address_links_end_and_no_mail_comes_twice(asked, held):
    _mailed(asked, held)
    path = link_in(mail.outbox[0])
    _moves_to(asked, OTHER)
    assert Client().get(path).status_code == 404
    wait_for(held, 80)
    assert [sent.to for sent in mail.outbox] == [[ADDRESS], [OTHER]]


def test_the_same_address_again_with_fewer_drops_the_others(asked, held):
    _keep(asked, held)
    _post(asked, go="address", address=ADDRESS)
    letterbox.send()
    digits = letterbox.digits_in(mail.outbox.pop())
    _post(asked, go="code", digits=digits, which="next-day")
    assert _waiting_codes(asked) == ["next-day"]
    assert Letter.objects.count() == 1


def test_what_was_answered_while_locked_is_not_mailed_about(asked, held):
    kept = _keep(asked, held)
    wait_for(held, 61)
    assert len(mail.outbox) == 1
    flows.rate_locked(
        person=asked.id, page=uuid4(), given={"mood": ["6"]}, now=held.moment
    )
    browser = asked.browser()
    page = people.shown(browser.get("/you/reminders/"))
    assert "while this was locked, is in its place" in page
    assert [codes for codes, *_ in _later(asked, kept)] == [("90-minutes",)]
    assert _waiting_codes(asked) == ["next-day"]
    wait_for(held, 60)
    assert len(mail.outbox) == 1


def test_noise_that_came_in_is_told_where_mails_are_chosen(asked, held):
    slip = uuid4()
    public = asked.space.opened.private.public
    noise = vault.seal_to(b"noise", public, slips.about(asked.id, slip))
    store.add_slip(asked.id, slip, noise, most=9)
    page = people.shown(asked.client.get("/you/reminders/"))
    assert "could not be opened: the stored bytes are damaged" in page
    assert not Slip.objects.filter(id=slip).exists()


def test_a_rating_that_has_to_wait_stays_where_it_is(asked, held):
    people.begin(asked, now=held.moment)
    held.move(timedelta(minutes=20))
    flows.rate_locked(
        person=asked.id, page=uuid4(), given={"mood": ["6"]}, now=held.moment
    )
    (before,) = Slip.objects.exclude(id__in=_receipts(asked)).values_list("id")
    for _ in range(2):
        filed = flows.file_slips(asked.space, now=held.moment, zone=people.LONDON)
        flows.note_slips(asked.space, filed)
        assert (filed.ratings, filed.rated) == (0, ())
    assert list(Slip.objects.values_list("id")) == [before]


def _receipts(someone):
    filed = flows.file_slips(someone.space, now=people.NOON, zone=people.LONDON)
    return list(filed.receipts)


def test_a_mail_that_a_restored_copy_has_lost_is_planned_again(asked, held):
    kept = _mailed(asked, held)
    Letter.objects.all().delete()
    planned(asked, kept)
    assert _waiting_codes(asked) == ["90-minutes", "next-day"]
    assert len(flows.get_reminders(asked.space).planned) == 3
    wait_for(held, 10)
    assert len(mail.outbox) == 1


def test_a_mail_that_the_ledger_names_is_not_planned_again(asked, held):
    kept = _keep(asked, held)
    one = flows.get_reminders(asked.space).planned[2]
    Letter.objects.all().delete()
    receipt = slips.Receipt(
        held.moment.isoformat(), one.letter, one.code, accepted=True
    )
    filed = flows.Filed(held.moment, receipts={uuid4(): receipt})
    slip = next(iter(filed.receipts))
    public = asked.space.opened.private.public
    sealed = vault.seal_to(slips.pack(receipt), public, slips.about(asked.id, slip))
    store.add_slip(asked.id, slip, sealed, most=9)
    flows.note_slips(asked.space, filed)
    planned(asked, kept)
    assert one.code not in _waiting_codes(asked)
    assert len(_waiting_codes(asked)) == 2


# --- damage, and deleting -----------------------------------------------------------


def _profile(someone):
    (stored,) = PersonLock.objects.filter(person=someone.id).values_list("profile")
    return bytes(stored[0])


def test_looking_at_today_leaves_a_damaged_profile_as_it_is(asked, held):
    _keep(asked, held)
    wait_for(held, 21)
    receipts = Slip.objects.count()
    assert receipts
    noise = b"noise" * 100
    PersonLock.objects.filter(person=asked.id).update(profile=noise)
    browser = asked.browser()
    for page in ("/today/", "/you/reminders/"):
        assert browser.get(page).status_code == 200
    assert _profile(asked) == noise
    assert Slip.objects.count() == receipts
    given = {"go": "address", "address": OTHER}
    assert browser.post("/you/reminders/", given).status_code == 303
    assert _profile(asked) != noise


def test_a_code_that_waits_goes_with_a_newer_one_and_with_switching_off(ana):
    for address in (ADDRESS, OTHER):
        _post(ana, go="address", address=address)
        assert Letter.objects.count() == 1
    letterbox.send()
    assert [sent.to for sent in mail.outbox] == [[OTHER]]
    _post(ana, go="address", address=ADDRESS)
    _post(ana, go="stop")
    assert not Letter.objects.exists()
    letterbox.send()
    assert len(mail.outbox) == 1


def test_a_mail_of_somebody_who_is_gone_is_not_sent(asked, held):
    _keep(asked, held)
    Person.objects.filter(id=asked.id).delete()
    assert Letter.objects.count() == 3
    for _ in range(24):
        held.move(timedelta(hours=1))
        carry()
    assert mail.outbox == []
    assert (Letter.objects.count(), Link.objects.count()) == (0, 0)


# --- switched off by the keeper -----------------------------------------------------


def test_an_address_can_be_forgotten_where_mails_were_switched_off(
    asked, held, settings
):
    _keep(asked, held)
    settings.MAIL = False
    assert "/you/reminders/" in people.shown(asked.client.get("/you/"))
    page = people.shown(asked.client.get("/you/reminders/"))
    assert ADDRESS in page
    assert _post(asked, go="address", address=OTHER).status_code == 404
    assert _post(asked, go="stop").status_code == 303
    assert flows.get_reminders(asked.space).address == ""
    assert not Letter.objects.exists()
    assert asked.client.get("/you/reminders/").status_code == 404
    assert "/you/reminders/" not in people.shown(asked.client.get("/you/"))


# --- the mail -----------------------------------------------------------------------


def test_a_mail_says_nothing(asked, held):
    people.make("somebody")
    _keep(asked, held)
    wait_for(held, 20)
    (sent,) = mail.outbox
    raw = sent.message().as_bytes().decode()
    assert sent.subject == "A moment for the note you asked for"
    told = raw.replace(letterbox.SITE, "").replace(link_in(sent), "").lower()
    for word in (
        "holdspace",
        "cry",
        "tear",
        "feel",
        "mood",
        "therap",
        "reflect",
        "ana ",
    ):
        assert word not in told, word
    assert sent.from_email == letterbox.FROM
    assert sent.to == [ADDRESS]
    assert sent.message().get_content_type() == "text/plain"
    assert raw.count("http") == 1
    headers = {name for name, _ in sent.message().items()}
    assert headers == {
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
    }
    assert sent.message()["Message-ID"].endswith("@example.org>")
    assert sent.message()["Date"] == "Mon, 23 Nov 2026 12:20:00 +0000"


# --- the link -----------------------------------------------------------------------


@pytest.fixture
def sent(asked, held):
    """Ana's reflection, and the path of the link that was mailed about it."""
    kept = _keep(asked, held)
    wait_for(held, 20)
    # The space has locked itself meanwhile.
    asked.client = asked.browser()
    return kept, link_in(mail.outbox[0])


def test_a_link_writes_once_with_its_true_time(asked, held, sent):
    kept, path = sent
    held.move(timedelta(minutes=7))
    moment = held.moment
    fresh = Client(enforce_csrf_checks=True)
    assert fresh.get(path).status_code == 200
    answer = fresh.post(path, {"mood": "6", "tension": "1"})
    assert (answer.status_code, answer["Location"]) == (303, "/note/")
    assert "It is sealed" in people.shown(fresh.get("/note/"))
    assert not fresh.cookies
    assert fresh.get(path).status_code == 404
    assert fresh.post(path, {"mood": "1"}).status_code == 404
    held.move(timedelta(days=5))
    asked.browser().get("/today/")
    ((codes, when, mood),) = _later(asked, kept)
    assert (codes, mood) == (("20-minutes",), 6)
    assert datetime.fromisoformat(when) == moment
    assert flows.read(asked.space, reflection=kept).document.locked


def test_what_it_was_for_is_marked_as_answered_in_the_ledger(asked, held, sent):
    _, path = sent
    page = people.shown(asked.client.get("/you/reminders/"))
    assert "12:20: about twenty minutes later, taken by the mail server." in page
    Client().post(path, {"mood": "6"})
    page = people.shown(asked.client.get("/you/reminders/"))
    assert re.search(
        r"taken by the mail server, answered [^<]*23 November[^<]*12:20", page
    )


def test_nothing_chosen_or_nonsense_leaves_the_link_as_it_is(sent):
    _, path = sent
    for given, why in (
        ({}, "One of the two is enough"),
        ({"mood": ""}, "One of the two is enough"),
        ({"mood": "99"}, "A number from 0 to 10 fits here"),
    ):
        answer = Client().post(path, {"tension": "", **given})
        assert answer.status_code == 422
        assert why in people.shown(answer)
    assert Client().post(path, {"mood": "0"}).status_code == 303


def test_a_link_takes_no_words_and_no_label(asked, sent):
    kept, path = sent
    Client().post(path, {"mood": "5", "words": "from outside", "at": "next-day"})
    asked.client.get("/today/")
    ((codes, *_),) = _later(asked, kept)
    assert codes == ("20-minutes",)
    page = people.shown(asked.client.get(f"/journal/read/{kept}/"))
    assert "from outside" not in page


def test_a_link_of_what_was_answered_meanwhile_is_over(asked, sent):
    kept, path = sent
    given = {"at": "20-minutes", "mood": "5", "go": "keep"}
    asked.client.post(f"/journal/later/{kept}/", given)
    assert Client().get(path).status_code == 404


def test_a_link_of_what_was_let_go_is_over(asked, sent):
    kept, path = sent
    asked.client.post(f"/journal/let-go/{kept}/")
    assert Client().get(path).status_code == 404


def test_a_rating_for_what_was_answered_meanwhile_is_one_more(asked, held, sent):
    kept, path = sent
    given = {"at": ["20-minutes"], "mood": ["5"]}
    Client().post(path, {"mood": "7"})
    flows.follow_up(
        asked.space, reflection=kept, given=given, now=held.moment, zone="UTC"
    )
    asked.client.get("/today/")
    assert [(codes, mood) for codes, _, mood in _later(asked, kept)] == [
        (("20-minutes",), 5),
        ((), 7),
    ]


def test_the_page_says_help_and_is_told_to_nobody(sent):
    _, path = sent
    answer = Client().get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Cookie" not in answer.headers.get("Vary", "")
    page = people.shown(answer)
    assert 'name="referrer" content="no-referrer"' in page
    assert "Need help now?" in page
    assert "Leave quickly" in page
    assert path.split("/")[2] not in page


def test_somebody_elses_browser_makes_no_difference(asked, cleo, sent):
    kept, path = sent
    mine = Client().get(path).content
    assert cleo.client.get(path).content == mine
    assert cleo.client.post(path, {"mood": "4"}).status_code == 303
    assert Slip.objects.filter(person=cleo.id).count() == 0
    cleo.client.get("/today/")
    asked.client.get("/today/")
    assert len(_later(asked, kept)) == 1


def test_a_person_who_is_gone_is_like_a_link_that_never_was(asked, sent):
    _, path = sent
    Person.objects.filter(id=asked.id).delete()
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"mood": "4"}).status_code == 404


def test_the_sweeper_removes_links_that_are_over(held, sent):
    held.move(timedelta(minutes=26))
    flows.sweep(held.moment)
    assert not Link.objects.exists()


def test_what_was_due_long_ago_goes_although_nobody_sends(asked, held, settings):
    _keep(asked, held)
    settings.MAIL = False
    held.move(timedelta(days=4))
    flows.sweep(held.moment)
    assert not Letter.objects.exists()


def test_a_changed_secret_gives_mails_up_and_says_so_without_a_name(
    asked, held, settings, caplog
):
    _keep(asked, held)
    settings.SECRET_KEY = "another one, and as long as it has to be, too"
    held.move(timedelta(minutes=20))
    carry()
    assert mail.outbox == []
    assert Letter.objects.count() == 2
    assert LetterTally.objects.get(id="given-up").count == 1


def test_the_counts_are_numbers_alone(asked, held):
    _keep(asked, held)
    wait_for(held, 21)
    counts = flows.count_letters()
    assert (counts.sent, counts.waiting, counts.given_up) == (2, 2, 0)
