"""The client's pages: meet, see, share, take back, end; and what they refuse kindly."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import msgspec
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from holdspace.accounts import flows as accounts
from holdspace.core.insights import Statement, diary_of
from holdspace.core.vault import TooLong
from holdspace.journal import flows as journal
from holdspace.library import shelf
from holdspace.patterns import flows as patterns_flows
from holdspace.patterns.flows import looking
from holdspace.patterns.found import Patterns
from holdspace.patterns.keeping import mark_of
from holdspace.sharing import copying, flows
from holdspace.sharing.brought import unpack
from tests.rooms import bonds, people
from tests.rooms.people import NOON, shown

pytestmark = pytest.mark.usefixtures("held")

WORDS = "A heron <b>stood</b> by the weir"
ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
COPY = re.compile(r'name="copy" value="([0-9a-f-]{36})"')
TICKED = re.compile(r'name="ticked" value="([0-9a-f]+)"')


@pytest.fixture
def ben(ana):
    """Ben is a therapist with a card and a second step."""
    del ana
    return bonds.therapist()


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def kept(ana):
    return people.keep(
        ana,
        shelf.AFTER_TEARS,
        feelings=["sadness", "relief"],
        **{"feelings-words": WORDS},
    )


def preview(ana, where, **more):
    return ana.client.post(where, {"go": "see", "until": "open", **more})


def share(ana, where, **more):
    """See it, then share what was seen."""
    more = {"until": "open", **more}
    seen = preview(ana, where, **more)
    assert seen.status_code == 200, shown(seen)
    done = ana.client.post(where, sent(seen, **more))
    return seen, done


def sent(seen, **more):
    """What the form of a preview sends."""
    page = seen.content.decode()
    (mark,) = SEEN.findall(page)
    copies = COPY.findall(page)
    return {"go": "share", "until": "open", "seen": mark, "copy": copies, **more}


def articles(response):
    return ARTICLE.findall(response.content.decode())


def test_a_code_shows_who_it_is_before_anything_is_decided(ben, cleo, visitor):
    code = flows.invite(ben.space, called="", now=NOON)
    asked = visitor.post("/meet/", {"code": f" {code} "})
    assert asked.status_code == 303
    page = shown(visitor.get(asked["Location"]))
    assert "Ben Okoye" in page
    assert "Mondays and Thursdays" in page
    assert "Make a space" in page or "Sign in" in page
    assert 'name="called"' not in page
    refused = visitor.post(asked["Location"], {"called": "Cleopatra"})
    assert refused.status_code == 403
    assert "Cleopatra" in shown(refused)
    assert flows.list_clients(ben.space) == ()
    accepted = cleo.client.post(asked["Location"], {"called": "Cleo"})
    assert accepted.status_code == 303
    (bond,) = flows.list_therapists(cleo.space)
    assert accepted["Location"] == f"/therapists/{bond.id}/phrase/"
    assert [one.name for one in flows.list_clients(ben.space)] == ["Cleo"]


NEXT = re.compile(r'name="next" value="([^"]+)"')


def test_making_a_space_leads_back_to_the_invite(ben, visitor, settings):
    settings.SIGNUP = "invited"
    code = flows.invite(ben.space, called="", now=NOON)
    where = reverse("sharing:meet", args=[code])
    page = visitor.get(where).content.decode()
    (create,) = re.findall(r'href="(/create/[^"]+)"', page)
    (onward,) = NEXT.findall(visitor.get(create).content.decode())
    given = {
        "name": "",
        "sign_in": "dora",
        "password": people.PASSWORD,
        "of_age": "on",
        "invitation": code,
        "next": onward,
    }
    made = visitor.post("/create/", given)
    shown_code = visitor.get(made["Location"])
    (onward,) = NEXT.findall(shown_code.content.decode())
    (recovery,) = re.findall(r'id="recovery-code">([^<]+)<', shown(shown_code))
    done = visitor.post("/code/", {"code": recovery, "next": onward})
    assert done["Location"] == where
    assert 'name="called"' in shown(visitor.get(where))


@pytest.mark.parametrize("where", ["//elsewhere.example/", "https://elsewhere.example"])
def test_making_a_space_leads_to_no_place_elsewhere(visitor, settings, where):
    settings.SIGNUP = "open"
    given = {"sign_in": "dora", "password": people.PASSWORD, "of_age": "on"}
    made = visitor.post("/create/", {**given, "next": where})
    assert made["Location"] == "/code/"


def test_a_code_that_opens_nothing_is_one_answer_for_all(ben, ana, visitor):
    code = flows.invite(ben.space, called="", now=NOON)
    flows.accept_invite(ana.space, code=code, called="", now=NOON)
    used = visitor.get(f"/meet/{code}/")
    never = visitor.get("/meet/nothing/")
    assert used.status_code == never.status_code == 404
    assert "opens nothing here" in shown(never)
    token = re.compile(r'value="[^"]*"')
    assert token.sub("", shown(used)) == token.sub("", shown(never))


def test_being_away_is_told_as_what_it_is_on_the_day(ben, visitor, held):
    first, last = NOON.date() + timedelta(days=8), NOON.date() + timedelta(days=12)
    card = msgspec.structs.replace(bonds.CARD, away=flows.Away(first, last))
    flows.save_card(ben.space, card, now=NOON)
    where = reverse("sharing:meet", args=[flows.invite(ben.space, called="", now=NOON)])
    page = shown(visitor.get(where))
    assert "Will be away from Tuesday 1 December" in page
    assert "How long an answer takes, in their words" in page
    held.move(timedelta(days=9))
    assert ">Away from Tuesday 1 December" in shown(visitor.get(where))


def test_a_second_tap_on_accept_leads_to_the_therapist(ana, ben, cleo):
    code = flows.invite(ben.space, called="", now=NOON)
    where = reverse("sharing:meet", args=[code])
    first = ana.client.post(where, {"called": "Ana"})
    again = ana.client.post(where, {"called": "Ana"})
    assert again.status_code == 303
    assert again["Location"] == first["Location"]
    (bond,) = flows.list_therapists(ana.space)
    flows.compare(ana.space, bond=bond.id, now=NOON)
    page = reverse("sharing:therapist", args=[bond.id])
    assert ana.client.get(where)["Location"] == page
    another = flows.invite(ben.space, called="", now=NOON)
    assert ana.client.get(reverse("sharing:meet", args=[another]))["Location"] == page
    assert cleo.client.get(where).status_code == 404
    flows.end_bond(ana.space, bond=bond.id, now=NOON)
    assert ana.client.get(where).status_code == 404


def test_a_therapist_is_told_that_an_invite_is_their_own(ben):
    code = flows.invite(ben.space, called="", now=NOON)
    where = reverse("sharing:meet", args=[code])
    page = shown(ben.client.get(where))
    assert "This is your own invite" in page
    assert 'name="called"' not in page
    assert ben.client.post(where, {"called": "Ben"}).status_code == 403
    assert flows.list_clients(ben.space) == ()


def test_the_phrase_is_the_same_on_both_sides_and_is_said_by_hand(ana, ben):
    bond = bonds.meet(ana, ben, compared=False)
    (client,) = flows.list_clients(ben.space)
    where = reverse("sharing:phrase", args=[bond])
    page = shown(ana.client.get(where))
    assert all(f"<li>{word}</li>" in page for word in client.phrase().split())
    assert "not yet read the five words" in shown(ana.client.get("/therapists/"))
    assert ana.client.post(where).status_code == 303
    (mine,) = flows.list_therapists(ana.space)
    assert mine.compared


def test_what_is_previewed_is_what_the_therapist_gets_byte_for_byte(ana, ben, bond):
    where = reverse("sharing:reflection", args=[kept(ana)])
    seen, done = share(ana, where, part="all", bond=bond)
    assert done.status_code == 303
    (copy,) = flows.list_copies(ben.space, bond=bond, now=NOON)
    opened = flows.open_copies(ben.space, bond=bond, copies=[copy.id], now=NOON)
    context = {"brought": unpack(opened[copy.id])}
    (theirs,) = ARTICLE.findall(render_to_string("sharing/article.html", context))
    assert articles(seen) == [theirs]
    assert html.escape(WORDS) in theirs
    own = ana.client.get(reverse("sharing:copy", args=[copy.id]))
    assert articles(own) == [theirs]


def test_one_answer_alone_is_shared(ana, ben, bond):
    where = reverse("sharing:reflection", args=[kept(ana)])
    marks = TICKED.findall(ana.client.get(where).content.decode())
    seen, _ = share(ana, where, part="some", ticked=[marks[0]], bond=bond)
    (drawn,) = articles(seen)
    assert drawn.count("<dt>") == 1
    assert html.escape(WORDS) not in drawn
    (copy,) = flows.list_copies(ben.space, bond=bond, now=NOON)
    assert copy.kind == "answers"


def test_nothing_is_chosen_beforehand_and_each_gap_is_told(ana, bond):
    where = reverse("sharing:reflection", args=[kept(ana)])
    page = ana.client.get(where).content.decode()
    assert " checked" not in page
    refused = ana.client.post(where, {"go": "see"})
    assert refused.status_code == 422
    text = shown(refused)
    assert "All of it, or some answers?" in text
    assert "Who is it for?" in text
    assert "Until when can it be read?" in text
    past = preview(ana, where, part="all", bond=bond, until="day", day="2026-11-22")
    assert past.status_code == 422
    far = preview(ana, where, part="all", bond=bond, until="day", day="9999-12-31")
    assert far.status_code == 422
    today = preview(ana, where, part="all", bond=bond, until="day", day="2026-11-23")
    assert "until the end of Monday 23 November 2026" in shown(today)
    assert flows.list_shared(ana.space) == ()


def test_ticked_answers_are_meant_without_a_second_choice(ana, bond):
    where = reverse("sharing:reflection", args=[kept(ana)])
    marks = TICKED.findall(ana.client.get(where).content.decode())
    seen, done = share(ana, where, ticked=[marks[0]], bond=bond)
    assert done.status_code == 303
    (drawn,) = articles(seen)
    assert drawn.count("<dt>") == 1


def test_the_last_day_is_told_alike_before_and_after(ana, bond):
    where = reverse("sharing:words")
    until = {"until": "day", "day": "2026-12-02"}
    seen, _ = share(ana, where, words="A", bond=bond, **until)
    said = "until the end of Wednesday 2 December 2026"
    assert said in shown(seen)
    assert said in shown(ana.client.get("/shared/"))


def test_what_changed_after_the_preview_is_shown_again(ana, bond):
    where = reverse("sharing:words")
    again = ana.client.post(
        where,
        {"go": "share", "until": "open", "bond": bond, "words": "A", "seen": "0" * 32},
    )
    assert again.status_code == 409
    assert "nothing was shared" in shown(again)
    assert flows.list_shared(ana.space) == ()


def test_what_is_shared_is_listed_opened_and_taken_back(ana, ben, bond, held):
    _, done = share(ana, reverse("sharing:words"), words=WORDS, bond=bond)
    assert done["Location"] == "/shared/?shared=1"
    assert "Not opened yet" in shown(ana.client.get("/shared/"))
    (copy,) = flows.list_shared(ana.space)
    held.move(timedelta(hours=3))
    ana.client = ana.browser()
    later = NOON + timedelta(hours=3)
    flows.open_copies(ben.space, bond=bond, copies=[copy.id], now=later)
    assert "Opened on Monday 23 November 2026, 15:00" in shown(
        ana.client.get("/shared/")
    )
    taken = ana.client.post(reverse("sharing:take_back", args=[copy.id]))
    assert taken["Location"] == "/shared/?taken=1"
    assert "cannot be unread" in shown(ana.client.get(taken["Location"]))
    assert flows.list_copies(ben.space, bond=bond, now=later) == ()
    assert ana.client.get(reverse("sharing:copy", args=[copy.id])).status_code == 404


def test_a_stale_promise_refuses_with_the_reason(ana, bond, held):
    held.move(timedelta(days=100))
    ana.client = ana.browser()
    where = reverse("sharing:words")
    refused = preview(ana, where, words=WORDS, bond=bond)
    assert refused.status_code == 422
    text = shown(refused)
    assert "not confirmed lately when they read" in text
    assert html.escape(WORDS) in refused.content.decode()


def test_words_come_back_when_the_space_is_locked(ana, bond):
    locked = ana.locked_browser()
    given = {"go": "see", "words": WORDS, "bond": str(bond), "until": "open"}
    back = locked.post(reverse("sharing:words"), given)
    assert back.status_code == 403
    assert html.escape(WORDS) in back.content.decode()


def test_words_of_danger_bring_the_reading_time_and_help(ana, bond):
    where = reverse("sharing:words")
    calm = preview(ana, where, words="The weir was loud", bond=bond)
    assert "If it cannot wait:" not in shown(calm)
    card = preview(ana, where, words="I want to kill myself", bond=bond)
    text = shown(card)
    assert "usually reads shared things on Mondays and Thursdays" in text
    assert "If it cannot wait: Call the line of your country." in text


def test_somebody_elses_things_look_like_nothing(ana, ben, bond, cleo):
    row = kept(ana)
    share(ana, reverse("sharing:words"), words=WORDS, bond=bond)
    (copy,) = flows.list_shared(ana.space)
    pages = [
        reverse("sharing:therapist", args=[bond]),
        reverse("sharing:phrase", args=[bond]),
        reverse("sharing:end", args=[bond]),
        reverse("sharing:copy", args=[copy.id]),
        reverse("sharing:reflection", args=[row]),
        reverse("sharing:measure", args=[1]),
    ]
    for where in pages:
        nothing = cleo.client.get(where)
        assert nothing.status_code == 404, where
    for where in (reverse("sharing:take_back", args=[copy.id]), pages[2], pages[1]):
        assert cleo.client.post(where).status_code == 404
    foreign = preview(cleo, reverse("sharing:words"), words="A", bond=bond)
    assert foreign.status_code == 422
    # A therapist is no client of themselves.
    assert ben.client.get(pages[0]).status_code == 404
    assert len(flows.list_shared(ana.space)) == 1


def test_ending_lists_what_goes_and_ends_it(ana, ben, bond):
    share(ana, reverse("sharing:words"), words=WORDS, bond=bond)
    where = reverse("sharing:end", args=[bond])
    assert "never opened" in shown(ana.client.get(where))
    assert ana.client.post(where)["Location"] == "/therapists/?ended=1"
    assert flows.list_therapists(ana.space) == ()
    assert flows.list_clients(ben.space) == ()
    assert "not connected with you" not in shown(ana.client.get("/therapists/"))


def test_a_client_is_told_that_a_therapist_ended_it(ana, ben, bond, held):
    told = "not connected with you here any more"
    assert told not in shown(ana.client.get("/therapists/"))
    flows.end_bond(ben.space, bond=bond, now=NOON)
    for _ in range(2):
        assert told in shown(ana.client.get("/therapists/"))
    held.move(timedelta(days=31))
    assert told not in shown(ana.browser().get("/therapists/"))


def test_the_basket_waits_and_is_shared_at_once(ana, ben, bond):
    row = kept(ana)
    one = reverse("sharing:reflection", args=[row])
    assert ana.client.post(one, {"go": "put", "part": "all"}).status_code == 303
    assert ana.client.post(one, {"go": "put", "part": "all"}).status_code == 303
    ana.client.post(reverse("sharing:words"), {"go": "put", "words": WORDS})
    assert len(flows.look_into_basket(ana.space)) == 2
    assert flows.list_shared(ana.space) == ()
    seen, done = share(ana, "/basket/", bond=bond)
    assert len(articles(seen)) == 2
    assert done.status_code == 303
    assert len(flows.list_copies(ben.space, bond=bond, now=NOON)) == 2
    assert flows.look_into_basket(ana.space) == ()


@pytest.mark.parametrize("where", ["/basket/", "/share/words/"])
def test_a_second_tap_shares_nothing_twice(ana, ben, bond, where):
    for words in ("one", "two"):
        ana.client.post("/share/words/", {"go": "put", "words": words})
    more = {"bond": bond, "words": WORDS}
    given = sent(preview(ana, where, **more), **more)
    for _ in range(2):
        done = ana.client.post(where, given)
        assert (done.status_code, done["Location"]) == (303, "/shared/?shared=1")
    assert len(flows.list_shared(ana.space)) == len(given["copy"])
    (copy, *_) = given["copy"]
    assert copy in {str(one.id) for one in flows.list_shared(ana.space)}
    del ben


def test_a_basket_of_which_one_thing_does_not_fit_stays_as_it_is(
    ana, bond, monkeypatch
):
    for words in ("one", "two"):
        ana.client.post("/share/words/", {"go": "put", "words": words})
    real, times = copying.seal_record, []

    def breaks(*given):
        times.append(1)
        if len(times) == 2:
            raise TooLong
        return real(*given)

    monkeypatch.setattr(copying, "seal_record", breaks)
    _, done = share(ana, "/basket/", bond=bond)
    assert done.status_code == 413
    assert flows.list_shared(ana.space) == ()
    assert len(flows.look_into_basket(ana.space)) == 2


def test_what_is_deleted_leaves_the_basket_in_sight_and_is_not_shared(ana, bond):
    row = kept(ana)
    one = reverse("sharing:reflection", args=[row])
    ana.client.post(one, {"go": "put", "part": "all"})
    journal.let_go(ana.space, row=row, now=NOON)
    assert "No longer there" in shown(ana.client.get("/basket/"))
    assert preview(ana, "/basket/", bond=bond).status_code == 422
    (source,) = flows.look_into_basket(ana.space)
    ana.client.post("/basket/out/", {"mark": source.mark})
    assert flows.look_into_basket(ana.space) == ()


def test_things_of_one_title_are_told_apart(ana, bond):
    where = reverse("sharing:reflection", args=[kept(ana)])
    share(ana, where, part="all", bond=bond)
    share(ana, reverse("sharing:words"), words="The weir was loud", bond=bond)
    share(ana, reverse("sharing:words"), words="A" * 200, bond=bond)
    told = {one.told_apart for one in flows.list_shared(ana.space)}
    (when,) = told - {"The weir was loud", "A" * 79 + "…"}
    assert when.startswith("Monday 23 November 2026")
    assert len(told) == 3
    assert "The weir was loud" in shown(ana.client.get("/shared/"))
    assert "The weir was loud" in shown(ana.client.get(f"/therapists/{bond}/"))


def test_a_sentence_that_is_too_long_is_told_by_how_much(ana, bond):
    where = reverse("sharing:words")
    refused = preview(ana, where, words="A" * 4001, bond=bond)
    assert refused.status_code == 422
    said = "Up to 4,000 characters fit here. This is 1 more than that."
    assert said in shown(refused)
    put = ana.client.post(where, {"go": "put", "words": "A" * 4001})
    assert said in shown(put)


def test_a_basket_takes_no_more_than_fits(ana):
    where = reverse("sharing:words")
    long = ana.client.post(where, {"go": "put", "words": "A" * 1001})
    assert long.status_code == 422
    assert "A" * 1001 in shown(long)
    for number in range(24):
        put = ana.client.post(where, {"go": "put", "words": f"Line {number}"})
        assert put.status_code == 303
    assert ana.client.post(where, {"go": "put", "words": "One more"}).status_code == 422


def test_the_basket_is_set_as_a_pdf_that_says_nothing_outside(ana):
    ana.client.post(reverse("sharing:words"), {"go": "put", "words": WORDS})
    one = reverse("sharing:reflection", args=[kept(ana)])
    ana.client.post(one, {"go": "put", "part": "all"})
    page = ana.client.get("/basket/sheet/")
    assert len(articles(page)) == 2
    pdf = ana.client.post("/basket/sheet/", {"go": "pdf"})
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == 'attachment; filename="page.pdf"'
    assert accounts.get_profile(ana.space).basket


LINKS = ("/basket/", "/share/reflection/", "/share/pattern/", "/share/measure/")


def test_only_whoever_has_a_therapist_is_shown_the_way_to_sharing(ana, ben, cleo):
    bonds.meet(ana, ben)
    pages = [reverse("journal:today"), reverse("patterns:letter")]
    for one in (ana, cleo):
        pages.append(reverse("journal:read", args=[kept(one)]))
    without = [shown(cleo.client.get(where)) for where in (*pages[:2], pages[3])]
    assert not [link for link in LINKS for page in without if link in page]
    assert "/basket/" in shown(ana.client.get(pages[0]))
    assert "/share/reflection/" in shown(ana.client.get(pages[2]))


def test_the_place_for_a_code_is_found_before_there_is_a_therapist(cleo):
    assert 'href="/therapists/"' in shown(cleo.client.get(reverse("accounts:you")))
    assert 'href="/meet/"' in shown(cleo.client.get("/therapists/"))


def test_what_waits_is_found_from_today_without_a_therapist(cleo):
    today = reverse("journal:today")
    cleo.client.post(reverse("sharing:words"), {"go": "put", "words": WORDS})
    assert 'href="/basket/"' in shown(cleo.client.get(today))


def test_a_pattern_is_brought_as_it_reads_now(ana, ben, monkeypatch):
    bond = bonds.meet(ana, ben)
    found = Statement(
        id="3.company.friend",
        shown=True,
        n=30,
        unit="points",
        sentence="With a friend, your mood was 1.4 points higher.",
    )
    patterns = Patterns(diary_of(()), (found,))
    monkeypatch.setattr(looking, "look_at_patterns", lambda *_, **__: patterns)
    monkeypatch.setattr(patterns_flows, "look_at_patterns", lambda *_, **__: patterns)
    where = reverse("sharing:pattern")
    mark = mark_of(found.id, found.sentence)
    seen, done = share(ana, where, mark=mark, bond=bond)
    assert done.status_code == 303
    assert found.sentence in articles(seen)[0]
    gone = ana.client.post(where, {"go": "choose", "mark": "0" * 32})
    assert gone.status_code == 409
    assert ana.client.get(where)["Location"] == reverse("patterns:letter")
