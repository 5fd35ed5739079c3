"""Letters and suggestions on pages, from both sides."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from holdspace.accounts import flows as accounts
from holdspace.journal import flows as journal
from holdspace.sharing import flows
from tests.rooms import bonds, people
from tests.rooms.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "The bridge was closed again, and I stood there for a while."
DANGER = "Some evenings I want to kill myself."
WHY = "It may show what was there before the wave."
SMALLER = "Only the first question."
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def ana(held):
    del held
    return people.make("ana@example.org")


@pytest.fixture
def ben(held):
    del held
    return bonds.therapist()


@pytest.fixture
def bond(ana, ben):
    return bonds.meet(ana, ben)


def _assign(ben, bond, **more):
    given = {"guide": "diary-card", "why": WHY, "now": NOON, **more}
    return flows.assign(ben.space, bond=bond, **given)


def _sees(someone, path):
    response = someone.client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    # The token of a form is another one each time.
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"', "", people.shown(response)
    )


# --- Letters ------------------------------------------------------------------------


def test_a_letter_from_one_page_to_the_other(ana, ben, bond):
    sent = ana.client.post(f"/letters/{bond}/", {"words": WORDS})
    assert sent.status_code == 303
    assert WORDS not in sent.headers["Location"]
    page = _sees(ana, sent.headers["Location"])
    assert WORDS in page
    assert "It is sent." in page
    before = _sees(ana, f"/letters/{bond}/")
    theirs = _sees(ben, f"/care/{bond}/letters/")
    assert WORDS in theirs
    assert "new to you" in theirs
    assert "new to you" not in _sees(ben, f"/care/{bond}/letters/")
    assert _sees(ana, f"/letters/{bond}/") == before
    ben.client.post(f"/care/{bond}/letters/", {"words": "Thank you."})
    assert "wrote to you" in _sees(ana, "/letters/")
    assert "A letter from Ben Okoye" in _sees(ana, "/today/")
    assert "Thank you." in _sees(ana, f"/letters/{bond}/")
    assert "A letter from Ben Okoye" not in _sees(ana, "/today/")


def test_the_promise_stands_above_the_box(ana, bond):
    page = _sees(ana, f"/letters/{bond}/")
    for told in (bonds.CARD.reply_time, bonds.CARD.belongs, bonds.CARD.emergency):
        assert page.index(told) < page.index("<textarea")


def test_words_of_danger_bring_help_and_stop_nothing(ana, ben, bond):
    assert "You can talk to someone now" not in _sees(ana, f"/letters/{bond}/")
    sent = ana.client.post(f"/letters/{bond}/", {"words": DANGER})
    assert sent.status_code == 303
    assert "You can talk to someone now" in _sees(ana, sent.headers["Location"])
    assert DANGER in _sees(ben, f"/care/{bond}/letters/")


def test_what_was_typed_comes_back_when_it_could_not_be_sent(ana, ben, bond, held):
    for someone, path in ((ana, f"/letters/{bond}/"), (ben, f"/care/{bond}/letters/")):
        answer = someone.client.post(path, {"words": "x" * 4001})
        assert answer.status_code == 422
        assert "x" * 4001 in people.shown(answer)
        empty = someone.client.post(path, {"words": " "})
        assert empty.status_code == 422
    held.move(timedelta(days=91))
    ana.client, _ = people.unlocked_browser(ana.id)
    stale = ana.client.post(f"/letters/{bond}/", {"words": WORDS})
    assert stale.status_code == 422
    assert WORDS in people.shown(stale)
    assert "have not confirmed lately" in people.shown(stale)
    assert flows.list_letters(ana.space, bond=bond) == ()


def test_what_was_typed_comes_back_when_nobody_is_there_to_read_it(ana, ben, bond):
    accounts.remove_therapist(sign_in="ben@example.org", now=NOON)
    answer = ana.client.post(f"/letters/{bond}/", {"words": WORDS})
    assert answer.status_code == 422
    assert "they are no therapist here any more" in people.shown(answer)
    assert WORDS in people.shown(answer)
    flows.end_bond(ana.space, bond=bond, now=NOON)
    answer = ana.client.post(f"/letters/{bond}/", {"words": WORDS})
    assert answer.status_code == 404
    assert WORDS in people.shown(answer)
    del ben


def test_what_was_typed_comes_back_when_the_space_has_locked_itself(ana, ben, bond):
    for someone, path in (
        (ana, f"/letters/{bond}/"),
        (ben, f"/care/{bond}/letters/"),
    ):
        answer = someone.locked_browser().post(path, {"words": WORDS})
        assert answer.status_code in (403, 423)
        assert WORDS in people.shown(answer)
    assert flows.list_letters(ana.space, bond=bond) == ()


def test_a_letter_is_taken_back_on_its_page(ana, ben, bond):
    letter = flows.send_letter(ana.space, bond=bond, words=WORDS, now=NOON)
    assert f"/letters/{bond}/{letter}/take-back/" in _sees(ana, f"/letters/{bond}/")
    assert f"{letter}/take-back/" not in _sees(ben, f"/care/{bond}/letters/")
    assert (
        ben.client.post(f"/care/{bond}/letters/{letter}/take-back/").status_code == 404
    )
    answer = ana.client.post(f"/letters/{bond}/{letter}/take-back/")
    assert answer.status_code == 303
    assert WORDS not in _sees(ben, f"/care/{bond}/letters/")


# --- What is suggested --------------------------------------------------------------


def test_it_is_suggested_begun_and_nobody_is_told(ana, ben, bond):
    page = _sees(ben, f"/care/{bond}/assign/")
    assert 'value="diary-card"' in page
    given = {"guide": "diary-card", "why": WHY, "smaller": SMALLER}
    answer = ben.client.post(
        f"/care/{bond}/assign/", {**given, "look_on": THURSDAY.isoformat()}
    )
    assert answer.status_code == 303
    before = _sees(ben, f"/care/{bond}/assign/")
    today = _sees(ana, "/today/")
    for told in (WHY, SMALLER, "For the time before Thursday 26 November 2026"):
        assert told in today
    assert "It can also stay empty" in today
    begun = ana.client.post("/begin/", {"guide": "diary-card"})
    assert begun.status_code == 303
    assert re.fullmatch(r"/journal/write/[0-9a-f-]{36}/1/", begun.headers["Location"])
    assert _sees(ben, f"/care/{bond}/assign/") == before


def test_nobody_else_may_begin_it_and_not_after_it_was_withdrawn(ana, ben, bond):
    cleo = people.make("cleo@example.org")
    assert ana.client.post("/begin/", {"guide": "diary-card"}).status_code == 404
    task = _assign(ben, bond)
    assert cleo.client.post("/begin/", {"guide": "diary-card"}).status_code == 404
    assert ben.client.post("/begin/", {"guide": "diary-card"}).status_code == 404
    assert ana.client.post("/begin/", {"guide": "diary-card"}).status_code == 303
    ben.client.post(f"/care/{bond}/assign/{task}/withdraw/")
    assert ana.client.post("/begin/", {"guide": "diary-card"}).status_code == 404


def test_after_its_day_it_is_listed_quietly_and_never_late(ana, ben, bond, held):
    _assign(ben, bond, look_on=THURSDAY)
    held.move(timedelta(days=5))
    ana.client, _ = people.unlocked_browser(ana.id)
    assert "Suggested for you" not in _sees(ana, "/today/")
    page = _sees(ana, "/suggested/")
    assert page.index("Earlier, and put aside") < page.index(WHY)
    assert "You meant to look at it together" in page


def test_what_is_put_aside_leaves_today_and_can_come_back(ana, ben, bond):
    task = _assign(ben, bond)
    path = f"/suggested/{bond}/{task}/"
    assert path in _sees(ana, "/today/")
    assert ana.client.post(path, {"go": "aside"}).status_code == 303
    assert "Suggested for you" not in _sees(ana, "/today/")
    assert WHY in _sees(ana, "/suggested/")
    ana.client.post(path, {"go": "up"})
    assert path in _sees(ana, "/today/")


def test_what_was_typed_comes_back_when_nothing_was_assigned(ben, bond):
    given = {"guide": "diary-card", "why": "", "smaller": SMALLER, "look_on": "soon"}
    answer = ben.client.post(f"/care/{bond}/assign/", given)
    assert answer.status_code == 422
    page = people.shown(answer)
    assert "A line of why is still missing." in page
    assert SMALLER in page
    assert re.search(r'<option value="diary-card"[^>]* selected', page)


def test_a_day_that_is_over_is_not_taken_and_today_is(ben, bond):
    given = {"guide": "diary-card", "why": WHY, "smaller": ""}
    where = f"/care/{bond}/assign/"
    over = (NOON - timedelta(days=1)).date().isoformat()
    answer = ben.client.post(where, {**given, "look_on": over})
    assert answer.status_code == 422
    page = people.shown(answer)
    assert "That day is over." in page
    assert "Nothing was kept yet" in page
    assert WHY in page
    today = NOON.date().isoformat()
    assert ben.client.post(where, {**given, "look_on": today}).status_code == 303


def test_the_brief_says_what_was_suggested_and_that_a_letter_is_there(ana, ben, bond):
    _assign(ben, bond, look_on=THURSDAY)
    flows.send_letter(ana.space, bond=bond, words=WORDS, now=NOON)
    page = _sees(ben, f"/care/{bond}/")
    assert WHY in page
    assert "1 new to you" in page
    assert WORDS not in page


# --- What comes after it was answered -----------------------------------------------


def _answer(ana):
    draft = people.begin(ana, "diary-card")
    answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert answer.status_code == 303
    return draft, answer.headers["Location"]


def test_nothing_goes_by_itself(ana, ben, bond):
    _assign(ben, bond)
    row, where = _answer(ana)
    assert where == f"/suggested/answered/{row}/"
    page = _sees(ana, where)
    assert "Would you like Ben Okoye to read it?" in page
    assert flows.list_shared(ana.space) == ()
    chosen = {"part": "all", "bond": str(bond), "go": "choose"}
    assert ana.client.post(f"/share/reflection/{row}/", chosen).status_code == 200
    assert flows.list_shared(ana.space) == ()


def test_what_was_not_suggested_asks_nothing(ana, ben, bond):
    _assign(ben, bond)
    draft = people.begin(ana, "check-in")
    answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert answer.headers["Location"] == f"/journal/read/{draft}/?kept=1"
    answered = ana.client.get(f"/suggested/answered/{draft}/")
    assert answered.headers["Location"] == f"/journal/read/{draft}/"


def test_until_further_notice_begins_with_the_next_one_and_can_be_ended(ana, ben, bond):
    task = _assign(ben, bond)
    row, where = _answer(ana)
    said = ana.client.post(f"/suggested/{bond}/{task}/", {"go": "stand", "row": row})
    assert said.headers["Location"] == where
    assert flows.list_shared(ana.space) == ()
    assert "goes to Ben Okoye, as you said" in _sees(ana, "/today/")
    second, where = _answer(ana)
    (copy,) = flows.list_shared(ana.space)
    assert (copy.row, copy.bond) == (second, bond)
    page = _sees(ana, where)
    assert "so it went" in page
    assert f"/shared/{copy.id}/take-back/" in page
    held = flows.list_copies(ben.space, bond=bond, now=NOON)
    assert [one.id for one in held] == [copy.id]
    ana.client.post(f"/suggested/{bond}/{task}/", {"go": "end"})
    _answer(ana)
    assert len(flows.list_shared(ana.space)) == 1


def test_until_further_notice_is_over_when_it_was_withdrawn(ana, ben, bond):
    task = _assign(ben, bond)
    ana.client.post(f"/suggested/{bond}/{task}/", {"go": "stand"})
    flows.withdraw(ben.space, bond=bond, task=task)
    _assign(ben, bond)
    _, where = _answer(ana)
    assert flows.list_shared(ana.space) == ()
    assert "Would you like Ben Okoye to read it?" in _sees(ana, where)


def test_of_two_alike_the_one_that_stands_counts(ana, ben, bond):
    task = _assign(ben, bond)
    _assign(ben, bond, now=bonds.LATER)
    ana.client.post(f"/suggested/{bond}/{task}/", {"go": "stand"})
    _answer(ana)
    assert len(flows.list_shared(ana.space)) == 1


def test_words_of_danger_go_to_nobody_by_themselves(ana, ben, bond):
    task = _assign(ben, bond, guide="check-in")
    ana.client.post(f"/suggested/{bond}/{task}/", {"go": "stand"})
    for words, goes in ((DANGER, False), (WORDS, True)):
        draft = people.begin(ana, "check-in")
        people.write(ana, draft, given={"words": [words]})
        answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
        page = _sees(ana, answer.headers["Location"])
        assert ("You can talk to someone now" in page) is not goes
        assert ("this time it is asked" in page) is not goes
        assert bool(flows.list_shared(ana.space)) is goes


def test_what_cannot_go_stays_and_the_page_says_so(ana, ben, bond, held):
    task = _assign(ben, bond)
    ana.client.post(f"/suggested/{bond}/{task}/", {"go": "stand"})
    held.move(timedelta(days=91))
    ana.client, ana.space = people.unlocked_browser(ana.id)
    row, where = _answer(ana)
    assert flows.list_shared(ana.space) == ()
    page = _sees(ana, where)
    assert "This time it could not go" in page
    assert journal.read(ana.space, reflection=row).row == row


def test_the_pages_are_not_there_for_others(ana, ben, bond):
    task = _assign(ben, bond)
    row, _ = _answer(ana)
    letter = flows.send_letter(ana.space, bond=bond, words=WORDS, now=NOON)
    cleo, dora = people.make("cleo@example.org"), bonds.therapist("dora@example.org")
    for other in (cleo, dora):
        for path in (
            f"/letters/{bond}/",
            f"/care/{bond}/letters/",
            f"/care/{bond}/assign/",
            f"/suggested/answered/{row}/",
        ):
            assert other.client.get(path).status_code == 404, path
        for path in (
            f"/letters/{bond}/",
            f"/letters/{bond}/{letter}/take-back/",
            f"/suggested/{bond}/{task}/",
            f"/care/{bond}/letters/",
            f"/care/{bond}/letters/{letter}/take-back/",
            f"/care/{bond}/assign/{task}/withdraw/",
        ):
            given = {"words": WORDS, "go": "aside"}
            assert other.client.post(path, given).status_code == 404, path
