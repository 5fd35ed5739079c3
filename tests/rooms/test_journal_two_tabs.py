"""Two tabs, two devices: nothing is overwritten, and the person decides."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from holdspace.journal import flows
from holdspace.library import shelf
from tests.rooms import people

AUTOSAVE = {"X-Autosave": "1"}


def _save(client, draft, token, count, number=1, **fields):
    sent = {"token": token, "count": str(count), **fields}
    return client.post(people.address(draft, number), sent, headers=AUTOSAVE)


def _words(someone, draft, link="words"):
    return flows.open_draft(someone.space, draft=draft, zone="UTC").answers.first(link)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_the_saves_of_one_page_may_arrive_in_any_order(ana, order):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    for count in order:
        answer = _save(ana.client, draft, token, count, words=f"text {count}")
        assert answer.json() == {"kept": True}
    assert _words(ana, draft) == "text 3"


def test_one_page_goes_on_from_its_own_saves(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    for count in range(1, 6):
        _save(ana.client, draft, token, count, words="x" * count)
    assert _words(ana, draft) == "xxxxx"
    assert not flows.open_draft(ana.space, draft=draft, zone="UTC").draft.others


@pytest.fixture
def torn(ana):
    """Two pages showed the same screen, and both wrote."""
    draft = people.begin(ana, shelf.AFTER_TEARS)
    one, two = (people.token_on(ana.client, draft) for _ in range(2))
    first = _save(
        ana.client, draft, one, 1, feelings=["grief"], **{"feelings-words": "one"}
    )
    second = _save(
        ana.client, draft, two, 1, feelings=["joy"], **{"feelings-words": "two"}
    )
    assert first.json() == {"kept": True}
    assert second.status_code == 409
    assert second.json() == {"conflict": True, "where": f"/journal/both/{draft}/"}
    return ana, draft, one, two


def test_both_texts_are_there_and_told(torn):
    ana, draft, *_ = torn
    both = people.shown(ana.client.get(f"/journal/both/{draft}/"))
    assert "one" in both
    assert "two" in both
    assert "Something else you wrote stands beside" in people.shown(
        ana.client.get(people.address(draft))
    )
    assert "Something else you wrote stands beside" in people.shown(
        ana.client.get(f"/journal/end/{draft}/")
    )


def test_it_cannot_be_kept_undecided(torn):
    ana, draft, *_ = torn
    answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    assert answer["Location"] == f"/journal/both/{draft}/"
    assert flows.list_entries(ana.space, kind=flows.REFLECTION) == ()


@pytest.mark.parametrize(
    ("choice", "words", "feelings"),
    [
        ("first", "one", ("grief",)),
        ("other", "two", ("joy",)),
        ("both", "one\n\ntwo", ("grief", "joy")),
        ("nonsense", "one\n\ntwo", ("grief", "joy")),
    ],
)
def test_the_person_decides(torn, choice, words, feelings):
    ana, draft, *_ = torn
    (page,) = people.pages_in(ana.client.get(f"/journal/both/{draft}/"))
    answer = ana.client.post(
        f"/journal/both/{draft}/", {"page": page, "choice": choice}
    )
    assert answer["Location"] == f"/journal/end/{draft}/"
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.draft.others == ()
    assert opened.answers.first("feelings-words") == words
    assert set(opened.answers.codes("feelings")) == set(feelings)


def test_deciding_on_what_is_not_there_changes_nothing(torn):
    ana, draft, *_ = torn
    answer = ana.client.post(f"/journal/both/{draft}/", {"page": "x", "choice": "both"})
    assert answer.status_code in (303, 404)
    assert len(flows.open_draft(ana.space, draft=draft, zone="UTC").draft.others) == 1


def test_the_second_page_may_go_on_writing_and_stays_one_text(torn):
    ana, draft, _, two = torn
    for count in (3, 2, 4):
        answer = _save(ana.client, draft, two, count, **{"feelings-words": f"t{count}"})
        assert answer.status_code == 409
    (other,) = flows.open_draft(ana.space, draft=draft, zone="UTC").draft.others
    assert other.given["feelings-words"] == ["t4"]


def test_a_third_page_is_a_third_text(torn):
    ana, draft, *_ = torn
    third = people.token_on_new_page(ana, draft)
    _save(ana.client, draft, third, 1, **{"feelings-words": "three"})
    shown = []
    for _ in range(2):
        page = ana.client.get(f"/journal/both/{draft}/")
        shown.append(people.shown(page))
        ana.client.post(
            f"/journal/both/{draft}/",
            {"page": people.pages_in(page)[0], "choice": "both"},
        )
    words = _words(ana, draft, "feelings-words")
    assert words == "one\n\ntwo\n\nthree"


def test_a_page_opened_after_the_other_wrote_simply_goes_on(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    first = people.token_on(ana.client, draft)
    _save(ana.client, draft, first, 1, words="first")
    second = people.token_on(ana.browser(), draft)
    answer = _save(ana.client, draft, second, 1, words="first and more")
    assert answer.json() == {"kept": True}
    assert _words(ana, draft) == "first and more"


def test_the_same_text_twice_is_no_conflict(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    one, two = (people.token_on(ana.client, draft) for _ in range(2))
    assert _save(ana.client, draft, one, 1, words="same").status_code == 200
    assert _save(ana.client, draft, two, 1, words="same").status_code == 200
    assert not flows.open_draft(ana.space, draft=draft, zone="UTC").draft.others


def test_two_screens_never_meet(ana):
    draft = people.begin(ana)
    one, two = (
        people.token_on(ana.client, draft, 1),
        people.token_on(ana.client, draft, 4),
    )
    _save(ana.client, draft, one, 1, **{"feelings-words": "one"})
    answer = _save(ana.client, draft, two, 1, number=4, clearer=["no"])
    assert answer.json() == {"kept": True}


def test_without_script_the_second_is_led_to_both(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    one, two = (people.token_on(ana.client, draft) for _ in range(2))
    where = people.address(draft)
    ana.client.post(where, {"token": one, "words": "one", "go": "end"})
    answer = ana.client.post(where, {"token": two, "words": "two", "go": "end"})
    assert (answer.status_code, answer["Location"]) == (303, f"/journal/both/{draft}/")
    both = people.shown(ana.client.get(answer["Location"]))
    assert "one" in both
    assert "two" in both


def test_a_text_typed_while_locked_stands_beside_a_newer_one(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    old = people.token_on(ana.client, draft)
    new = people.token_on(ana.client, draft)
    _save(ana.client, draft, new, 1, words="newer")
    _save(people.browser(), draft, old, 1, words="typed while locked")
    both = people.shown(ana.client.get(f"/journal/both/{draft}/"))
    assert "newer" in both
    assert "typed while locked" in both
    assert "no proof that it was you" in both


def test_a_page_that_was_open_for_too_long_does_not_overwrite_a_newer_text(ana, held):
    draft = people.begin(ana, shelf.CHECK_IN)
    old = people.token_on(ana.client, draft)
    held.move(timedelta(hours=11))
    other = ana.browser()
    fresh = people.token_on(other, draft)
    _save(other, draft, fresh, 1, words="newer")
    held.move(timedelta(hours=2))
    other = ana.browser()
    where = people.address(draft)
    stale = other.post(where, {"token": _aged(old), "words": "older", "go": "end"})
    assert "older" in people.shown(stale)
    again = {"token": people.token_in(stale), "words": "older", "go": "end"}
    other.post(where, again)
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    texts = [opened.answers.first("words")]
    texts += [one.given["words"][0] for one in opened.draft.others]
    assert sorted(texts) == ["newer", "older"]


def _aged(token):
    """The same token, signed thirteen hours ago: signing reads the real clock."""
    from unittest import mock

    from django.core import signing

    from holdspace.journal import tokens

    parts = signing.loads(token, salt=tokens._SALT)
    import time

    past = time.time() - 13 * 3600
    with mock.patch("django.core.signing.time.time", return_value=past):
        return signing.dumps(parts, salt=tokens._SALT)


def test_a_page_that_comes_back_is_no_stranger_to_its_own_saves(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    _save(ana.client, draft, token, 1, words="so far")
    where = people.address(draft)
    sent = {"token": token, "count": "2", "words": "so far so good", "go": "end"}
    back = ana.client.post(where, {**sent, "mood": "12"})
    assert back.status_code == 422
    count = people.count_in(back)
    again = {**sent, "token": people.token_in(back), "count": count, "mood": "2"}
    assert ana.client.post(where, again)["Location"] == f"/journal/end/{draft}/"
    opened = flows.open_draft(ana.space, draft=draft, zone="UTC")
    assert opened.draft.others == ()
    assert opened.answers.first("words") == "so far so good"


def test_a_page_open_for_too_long_goes_on_from_its_own_saves(ana):
    draft = people.begin(ana, shelf.CHECK_IN)
    token = people.token_on(ana.client, draft)
    _save(ana.client, draft, token, 1, words="so far")
    where = people.address(draft)
    sent = {"token": _aged(token), "count": "2", "words": "so far so good", "go": "end"}
    late = ana.client.post(where, sent)
    assert late.status_code == 422
    count = people.count_in(late)
    again = {**sent, "token": people.token_in(late), "count": count}
    assert ana.client.post(where, again)["Location"] == f"/journal/end/{draft}/"
    assert _words(ana, draft) == "so far so good"


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_stale_page_of_no_screen_gives_the_words_back(ana, number):
    draft = people.begin(ana, shelf.CHECK_IN)
    where = people.address(draft, number)
    answer = ana.client.post(where, {"token": "forged", "words": "mine"})
    assert answer.status_code == 403
    assert "mine" in people.shown(answer)


def test_a_draft_that_was_settled_can_be_kept(torn):
    ana, draft, *_ = torn
    (page,) = people.pages_in(ana.client.get(f"/journal/both/{draft}/"))
    ana.client.post(f"/journal/both/{draft}/", {"page": page, "choice": "both"})
    answer = ana.client.post(f"/journal/end/{draft}/", {"go": "keep"})
    row = UUID(answer["Location"].split("/")[3])
    found = flows.read(ana.space, reflection=row)
    assert found.answers.first("feelings-words") == "one\n\ntwo"
