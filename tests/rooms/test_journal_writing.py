"""Begin, write, go on, go back, pause, and keep."""

from __future__ import annotations

from uuid import uuid4

import pytest

from holdspace.accounts import flows as accounts
from holdspace.journal import flows
from holdspace.journal.store import MOST_WAITING
from holdspace.library import shelf
from holdspace.web.refusals import NotThere
from tests.rooms import people

pytestmark = pytest.mark.usefixtures("held")


def _send(someone, draft, *, number=1, client=None, token=None, **fields):
    client = client or someone.client
    token = token or people.token_on(client, draft, number)
    return client.post(people.address(draft, number), {"token": token, **fields})


def test_one_tap_begins_and_leads_to_the_first_screen(ana):
    answer = ana.client.post("/begin/", {"guide": "after-tears", "zone": "Asia/Tokyo"})
    assert answer.status_code == 303
    page = ana.client.get(answer["Location"])
    assert "What was there, beneath or beside the tears?" in people.shown(page)
    (opened,), _ = flows.open_drafts(ana.space, zone="UTC")
    # It happened now, at the hour it was where the person is.
    assert opened.answers.first("when") == "2026-11-23T21:00:00+09:00"


@pytest.mark.parametrize("guide", ["", "after-tears-later", "../x", "nothing"])
def test_only_what_can_be_begun_is_begun(ana, guide):
    assert ana.client.post("/begin/", {"guide": guide}).status_code == 404
    assert flows.open_drafts(ana.space, zone="UTC") == ((), 0)


def test_an_unknown_zone_is_the_persons_own(ana):
    ana.client.post("/begin/", {"guide": "check-in", "zone": "Mars/Base"})
    (opened,), _ = flows.open_drafts(ana.space, zone="UTC")
    assert opened.answers.first("when") == "2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize(
    ("go", "where"),
    [
        ("next", "/journal/write/{}/3/"),
        ("skip", "/journal/write/{}/3/"),
        ("back", "/journal/write/{}/1/"),
        ("pause", "/today/?paused=1"),
        ("sit", "/journal/still/{}/2/"),
        ("end", "/journal/end/{}/"),
        ("something else", "/journal/write/{}/3/"),
    ],
)
def test_every_button_keeps_what_was_typed_and_leads_on(ana, go, where):
    draft = people.begin(ana)
    words = {"trigger": ["memory"], "trigger-words": "a song"}
    answer = _send(ana, draft, number=2, go=go, **words)
    assert (answer.status_code, answer["Location"]) == (303, where.format(draft))
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.answers.first("trigger-words") == "a song"
    assert ana.client.get(answer["Location"]).status_code == 200


def test_back_on_the_first_screen_stays_there(ana):
    draft = people.begin(ana)
    answer = _send(ana, draft, go="back")
    assert answer["Location"] == people.address(draft, 1)


def test_after_the_last_screen_comes_the_end(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    answer = _send(ana, draft, go="next", words="done")
    page = ana.client.get(answer["Location"])
    assert page["Location"] == f"/journal/end/{draft}/"
    assert "done" in people.shown(ana.client.get(page["Location"]))


def test_a_screen_that_is_not_there_is_not_there(ana):
    draft = people.begin(ana)
    assert ana.client.get(people.address(draft, 0)).status_code == 404
    assert ana.client.get(people.address(uuid4(), 1)).status_code == 404
    assert ana.client.get(people.address(draft, 99))["Location"].endswith(f"{draft}/")


def test_what_was_written_is_on_the_screen_again(ana):
    draft = people.begin(ana)
    _send(ana, draft, feelings=["grief", "relief"], **{"feelings-words": "both <b>"})
    page = people.shown(ana.client.get(people.address(draft, 1)))
    assert page.count(" checked") == 2
    assert "both <b>" in page
    assert b"both <b>" not in ana.client.get(people.address(draft, 1)).content


def test_a_page_carries_along_what_it_does_not_show(ana):
    draft = people.begin(ana)
    _send(ana, draft, number=4, **{"clearer-words": "that I may rest"})
    _send(ana, draft, number=1, **{"recent-shock": "yes"})
    page = people.shown(ana.client.get(people.address(draft, 4)))
    assert "that I may rest" in page
    _send(ana, draft, number=4, clearer="no", **{"clearer-words": "that I may rest"})
    _send(ana, draft, number=1, **{"recent-shock": "no"})
    page = people.shown(ana.client.get(people.address(draft, 4)))
    assert "that I may rest" in page
    _send(ana, draft, number=1, **{"recent-shock": "yes"})
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    read = people.shown(ana.client.get(f"/journal/read/{draft}/"))
    assert "that I may rest" not in read


def test_an_answer_can_be_taken_away_again(ana):
    draft = people.begin(ana)
    _send(ana, draft, feelings=["grief"], **{"feelings-words": "much"})
    _send(ana, draft, **{"feelings-words": ""})
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.answers.values("feelings") == ()
    assert opened.answers.first("feelings-words") is None


def test_today_shows_what_was_left_open_and_where_it_goes_on(ana):
    draft = people.begin(ana)
    _send(ana, draft, feelings=["joy"], go="pause")
    page = people.shown(ana.client.get("/today/"))
    assert "Left open today at 12:00" in page
    assert people.address(draft, 1) in page


def test_a_text_that_does_not_fit_stands_beside_and_is_not_called_a_second_one(ana):
    draft = people.begin(ana)
    screen = people.address(draft, 6)
    token = people.token_in(ana.client.get(screen))
    sent = {"token": token, "minutes": "20-30", "go": "next"}
    refused = ana.client.post(screen, sent)
    page = people.shown(refused)
    assert refused.status_code == 422
    assert "20-30" in page
    assert "stands beside" not in page
    beside = people.shown(ana.client.get(f"/journal/both/{draft}/"))
    assert "did not fit" in beside
    assert "20-30" in beside
    assert "written twice" not in beside
    again = {
        "token": people.token_in(refused),
        "count": 1,
        "minutes": "25",
        "go": "end",
    }
    assert ana.client.post(screen, again).status_code == 303
    assert flows.open_draft(ana.space, draft=draft, zone="UTC").draft.others == ()


def test_a_change_is_kept_from_the_page_on_which_it_was_made(ana):
    kept = people.keep(ana, words="before")
    begun = ana.client.post(f"/journal/correct/{kept}/", {"screen": "1"})
    token = people.token_in(ana.client.get(begun["Location"]))
    sent = {"token": token, "words": "after", "go": "keep"}
    answer = ana.client.post(begun["Location"], sent)
    assert answer["Location"] == f"/journal/read/{kept}/?kept=1"
    assert "after" in people.shown(ana.client.get(answer["Location"]))
    assert flows.open_drafts(ana.space, zone="UTC") == ((), 0)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Left open today"),
        (1, "Left open yesterday"),
        (4, "Left open on Monday"),
        (9, "Left open on Monday 23 November 2026"),
    ],
)
def test_a_draft_is_never_overdue(ana, held, days, said):
    from datetime import timedelta

    people.begin(ana)
    held.move(timedelta(days=days))
    client = ana.browser()
    assert said in people.shown(client.get("/today/"))


def test_something_that_does_not_fit_comes_back_whole_and_nothing_is_kept(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    answer = _send(ana, draft, mood="11", tension="3", words="all of <it>")
    assert answer.status_code == 422
    page = people.shown(answer)
    assert "all of <it>" in page
    assert "from 0 to 10" in page
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.answers.first("tension") is None
    # The page that came back can be sent again.
    token = people.token_in(answer)
    again = _send(ana, draft, token=token, mood="10", words="all of <it>", go="end")
    assert again.status_code == 303
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.answers.first("mood") == 10


def test_keeping_nothing_keeps_that_it_happened(ana):
    draft = people.begin(ana)
    end = ana.client.get(f"/journal/end/{draft}/")
    assert end.status_code == 200
    kept = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert kept["Location"] == f"/journal/read/{draft}/?kept=1"
    page = people.shown(ana.client.get(kept["Location"]))
    assert "Monday 23 November 2026, 12:00" in page
    assert people.shown(ana.client.get("/today/")).count("Left open") == 0


def test_a_check_in_of_which_everything_was_removed_can_be_kept(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    _send(ana, draft, **{"when.date": "", "when.time": ""})
    kept = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    page = people.shown(ana.client.get(kept["Location"]))
    assert "That it happened is kept" in page


def test_going_on_later_keeps_the_draft_open(ana):
    draft = people.begin(ana)
    later = ana.client.post(f"/journal/end/{draft}/", {"go": "later"})
    assert later["Location"] == "/today/?paused=1"
    assert str(draft) in people.shown(ana.client.get("/today/"))


def test_tapping_keep_twice_shows_what_was_kept(ana):
    draft = people.begin(ana)
    first = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    second = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert second.status_code == 303
    assert second["Location"].startswith(first["Location"].partition("?")[0])


def test_words_of_ones_own_are_there_to_be_tapped_next_time(ana):
    draft = people.begin(ana)
    _send(ana, draft, **{"feelings+own": "hollow, sea-sick", "go": "end"})
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    profile = accounts.get_profile(ana.space)
    assert profile.words_added["feelings"] == ("hollow", "sea-sick")
    page = people.shown(ana.client.get(people.address(people.begin(ana), 1)))
    assert 'value="sea-sick"' in page
    # One vocabulary of feelings: also where it is asked how they are now.
    page = people.shown(ana.client.get(people.address(people.begin(ana), 3)))
    assert 'value="sea-sick"' in page


def test_words_can_be_added_and_put_away(ana):
    page = ana.client.get("/words/")
    assert page.status_code == 200
    sent = {"added": "hollow\n  sea  sick \n\nhollow", "shown": ["grief", "joy"]}
    assert ana.client.post("/words/", sent)["Location"] == "/words/?kept=1"
    assert "hollow\nsea sick" in people.shown(ana.client.get("/words/"))
    screen = people.shown(ana.client.get(people.address(people.begin(ana), 1)))
    assert 'value="grief"' in screen
    assert 'value="sadness"' not in screen
    assert 'value="sea sick"' in screen


def test_a_word_that_was_put_away_and_is_chosen_already_stays_on_the_screen(ana):
    draft = people.begin(ana)
    _send(ana, draft, feelings=["sadness"])
    ana.client.post("/words/", {"added": "", "shown": ["grief"]})
    screen = people.shown(ana.client.get(people.address(draft, 1)))
    assert 'value="sadness"' in screen
    assert 'value="joy"' not in screen


@pytest.mark.parametrize(
    "lines",
    ["x" * 61, "\n".join(f"word {n}" for n in range(201))],
    ids=["a long word", "many words"],
)
def test_words_over_the_end_come_back_and_change_nothing(ana, lines):
    answer = ana.client.post("/words/", {"added": lines})
    assert answer.status_code == 422
    assert lines in people.shown(answer)
    assert "feelings" not in accounts.get_profile(ana.space).words_added


def test_words_that_meet_a_locked_space_come_back(ana):
    answer = ana.locked_browser().post("/words/", {"added": "like wet wool"})
    assert answer.status_code == 403
    assert "like wet wool" in people.shown(answer)


@pytest.mark.parametrize(
    "text", ["I want to die", "some days I want to KILL myself.", "better off dead"]
)
def test_plain_words_about_dying_bring_help_beside_them_and_nothing_else(ana, text):
    draft = people.begin(ana, shelf.CHECK_IN)
    calm = ana.client.get(f"/journal/end/{draft}/")
    assert "quiet-help" not in calm.content.decode()
    _send(ana, draft, words=text, go="end")
    end = ana.client.get(f"/journal/end/{draft}/").content.decode()
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    read = ana.client.get(f"/journal/read/{draft}/").content.decode()
    assert _help_of(end)
    assert _help_of(read)


def _help_of(page):
    # The header has one way to help on every page; the card is a second one.
    return page.count("/help/") > 1


def test_nobody_else_opens_writes_or_keeps_a_draft(ana, cleo, visitor):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    for path in (
        people.address(draft),
        f"/journal/end/{draft}/",
        f"/journal/both/{draft}/",
    ):
        assert cleo.client.get(path).status_code == 404
        unlock = visitor.get(path)
        assert unlock["Location"] == f"/unlock/?next={path.replace('/', '%2F')}"
    assert cleo.client.post(f"/journal/end/{draft}/", {"go": "keep"}).status_code == 404
    assert cleo.client.post(f"/journal/let-go/{draft}/").status_code == 404
    forged = {"token": token[:-3] + "abc", "feelings-words": "not Ana"}
    answer = cleo.client.post(people.address(draft), forged)
    assert answer.status_code == 403
    assert "not Ana" in people.shown(answer)
    assert not flows.open_draft(ana.space, draft=draft, zone="UTC").answers.first(
        "feelings-words"
    )


def test_a_locked_page_goes_on_saving_and_unlocking_files_it(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    locked = ana.locked_browser()
    saved = locked.post(
        people.address(draft),
        {"token": token, "count": "3", "feelings-words": "after the lock"},
        headers={"X-Autosave": "1"},
    )
    assert saved.json() == {"kept": True, "locked": True, "where": "/unlock/"}
    # An older save that comes in late changes nothing.
    late = {"token": token, "count": "2", "feelings-words": "after"}
    locked.post(people.address(draft), late, headers={"X-Autosave": "1"})
    page = people.shown(ana.client.get(people.address(draft)))
    assert "after the lock" in page
    assert "no proof that it was you" in page
    end = people.shown(ana.client.get(f"/journal/end/{draft}/"))
    assert "no proof that it was you" in end
    ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    read = people.shown(ana.client.get(f"/journal/read/{draft}/"))
    assert "no proof of who wrote it" in read


def test_a_locked_page_without_script_leads_to_unlocking_and_on(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    sent = {"token": token, "feelings-words": "still mine", "go": "next"}
    answer = people.browser().post(people.address(draft), sent)
    assert answer.status_code == 303
    assert answer["Location"] == f"/unlock/?next={people.address(draft, 2)}"
    assert "still mine" in people.shown(ana.client.get(people.address(draft)))


def test_a_locked_page_that_goes_away_is_kept_too(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    sent = {"token": token, "feelings-words": "parting", "beacon": "1"}
    assert people.browser().post(people.address(draft), sent).status_code == 204
    assert "parting" in people.shown(ana.client.get(people.address(draft)))


def test_what_does_not_fit_and_came_in_locked_stands_beside(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    sent = {"token": token, "mood": "twelve", "words": "beside"}
    people.browser().post(people.address(draft), sent)
    both = people.shown(ana.client.get(f"/journal/both/{draft}/"))
    assert "twelve" in both
    assert "beside" in both
    ended = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert ended["Location"] == f"/journal/both/{draft}/"


def test_two_hundred_pages_may_wait_and_then_the_words_come_back(ana):
    draft = people.begin(ana)
    locked = people.browser()
    from holdspace.journal import store

    for _ in range(MOST_WAITING):
        store.add_waiting(ana.id, uuid4(), draft, 0, b"noise of somebody")
    token = people.token_on_new_page(ana, draft)
    sent = {"token": token, "feelings-words": "one too many"}
    answer = locked.post(people.address(draft), sent)
    assert answer.status_code == 422
    assert "one too many" in people.shown(answer)
    saved = locked.post(people.address(draft), sent, headers={"X-Autosave": "1"})
    assert saved.status_code == 422
    assert saved.json()["kept"] is False
    # Noise keeps nobody from their draft.
    assert ana.client.get(people.address(draft)).status_code == 200


def test_late_words_for_a_draft_that_was_kept_elsewhere_come_back(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    flows.keep(ana.space, draft=draft, zone="UTC")
    sent = {"token": token, "feelings-words": "came too late"}
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 404
    assert "came too late" in people.shown(answer)


def test_locked_words_for_a_draft_that_was_kept_elsewhere_become_a_correction(ana):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    flows.keep(ana.space, draft=draft, zone="UTC")
    sent = {"token": token, "feelings-words": "came while locked"}
    answer = ana.locked_browser().post(people.address(draft), sent)
    assert answer.status_code == 303
    assert (
        ana.client.get(people.address(draft))["Location"] == f"/journal/read/{draft}/"
    )
    ana.client.get("/today/")
    (opened,), _ = flows.open_drafts(ana.space, zone="UTC")
    assert opened.row != draft
    assert opened.draft.of == draft
    assert opened.draft.locked
    assert opened.answers.first("feelings-words") == "came while locked"
    # It is there once, however often the page is asked for.
    ana.client.get("/today/")
    assert len(flows.open_drafts(ana.space, zone="UTC")[0]) == 1


def test_more_than_one_draft_holds_goes_on_waiting_and_closes_nothing(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    texts = [letter * 900_000 for letter in "abcdef"]
    for text in texts:
        token = people.token_on_new_page(ana, draft)
        sent = {"token": token, "words": text}
        assert people.browser().post(people.address(draft), sent).status_code == 303
    assert ana.client.get("/today/").status_code == 200
    seen = set()
    for _ in texts:
        page = ana.client.get(f"/journal/both/{draft}/")
        shown = people.shown(page)
        seen |= {text[0] for text in texts if text in shown}
        ana.client.post(
            f"/journal/both/{draft}/",
            {"page": people.pages_in(page)[0], "choice": "first"},
        )
    assert seen == set("abcdef")
    kept = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert kept["Location"].startswith("/journal/read/")


def test_a_draft_that_is_gone_gives_the_words_back(ana, held):
    draft = people.begin(ana)
    token = people.token_on(ana.client, draft)
    flows.let_go(ana.space, row=draft, now=held.moment)
    sent = {"token": token, "feelings-words": "still here"}
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 404
    assert "still here" in people.shown(answer)


def test_the_still_page_waits_for_nobody(ana, visitor):
    draft = people.begin(ana)
    page = ana.client.get(f"/journal/still/{draft}/2/")
    assert people.address(draft, 3) in people.shown(page)
    assert visitor.get(f"/journal/still/{draft}/2/").status_code == 303


def test_flows_refuse_what_is_not_there(ana):
    with pytest.raises(NotThere):
        flows.keep(ana.space, draft=uuid4(), zone="UTC")
    with pytest.raises(NotThere):
        flows.begin_correction(ana.space, reflection=uuid4(), zone="UTC")
    with pytest.raises(NotThere):
        flows.begin_addition(ana.space, reflection=uuid4(), now=people.NOON, zone="UTC")
    with pytest.raises(NotThere):
        flows.read(ana.space, reflection=uuid4())
