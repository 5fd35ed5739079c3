"""Putting a new key in place: interrupted, at once with others, with damage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from holdspace.accounts import flows, manifests, papers, resealing, store
from holdspace.accounts.models import PersonLock
from holdspace.accounts.spaces import Space
from holdspace.core import vault
from holdspace.core.vault import CHEAPEST
from holdspace.journal import flows as journal
from holdspace.journal import store as rows_stored
from holdspace.journal import tokens
from holdspace.journal.models import SealedRow
from holdspace.web import clock
from holdspace.web.refusals import Locked
from tests.rooms import people

NEW = "seven lanterns by the quay"
ROW = 4096 + 48


@dataclass
class Rotated:
    """Ana after the first step: her old keys, and her space under the new ones."""

    old: vault.Opened
    space: Space


def begin(ana) -> Rotated:
    old = ana.space.opened
    fresh = flows.begin_rotation(
        ana.space,
        password=people.PASSWORD,
        new_password=NEW,
        cost=CHEAPEST,
        now=clock.now(),
    )
    space, _ = flows.unlock(
        person=ana.id, opened=fresh, now=clock.now(), idle=timedelta(minutes=15)
    )
    return Rotated(old, space)


def reopened() -> Space:
    """Ana's space, opened with the new password somewhere else."""
    person, opened = flows.open_with_password(
        sign_in="ana", password=NEW, cost=CHEAPEST
    )
    space, _ = flows.unlock(
        person=person, opened=opened, now=clock.now(), idle=timedelta(minutes=15)
    )
    return space


def finish(space: Space, most: int = 50) -> flows.Progress:
    for _ in range(most):
        progress = flows.go_on(space, now=clock.now())
        if progress.finished:
            return progress
    raise AssertionError("it does not come to an end")


def words_of(space: Space) -> set[str]:
    found = journal.open_entries(
        space, journal.list_entries(space, kind=journal.REFLECTION)
    )
    return {str(one.answers.first("words")) for one in found.made}


def under_old(ana, old: vault.Opened) -> list[object]:
    header = vault.header_under(old.key)
    rows = SealedRow.objects.filter(person=ana.id).values_list("id", "sealed")
    return [row for row, sealed in rows if bytes(sealed).startswith(header)]


@pytest.fixture
def small_pieces(monkeypatch):
    """Two transactions a piece, two rows each."""
    monkeypatch.setattr(resealing, "AT_ONCE", 3 * ROW)
    monkeypatch.setattr("holdspace.journal.flows.resealing.AT_ONCE", 2)
    monkeypatch.setattr(resealing.Piece.__init__, "__defaults__", (3 * ROW, 0, 0))


def test_everything_opens_at_every_moment_of_it(ana, small_pieces):
    told = {f"a morning with number {n}" for n in range(11)}
    for words in sorted(told):
        people.keep(ana, words=words)
    rotated = begin(ana)
    assert words_of(rotated.space) == told
    lefts = []
    for _ in range(20):
        progress = flows.go_on(rotated.space, now=clock.now())
        assert words_of(rotated.space) == told
        if progress.finished:
            break
        lefts.append(progress.left)
    assert lefts == sorted(lefts, reverse=True)
    assert len(set(lefts)) == len(lefts) >= 2
    assert under_old(ana, rotated.old) == []
    assert words_of(reopened()) == told
    assert store.get_lock(ana.id).before is None


def test_interrupted_it_goes_on_from_any_browser(ana, small_pieces):
    told = {f"a morning with number {n}" for n in range(9)}
    for words in sorted(told):
        people.keep(ana, words=words)
    rotated = begin(ana)
    flows.go_on(rotated.space, now=clock.now())
    # As after a kill: nothing of that process is there any more.
    del rotated.space
    assert 0 < len(under_old(ana, rotated.old)) < 9
    space = reopened()
    assert flows.is_rotating(space)
    assert words_of(space) == told
    finish(space)
    assert under_old(ana, rotated.old) == []
    assert words_of(reopened()) == told
    assert not flows.is_rotating(reopened())


def test_three_hundred_rows_come_through(ana):
    told = {f"number {n}" for n in range(300)}
    for words in sorted(told):
        people.keep(ana, words=words)
    rotated = begin(ana)
    assert finish(rotated.space, most=3).damaged == 0
    assert words_of(reopened()) == told
    assert under_old(ana, rotated.old) == []


def test_damaged_rows_are_counted_left_and_told(ana, small_pieces):
    kept = [people.keep(ana, words=f"number {n}") for n in range(8)]
    for row in kept[:5]:
        sealed = bytearray(rows_stored.get(ana.id, row))
        sealed[-1] ^= 1
        rows_stored.replace(ana.id, row, vault.Sealed(bytes(sealed)))
    rotated = begin(ana)
    assert finish(rotated.space).damaged == 5
    assert words_of(reopened()) == {"number 5", "number 6", "number 7"}
    (finished, *_) = reversed(flows.read_trail(reopened()).lines)
    assert finished.what == "rotation-finished"
    assert finished.more == {"left": "5"}


def test_a_damaged_part_of_the_list_stops_nothing(ana):
    kept = [people.keep(ana, words=f"number {n}") for n in range(6)]
    number = vault.shard_of(kept[0])
    store.replace_manifest(ana.id, {number: vault.Sealed(b"noise" * 900)})
    away = [row for row in kept if vault.shard_of(row) == number]
    rotated = begin(ana)
    assert finish(rotated.space).damaged == len(away)
    listed = journal.list_all(reopened())
    assert listed.damaged_parts == 1
    assert len(words_of(reopened())) == 6 - len(away)


@pytest.mark.parametrize("paper", ["profile", "trail", "browsers"])
def test_a_damaged_paper_stops_nothing(ana, paper):
    people.keep(ana, words="the weir was loud")
    store.replace_document(ana.id, paper, vault.Sealed(b"noise" * 900))
    rotated = begin(ana)
    assert finish(rotated.space).finished
    assert words_of(reopened()) == {"the weir was loud"}


def test_what_waits_comes_through_and_stays_unproved(ana, small_pieces):
    draft = people.begin(ana)
    token = tokens.read(people.token_on_new_page(ana, draft))
    write_locked(token, "said while it was locked")
    rotated = begin(ana)
    finish(rotated.space)
    opened = journal.open_draft(reopened(), draft=draft, zone=people.LONDON)
    assert opened.answers.first("feelings-words") == "said while it was locked"
    assert opened.draft.locked


def test_what_comes_in_while_it_goes_on_is_never_lost(ana, small_pieces):
    drafts = [people.begin(ana) for _ in range(6)]
    passes = [tokens.read(people.token_on_new_page(ana, one)) for one in drafts]
    write_locked(passes[0], "before it began")
    rotated = begin(ana)
    write_locked(passes[1], "after it began")
    flows.go_on(rotated.space, now=clock.now())
    write_locked(passes[2], "in the middle")
    finish(rotated.space)
    write_locked(passes[3], "after it ended")
    told = ("before it began", "after it began", "in the middle", "after it ended")
    for draft, words in zip(drafts, told, strict=False):
        opened = journal.open_draft(reopened(), draft=draft, zone=people.LONDON)
        assert opened.answers.first("feelings-words") == words
        assert opened.draft.lost == 0


def test_a_save_of_the_same_moment_is_sealed_to_the_key_that_counts(ana, monkeypatch):
    """A rotation begins and ends between the save's arrival and its turn."""
    draft = people.begin(ana)
    token = tokens.read(people.token_on_new_page(ana, draft))
    real = manifests.taking_turns
    rotated = []

    def after_a_rotation(person):
        if not rotated:
            rotated.append(begin(ana))
            finish(rotated[0].space)
        return real(person)

    with monkeypatch.context() as patched:
        patched.setattr(manifests, "taking_turns", after_a_rotation)
        write_locked(token, "typed at the same moment")
    opened = journal.open_draft(reopened(), draft=draft, zone=people.LONDON)
    assert opened.answers.first("feelings-words") == "typed at the same moment"


def test_a_page_that_was_open_with_the_old_key_loses_nothing(ana):
    """The request began before the rotation, and comes to its turn after it."""
    draft = people.begin(ana)
    token = people.token_on_new_page(ana, draft)
    begin(ana)
    with pytest.raises(Locked):
        people.write(ana, draft, given={"feelings-words": ["x"]})
    sent = {"token": token, "go": "next", "count": 1, "feelings-words": "kept anyway"}
    # Its browser is locked now: what it sends waits.
    answer = ana.client.post(people.address(draft), sent)
    assert answer.status_code == 303
    finish(reopened())
    opened = journal.open_draft(reopened(), draft=draft, zone=people.LONDON)
    assert opened.answers.first("feelings-words") == "kept anyway"


def test_writing_goes_on_while_it_goes_on(ana, small_pieces):
    for n in range(9):
        people.keep(ana, words=f"number {n}")
    rotated = begin(ana)
    flows.go_on(rotated.space, now=clock.now())
    here = people.Someone(ana.id, "ana", rotated.space, ana.client)
    people.keep(here, words="written in between")
    finish(rotated.space)
    assert "written in between" in words_of(reopened())
    assert len(words_of(reopened())) == 10


def test_two_pages_that_go_on_at_once_finish_it_once(ana):
    people.keep(ana, words="the weir was loud")
    rotated = begin(ana)
    other = reopened()
    assert flows.go_on(rotated.space, now=clock.now()).finished
    assert flows.go_on(other, now=clock.now()).finished
    lines = [one.what for one in flows.read_trail(reopened()).lines]
    assert lines.count("rotation-finished") == 1


def test_a_second_rotation_waits_for_the_first(ana):
    rotated = begin(ana)
    with pytest.raises(flows.NotFinished):
        flows.begin_rotation(
            rotated.space,
            password=NEW,
            new_password="yet another lamp here",
            cost=CHEAPEST,
            now=clock.now(),
        )
    finish(rotated.space)
    fresh = flows.begin_rotation(
        reopened(),
        password=NEW,
        new_password=NEW + " again",
        cost=CHEAPEST,
        now=clock.now(),
    )
    assert fresh.before is not None
    assert fresh.before.key == rotated.space.opened.key


def test_a_password_changed_while_it_ends_brings_no_old_key_back(ana, monkeypatch):
    people.keep(ana, words="the weir was loud")
    rotated = begin(ana)
    real = vault.change_password

    def slowly(*given):
        changed = real(*given)
        finish(rotated.space)
        return changed

    with monkeypatch.context() as patched:
        patched.setattr(vault, "change_password", slowly)
        flows.change_password(
            rotated.space,
            password=NEW,
            new_password=people.OTHER_PASSWORD,
            cost=CHEAPEST,
            now=clock.now(),
        )
    assert store.get_lock(ana.id).before is None


def test_a_new_code_during_a_rotation_opens_everything(ana, small_pieces):
    for n in range(7):
        people.keep(ana, words=f"number {n}")
    rotated = begin(ana)
    flows.go_on(rotated.space, now=clock.now())
    code = flows.get_code_to_confirm(rotated.space)
    assert code is not None
    person, opened = flows.open_with_code(
        sign_in="ana",
        code=code,
        password=people.OTHER_PASSWORD,
        cost=CHEAPEST,
        now=clock.now(),
    )
    space, _ = flows.unlock(
        person=person, opened=opened, now=clock.now(), idle=timedelta(minutes=15)
    )
    assert len(words_of(space)) == 7
    finish(space)
    assert len(words_of(space)) == 7


def test_damaged_keys_before_are_never_forgotten_and_stop_a_second_rotation(ana):
    people.keep(ana, words="the weir was loud")
    rotated = begin(ana)
    PersonLock.objects.filter(person=ana.id).update(before=b"x" * 116)
    space = reopened()
    assert not flows.is_rotating(space)
    flows.go_on(space, now=clock.now())
    assert PersonLock.objects.get().before is not None
    with pytest.raises(vault.Unreadable):
        flows.begin_rotation(
            space,
            password=NEW,
            new_password="yet another lamp here",
            cost=CHEAPEST,
            now=clock.now(),
        )
    assert under_old(ana, rotated.old)


def test_keys_before_that_were_put_back_do_not_stand_in_the_way(ana):
    people.keep(ana, words="the weir was loud")
    rotated = begin(ana)
    stored = PersonLock.objects.get().before
    finish(rotated.space)
    PersonLock.objects.filter(person=ana.id).update(before=stored)
    space = reopened()
    assert not flows.is_rotating(space)
    fresh = flows.begin_rotation(
        space,
        password=NEW,
        new_password="yet another lamp here",
        cost=CHEAPEST,
        now=clock.now(),
    )
    assert fresh.before is not None
    assert fresh.before.key == space.opened.key
    finish(Space(ana.id, space.unlocked, fresh))


def test_a_page_from_before_a_rotation_begins_no_other(ana):
    people.keep(ana, words="the weir was loud")
    begin(ana)
    with pytest.raises(flows.ChangedMeanwhile):
        flows.begin_rotation(
            ana.space,
            password=NEW,
            new_password="yet another lamp here",
            cost=CHEAPEST,
            now=clock.now(),
        )
    assert words_of(reopened()) == {"the weir was loud"}


def test_the_profile_the_trail_and_the_browsers_come_through(db, held):
    hana = people.make("ana", name="Hana", zone="Asia/Tokyo")
    people.keep(hana, words="x")
    client = people.browser()
    client.post("/sign-in/", {"sign_in": "ana", "password": people.PASSWORD})
    old = hana.space.opened.key
    held.move(timedelta(minutes=1))
    rotated = begin(hana)
    assert flows.get_profile(rotated.space).name == "Hana"
    for name in ("profile", *papers.Paper):
        sealed = store.get_document(hana.id, name)
        if sealed is not None:
            assert not sealed.startswith(vault.header_under(old))
    # Every browser but the one that asked is signed out.
    assert client.get("/unlock/")["Location"].startswith("/sign-in/")


# --- The pages ---------------------------------------------------------------------


def _signed_in():
    client = people.browser()
    client.post("/sign-in/", {"sign_in": "ana", "password": people.PASSWORD})
    return client


def _begun(client):
    sent = {"password": people.PASSWORD, "new_password": NEW}
    answer = client.post("/you/key/", sent)
    assert answer["Location"] == "/code/"
    page = people.shown(client.get("/code/"))
    return page.partition('id="recovery-code">')[2].partition("<")[0].strip()


def test_the_pages_lead_from_the_question_to_the_end(ana, small_pieces):
    kept = [people.keep(ana, words=f"number {n}") for n in range(9)]
    client = _signed_in()
    assert "What it cannot do" in people.shown(client.get("/you/key/"))
    code = _begun(client)
    assert code != ana.code
    # Until the code is typed back, nothing else is asked for.
    assert client.get("/you/key/onward/")["Location"] == "/code/"
    answer = client.post("/code/", {"code": code})
    assert answer["Location"] == "/you/key/onward/"
    seen = []
    for _ in range(20):
        page = people.shown(client.get("/you/key/onward/"))
        seen.append("refresh" in page)
        if not seen[-1]:
            break
        assert "Go on now" in page
        assert "A new key is being put in place" in people.shown(client.get("/today/"))
        assert client.get("/you/key/")["Location"] == "/you/key/onward/"
    assert len(seen) > 2
    assert "The new key is in place" in page
    assert "new key is being" not in people.shown(client.get("/today/"))
    assert client.get("/you/key/onward/")["Location"] == "/you/key/"
    for row in kept:
        assert client.get(f"/journal/read/{row}/").status_code == 200
    trail = people.shown(client.get("/you/trail/"))
    assert "Everything was sealed under the new key" in trail


def test_the_page_counts_what_could_not_be_opened(ana):
    row = people.keep(ana, words="x")
    rows_stored.replace(ana.id, row, vault.Sealed(b"noise" * 900))
    client = _signed_in()
    code = _begun(client)
    client.post("/code/", {"code": code})
    page = people.shown(client.get("/you/key/onward/"))
    assert "1 piece could not be opened" in page


def test_the_question_takes_the_password_and_a_new_one(ana):
    client = _signed_in()
    for sent, told in (
        ({"password": "not it at all", "new_password": NEW}, "does not open"),
        (
            {"password": people.PASSWORD, "new_password": people.PASSWORD},
            "have already",
        ),
    ):
        answer = client.post("/you/key/", sent)
        assert answer.status_code == 422
        assert told in people.shown(answer)
    assert store.get_lock(ana.id).before is None


def write_locked(token, words):
    journal.write_locked(
        token=token,
        given={"feelings-words": [words]},
        count=1,
        zone=people.LONDON,
        now=people.NOON,
    )
