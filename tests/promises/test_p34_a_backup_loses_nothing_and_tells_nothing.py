"""P-34: A backup holds what was confirmed and tells no more than the original."""

from __future__ import annotations

import pytest

from tests import keeping
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "The heron came back to the weir"
LATER = "This came after the copy"


@pytest.fixture
def place(transactional_db, tmp_path):
    return keeping.here(tmp_path / "here")


@pytest.fixture
def other(transactional_db, tmp_path):
    return keeping.elsewhere(tmp_path / "elsewhere")


def _backup(place, folder):
    folder.mkdir(exist_ok=True)
    done = place.run("backup", folder / "copy")
    assert done.returncode == 0, done.stderr
    return folder / "copy"


def test_restored_elsewhere_it_opens_with_the_password_of_that_day(
    ana, place, other, tmp_path
):
    kept = ana.write(WORDS)
    copy = _backup(place, tmp_path / "copies")
    later = ana.write(LATER)

    done = other.run("restore", copy)

    assert done.returncode == 0, done.stderr
    with other.opened():
        again = people.Somebody(ana.sign_in, ana.name)
        assert again.sign_in_again().status_code == 302
        assert WORDS in again.read(kept).content.decode()
        assert again.read(later).status_code == 404
    assert LATER in ana.read(later).content.decode()


def test_nothing_can_be_read_in_it_that_the_original_does_not_tell(
    ana, place, tmp_path
):
    ana.write(WORDS)
    found = keeping.words_of(_backup(place, tmp_path / "copies"))

    assert ana.sign_in.encode() in found
    for words in (WORDS, ana.name, ana.password, ana.code):
        assert not raw.found_in(found, words)


def test_it_holds_nothing_of_who_is_signed_in_or_open_now(ana, place, other, tmp_path):
    ana.write(WORDS)
    assert raw.rows("accounts_session")
    (open_now,) = raw.rows("accounts_unlocked")
    copy = _backup(place, tmp_path / "copies")

    found = keeping.words_of(copy)
    assert bytes(open_now["secret"]) not in found
    assert bytes(open_now["secret"]).hex().encode() not in found
    assert other.run("restore", copy).returncode == 0
    with other.opened():
        assert raw.rows("accounts_session") == []
        assert raw.rows("accounts_unlocked") == []
        assert ana.browser.get("/today/").status_code == 303


def test_a_copy_that_changed_is_not_restored(ana, place, other, tmp_path):
    ana.write(WORDS)
    copy = _backup(place, tmp_path / "copies")
    whole = copy.read_bytes()
    middle = len(whole) // 2

    for changed in (
        whole[:middle],
        whole[:middle] + bytes((whole[middle] ^ 1,)) + whole[middle + 1 :],
        b"not a copy at all",
    ):
        copy.write_bytes(changed)
        done = other.run("restore", copy)
        assert done.returncode == 2
        assert done.stderr.startswith("holdspace: ")
    copy.write_bytes(whole)
    assert other.run("restore", copy).returncode == 0


def test_nothing_is_overwritten_without_a_word(ana, place, other, tmp_path):
    kept = ana.write(WORDS)
    copy = _backup(place, tmp_path / "copies")
    before = copy.read_bytes()
    assert place.run("backup", copy).returncode == 2
    assert copy.read_bytes() == before
    assert other.run("restore", copy).returncode == 0
    with other.opened():
        again = people.Somebody(ana.sign_in, ana.name)
        again.sign_in_again()
        later = again.write(LATER)

    assert other.run("restore", copy).returncode == 2
    with other.opened():
        assert LATER in again.read(later).content.decode()
    replaced = other.run("restore", copy, "--replace")

    assert replaced.returncode == 0, replaced.stderr
    assert "before" in replaced.stdout
    with other.opened():
        again.sign_in_again()
        assert again.read(later).status_code == 404
        assert WORDS in again.read(kept).content.decode()
