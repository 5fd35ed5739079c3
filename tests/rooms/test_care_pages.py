"""A therapist's pages: clients, the brief, notes, the calendar, the promise."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from holdspace.accounts import flows as accounts
from holdspace.care import flows
from holdspace.sharing import flows as sharing
from holdspace.sharing.brought import MEASURE, WORDS, Brought, Figure, Part, pack
from holdspace.sharing.brought import Line as Said
from holdspace.sharing.flows import Described
from holdspace.web import clock
from tests.rooms import bonds, people

EVERY = (
    "/care/",
    "/care/calendar/",
    "/care/card/",
    "/care/invites/",
    "/care/before/",
)


@pytest.fixture
def ben(db, held):
    return bonds.therapist("ben")


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def made(title, *, kind="answers", said="", **more):
    parts = (Part("", lines=(Said("What was there", (said,), is_text=True),)),)
    return Brought(kind=kind, title=title, parts=parts if said else (), **more)


def bring(ana, bond, brought, **more):
    about = Described(brought.kind, brought.title, asks=brought.attention)
    return bonds.share(ana, bond, pack(brought), about=about, now=clock.now(), **more)


def page_of(ben, bond, more=""):
    answer = ben.client.get(f"/care/{bond}/{more}")
    assert answer.status_code == 200, people.shown(answer)
    return people.shown(answer)


def by_id(bond, copy=None, note=None):
    """Every address that names a client."""
    copy, note = copy or uuid4(), note or uuid4()
    return [
        f"/care/{bond}/",
        f"/care/{bond}/thing/{copy}/",
        f"/care/{bond}/phrase/",
        f"/care/{bond}/end/",
        f"/care/{bond}/notes/",
        f"/care/{bond}/notes/{note}/",
        f"/care/{bond}/notes/{note}/remove/",
    ]


def test_who_is_no_therapist_finds_nothing(ana, bond):
    copy = bring(ana, bond, made("A thing"))
    for address in (*EVERY, *by_id(bond, copy)):
        assert ana.client.get(address).status_code == 404, address
    assert "Clients" not in people.shown(ana.client.get("/today/"))


def test_another_therapist_finds_nothing_of_this_one(ana, bond):
    copy = bring(ana, bond, made("A thing"))
    dora = bonds.therapist("dora")
    for address in by_id(bond, copy):
        assert dora.client.get(address).status_code == 404, address


def test_without_a_second_step_every_page_leads_to_one(db, held):
    people.make("ben")
    accounts.add_therapist(sign_in="ben", now=people.NOON)
    ben = people.unlocked_browser(accounts_person("ben"))[0]
    for address in (*EVERY, *by_id(uuid4())):
        answer = ben.get(address)
        assert answer.status_code == 403, address
        assert "Set up a second step" in people.shown(answer)


def accounts_person(name):
    from holdspace.accounts.models import Person

    return Person.objects.get(sign_in=name).id


def test_today_without_anybody_says_so(ben):
    page = people.shown(ben.client.get("/care/"))
    assert "There is none in your calendar today" in page
    assert "Nobody has accepted an invite yet" in page
    assert 'href="/care/"' in page


def test_today_says_that_something_is_here_without_a_number(ana, ben, bond):
    assert "not opened" not in people.shown(ben.client.get("/care/"))
    bring(ana, bond, made("A thing"))
    bring(ana, bond, made("Another thing"))
    page = people.shown(ben.client.get("/care/"))
    assert "Something is here that you have not opened." in page
    page_of(ben, bond)
    assert "not opened" not in people.shown(ben.client.get("/care/"))


def test_a_letter_that_was_not_read_stands_on_today_and_on_the_brief(ana, ben, bond):
    told = "A letter is here that you have not read."
    sharing.send_letter(ben.space, bond=bond, words="mine", now=people.NOON)
    assert told not in people.shown(ben.client.get("/care/"))
    sharing.send_letter(ana.space, bond=bond, words="a heron", now=people.NOON)
    for _ in range(2):
        page = people.shown(ben.client.get("/care/"))
        assert told in page
        assert "heron" not in page
        assert told in page_of(ben, bond)
    page_of(ben, bond, "letters/")
    assert told not in people.shown(ben.client.get("/care/"))
    assert told not in page_of(ben, bond)


def test_the_brief_holds_the_article_byte_for_byte_and_notes_that_it_was_opened(
    ana, ben, bond
):
    brought = made("Sunday", said="a heron by <the> weir")
    copy = bring(ana, bond, brought)
    article = render_to_string("sharing/article.html", {"brought": brought})
    answer = ben.client.get(f"/care/{bond}/")
    assert article.strip().encode() in answer.content
    (shared,) = sharing.list_shared(ana.space)
    assert (shared.id, shared.opened_at) == (copy, people.NOON)


def test_what_asks_for_attention_stands_first_and_without_a_score(ana, ben, bond):
    for number in range(flows.MOST_SHOWN):
        bring(ana, bond, made(f"Older thing {number}"))
    bring(ana, bond, made("The hard one", attention=True))
    for number in range(flows.MOST_SHOWN):
        bring(ana, bond, made(f"Newer thing {number}"))
    bring(ana, bond, made("A line to Ben", kind=WORDS, words="about the move"))
    page = page_of(ben, bond)
    assert "Asked for your attention" in page
    first = page.index("<article")
    assert "The hard one" in page[first : page.index("</article>")]
    assert "risk" not in page.lower()


def test_what_is_long_is_a_title_and_counts_as_opened_on_its_own_page(ana, ben, bond):
    short = bring(ana, bond, made("Short", said="a heron"))
    copy = bring(ana, bond, made("Long", said="rain " * 200, attention=True))
    page = page_of(ben, bond)
    assert "rain rain" not in page
    assert page.index("Asked for your attention") < page.index(f"thing/{copy}/")
    assert page.index(f"thing/{copy}/") < page.index("a heron")
    assert opened(ana) == {short}
    assert "rain rain" in page_of(ben, bond, f"thing/{copy}/")
    assert opened(ana) == {short, copy}
    assert "rain rain" not in page_of(ben, bond)


def opened(ana):
    return {one.id for one in sharing.list_shared(ana.space) if one.opened_at}


@pytest.mark.parametrize("more", ["", "thing/{copy}/"])
def test_what_a_browser_fetches_ahead_counts_as_nothing(ana, ben, bond, more):
    copy = bring(ana, bond, made("A thing", said="a heron"))
    address = f"/care/{bond}/{more.format(copy=copy)}"
    ahead = {"Sec-Purpose": "prefetch;prerender"}
    answer = ben.client.get(address, headers=ahead)
    assert answer.status_code == 503
    assert b"heron" not in answer.content
    assert opened(ana) == set()
    assert ben.client.get(address).status_code == 200
    assert opened(ana) == {copy}


def test_a_letter_that_a_browser_fetches_ahead_is_not_read_by_it(ana, ben, bond):
    sharing.send_letter(ana.space, bond=bond, words="a heron", now=people.NOON)
    address = f"/care/{bond}/letters/"
    answer = ben.client.get(address, headers={"Sec-Purpose": "prefetch"})
    assert answer.status_code == 503
    assert sharing.list_unread(ben.space)
    assert "a heron" in people.shown(ben.client.get(address))
    assert not sharing.list_unread(ben.space)


def test_a_long_note_is_cut_on_the_brief(ben, bond):
    where = f"/care/{bond}/notes/{uuid4()}/"
    at = {"day": "2026-11-23", "time": "10:00"}
    ben.client.post(where, {"words": "sleep " * 100 + "the end", **at})
    page = page_of(ben, bond)
    assert "sleep sleep" in page
    assert "the end" not in page
    assert "The whole note" in page


def test_what_they_wrote_to_the_therapist_comes_before_the_rest(ana, ben, bond):
    bring(ana, bond, made("A line to Ben", kind=WORDS, words="about the move"))
    bring(ana, bond, made("A later thing"))
    page = page_of(ben, bond)
    assert page.index("about the move") < page.index("A later thing")
    assert "In their own words, to you" in page


def test_measures_are_told_in_their_own_sentence(ana, ben, bond, held):
    for told in ("It was 9.", "It went from 9 to 6, more than noise."):
        figures = (Figure("Total", (told,)),)
        bring(ana, bond, made("A measure", kind=MEASURE, figures=figures))
        held.move(timedelta(minutes=1))
    page = page_of(ben, bond)
    assert "It went from 9 to 6, more than noise." in page
    assert "It was 9." not in page


def test_what_came_before_the_last_session_is_a_title_once_it_was_opened(
    ana, ben, bond, held
):
    copy = bring(ana, bond, made("An old thing", said="the old words"))
    assert "the old words" in page_of(ben, bond)
    held.move(timedelta(days=1))
    flows.add_session(ben.space, bond=bond, at=clock.now(), minutes=50, now=clock.now())
    held.move(timedelta(days=1))
    ben = renewed(ben)
    page = page_of(ben, bond)
    assert "the old words" not in page
    assert f"/care/{bond}/thing/{copy}/" in page
    assert "the old words" in page_of(ben, bond, f"thing/{copy}/")


def renewed(someone):
    """The same person with a browser that was unlocked now."""
    client, space = people.unlocked_browser(someone.id)
    return people.Someone(someone.id, someone.sign_in, space, client)


def test_a_title_in_the_list_is_escaped(ana, ben, bond):
    for number in range(flows.MOST_SHOWN + 1):
        bring(ana, bond, made(f"<b>{number}</b> & more"))
    raw = ben.client.get(f"/care/{bond}/").content.decode()
    listed = raw[raw.index('id="rest"') :]
    assert "&lt;b&gt;" in listed
    assert "<b>" not in listed
    assert "not opened yet" in listed
    (address,) = re.findall(rf'href="(/care/{bond}/thing/[^"]+)"', listed)
    assert ben.client.get(address).status_code == 200


def test_what_was_taken_back_is_not_there_any_more(ana, ben, bond):
    copy = bring(ana, bond, made("A thing", said="some words"))
    assert "some words" in page_of(ben, bond)
    sharing.take_back(ana.space, copy=copy, now=people.NOON)
    assert "A thing" not in page_of(ben, bond)
    assert ben.client.get(f"/care/{bond}/thing/{copy}/").status_code == 404


def test_a_note_is_kept_changed_and_removed(ana, ben, bond):
    at = {"day": "2026-11-23", "time": "10:00"}
    page = page_of(ben, bond, "notes/")
    (where,) = re.findall(rf'action="(/care/{bond}/notes/[^"]+)"', page)
    answer = ben.client.post(where, {"words": "asked about sleep", **at})
    assert answer.status_code == 303
    assert "asked about sleep" in page_of(ben, bond)
    seen = re.findall(r'name="seen" value="([^"]*)"', page_of(ben, bond, where[43:]))
    more = {"words": "asked about dreams", "seen": seen[0], **at}
    assert ben.client.post(where, more).status_code == 303
    page = page_of(ben, bond, "notes/")
    assert "asked about dreams" in page
    assert "asked about sleep" not in page
    assert ben.client.post(f"{where}remove/").status_code == 303
    assert "dreams" not in page_of(ben, bond, "notes/")
    assert ben.client.get(where).status_code == 404


def test_an_older_page_never_overwrites_a_newer_note(ben, bond, held):
    note = uuid4()
    where = f"/care/{bond}/notes/{note}/"
    at = {"day": "2026-11-23", "time": "10:00"}
    assert ben.client.post(where, {"words": "the first", **at}).status_code == 303
    held.move(timedelta(minutes=1))
    answer = ben.client.post(where, {"words": "the second", **at})
    assert answer.status_code == 409
    page = people.shown(answer)
    assert "the first" in page
    assert "the second" in page
    assert flows.read_note(ben.space, bond=bond, note=note).words == "the first"
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    decided = {"words": "both", "seen": seen, **at}
    assert ben.client.post(where, decided).status_code == 303


@pytest.mark.parametrize(
    ("words", "told"),
    [(" ", "There is no word in it yet"), ("x" * 50_001, "Up to 50,000 characters")],
)
def test_a_note_that_does_not_fit_comes_back(ben, bond, words, told):
    where = f"/care/{bond}/notes/{uuid4()}/"
    given = {"words": words, "day": "2026-11-23", "time": "10:00"}
    answer = ben.client.post(where, given)
    assert answer.status_code == 422
    assert told in people.shown(answer)
    assert words in people.shown(answer)


def test_a_note_sent_to_a_locked_space_comes_back_and_is_kept_nowhere(ben, bond):
    where = f"/care/{bond}/notes/{uuid4()}/"
    given = {"words": "what she <said>", "day": "2026-11-23", "time": "10:00"}
    answer = ben.locked_browser().post(where, given)
    assert answer.status_code == 423
    page = people.shown(answer)
    assert "what she <said>" in page
    assert 'name="time" value="10:00"' in page
    assert "Nothing is noted yet" in page_of(ben, bond, "notes/")


def test_a_locked_space_gives_nothing_back_to_who_is_no_therapist(ana, bond):
    where = f"/care/{bond}/notes/{uuid4()}/"
    answer = ana.locked_browser().post(where, {"words": "anything"})
    assert answer.status_code == 303


def test_notes_stay_when_it_ends_and_are_found(ana, ben, bond):
    flows.write_note(
        ben.space,
        bond=bond,
        note=uuid4(),
        words="to be kept",
        at=people.NOON,
        seen=None,
        now=people.NOON,
    )
    copy = bring(ana, bond, made("A thing"))
    where = f"/care/{bond}/end/"
    assert "A thing" in page_of(ben, bond, "end/")
    assert ben.client.post(where).status_code == 422
    assert ben.client.get(f"/care/{bond}/thing/{copy}/").status_code == 200
    assert ben.client.post(where, {"sure": "yes"}).status_code == 303
    assert ben.client.get(f"/care/{bond}/").status_code == 404
    assert sharing.list_shared(ana.space) == ()
    page = people.shown(ben.client.get("/care/before/"))
    assert f"/care/{bond}/notes/" in page
    assert "to be kept" in page_of(ben, bond, "notes/")


def test_the_calendar_takes_a_session_and_today_shows_it(ben, bond):
    given = {"bond": bond, "day": "2026-11-23", "time": "15:30", "minutes": "50"}
    assert ben.client.post("/care/calendar/", given).status_code == 303
    assert "15:30" in people.shown(ben.client.get("/care/"))
    page = people.shown(ben.client.get("/care/calendar/"))
    (where,) = re.findall(r'action="(/care/calendar/[^"]+)"', page)
    assert ben.client.post(where).status_code == 303
    assert ben.client.post(where).status_code == 404
    assert "15:30" not in people.shown(ben.client.get("/care/"))


def test_a_session_with_whoever_left_is_not_of_today_and_can_be_taken_out(ben, bond):
    given = {"bond": bond, "day": "2026-11-23", "time": "15:30", "minutes": "50"}
    assert ben.client.post("/care/calendar/", given).status_code == 303
    ben.client.post(f"/care/{bond}/end/", {"sure": "yes"})
    assert "15:30" not in people.shown(ben.client.get("/care/"))
    page = people.shown(ben.client.get("/care/calendar/"))
    (where,) = re.findall(r'action="(/care/calendar/[^"]+)"', page)
    assert ben.client.post(where).status_code == 303
    assert "15:30" not in people.shown(ben.client.get("/care/calendar/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bond": str(UUID(int=7))},
        {"day": "soon"},
        {"day": "0001-01-01"},
        {"time": "late"},
        {"minutes": "0"},
    ],
)
def test_a_session_that_cannot_be_comes_back(ben, bond, wrong):
    given = {"bond": bond, "day": "2026-11-23", "time": "15:30", "minutes": "50"}
    answer = ben.client.post("/care/calendar/", {**given, **wrong})
    assert answer.status_code == 422
    assert flows.read_calendar(ben.space).sessions == ()


def test_the_promise_is_written_confirmed_and_goes_stale(ben, held):
    page = people.shown(ben.client.get("/care/card/"))
    assert "It holds" in page
    held.move(timedelta(days=91))
    ben = renewed(ben)
    page = people.shown(ben.client.get("/care/"))
    assert "clients cannot bring anything new" in page
    assert ben.client.post("/care/invites/", {"called": "one"}).status_code == 409
    assert ben.client.post("/care/card/confirm/").status_code == 303
    assert "clients cannot" not in people.shown(ben.client.get("/care/"))


def test_an_incomplete_promise_comes_back_with_what_is_missing(ben):
    given = {"name": "Ben", "reading_days": ["1"], "away_since": "2026-12-24"}
    answer = ben.client.post("/care/card/", given)
    page = people.shown(answer)
    assert answer.status_code == 422
    assert "What to do when it cannot wait is still missing." in page
    assert page.index("Nothing was kept yet") < page.index("<form method")
    assert 'value="Ben"' in page


def test_away_is_told(ben):
    given = {
        "name": "Ben",
        "reading_days": ["1", "4"],
        "reply_time": "by the next session",
        "belongs": "whatever is new",
        "emergency": "call somebody",
        "limits": "danger to a child",
        "away_since": "2026-12-24",
        "away_until": "2027-01-03",
        "cover": "Dora",
    }
    assert ben.client.post("/care/card/", given).status_code == 303
    assert sharing.get_card(ben.id).away.cover == "Dora"
    assert "away from 24 December 2026" in people.shown(ben.client.get("/care/"))
    wrong = {**given, "away_until": "2026-12-01"}
    assert ben.client.post("/care/card/", wrong).status_code == 422


def test_an_invite_is_shown_once_and_can_be_withdrawn(ana, ben):
    answer = ben.client.post("/care/invites/", {"called": "from the choir"})
    page = people.shown(answer)
    (code,) = re.findall(r'<p class="code">([^<]+)</p>', page)
    assert f"/meet/{code}/" in page
    page = people.shown(ben.client.get("/care/invites/"))
    assert code not in page
    assert "from the choir" in page
    assert "Last day: Monday 7 December" in page
    (where,) = re.findall(r'action="(/care/invites/[^"]+)"', page)
    assert ben.client.post(where).status_code == 303
    assert "from the choir" not in people.shown(ben.client.get("/care/invites/"))


def test_both_see_the_same_phrase_and_it_is_compared(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    assert "The phrase was not compared yet" in people.shown(ben.client.get("/care/"))
    (hers,) = sharing.list_therapists(ana.space)
    assert hers.phrase() in page_of(ben, bond, "phrase/")
    assert ben.client.post(f"/care/{bond}/phrase/").status_code == 303
    assert "not compared" not in people.shown(ben.client.get("/care/"))


def test_titles_and_addresses_say_nothing(ana, ben, bond):
    bring(ana, bond, made("Grief", said="words"))
    for address in (*EVERY, f"/care/{bond}/", f"/care/{bond}/notes/"):
        page = people.shown(ben.client.get(address))
        assert "<title>Care · Notes</title>" in page


def test_a_therapists_space_locks_sooner(ana, ben, held):
    assert settings.THERAPIST_IDLE_MINUTES < settings.IDLE_MINUTES
    page = people.shown(ben.client.get("/care/"))
    assert f'data-idle-minutes="{settings.THERAPIST_IDLE_MINUTES}"' in page
    anas = people.shown(ana.client.get("/today/"))
    assert f'data-idle-minutes="{settings.IDLE_MINUTES}"' in anas
    sooner = signed_in(ben)
    later = signed_in(ana)
    held.move(timedelta(minutes=settings.THERAPIST_IDLE_MINUTES + 5))
    assert sooner.get("/care/").status_code == 303
    assert later.get("/today/").status_code == 200


def signed_in(someone):
    """A browser in which the password was typed again."""
    client = someone.locked_browser()
    client.post("/unlock/", {"password": people.PASSWORD})
    return client


def test_the_brief_asks_the_database_as_often_for_many_things_as_for_few(
    ana, ben, bond, django_assert_num_queries
):
    def brought(count):
        for number in range(count):
            bring(ana, bond, made(f"Thing {number}"))
        for address in (f"/care/{bond}/", f"/care/{bond}/"):
            ben.client.get(address)

    brought(3)
    with django_assert_num_queries(BRIEF):
        ben.client.get(f"/care/{bond}/")
    brought(30)
    # Those beyond the page's room are not opened, so what is new is new still.
    for _ in range(3):
        ben.client.get(f"/care/{bond}/")
    with django_assert_num_queries(BRIEF):
        ben.client.get(f"/care/{bond}/")


def test_the_list_of_clients_asks_as_often_for_sixty_as_for_two(
    ben, django_assert_num_queries
):
    def met(names):
        for name in names:
            bonds.meet(people.make(name), ben, compared=False)
        ben.client.get("/care/")

    met(["one", "two"])
    with django_assert_num_queries(LIST):
        ben.client.get("/care/")
    met([f"client {number}" for number in range(58)])
    with django_assert_num_queries(LIST):
        assert people.shown(ben.client.get("/care/")).count('<a href="/care/') > 60


BRIEF = 47
LIST = 28
