"""P-28: after a rotation, the old key, password, code and cookie open nothing here."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings

from holdspace import cli
from holdspace.accounts import store
from holdspace.core import vault
from tests.promises import people, raw

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "eleven lamps along the towpath"
BEFORE = "she said it before the weir"
AFTER = "she said it after the weir"


def _rotate(ana):
    """Everything a thief could have had before, and a rotation through the pages."""
    lock = store.get_lock(ana.id)
    opened = vault.open_with_password(ana.id, lock, ana.password)
    cookies = dict(ana.browser.cookies)
    sent = {"password": ana.password, "new_password": NEW}
    assert ana.browser.post("/you/key/", sent)["Location"] == "/code/"
    ana.old_code = ana.code
    ana.confirm_code()
    for _ in range(50):
        page = ana.browser.get("/you/key/onward/").content.decode()
        if "The new key is in place" in page:
            return lock, opened, {name: one.value for name, one in cookies.items()}
    raise AssertionError("it does not come to an end")


def _write_a_lot(ana):
    kept = [ana.write(f"{BEFORE} {n}") for n in range(4)]
    draft = ana.begin()
    token = ana.token_for(draft)
    ana.save(draft, 1, {"feelings-words": "left open"})
    ana.browser.post("/lock/")
    ana.send(draft, 1, {"feelings-words": "sent while locked"}, token)
    ana.unlock()
    return kept


def test_no_stored_byte_names_the_old_key_or_the_old_pair(ana):
    _write_a_lot(ana)
    _, opened, _ = _rotate(ana)
    headers = (
        vault.header_under(opened.key),
        vault.header_to(opened.private.public),
    )
    stored = raw.values(raw.private_tables())
    assert all(header not in stored for header in headers)
    # The look is one that finds: what lies there now names the new key.
    lock = store.get_lock(ana.id)
    fresh = vault.open_with_password(ana.id, lock, NEW)
    assert stored.count(vault.header_under(fresh.key)) > 5


def test_everything_that_was_written_is_read_as_before(ana):
    kept = _write_a_lot(ana)
    _rotate(ana)
    for n, row in enumerate(kept):
        assert f"{BEFORE} {n}" in ana.read(row).content.decode()
    again = people.Somebody("ana-who-writes", "Anastasija", NEW)
    assert again.sign_in_again().status_code in (302, 303)
    assert f"{BEFORE} 0" in again.read(kept[0]).content.decode()


def test_somebody_with_every_old_key_reads_nothing_that_is_written_since(ana):
    ana.write(BEFORE)
    _, opened, _ = _rotate(ana)
    written = ana.write(AFTER)
    tried = 0
    for table in raw.private_tables():
        for row in raw.rows(table):
            for value in row.values():
                if isinstance(value, bytes) and len(value) > 100:
                    tried += 1
                    for about in _places(ana.id, written, row):
                        _refused(opened, vault.Sealed(value), about)
    assert tried > 5


def _places(person, written, row):
    ident = UUID(str(row["id"])) if len(str(row.get("id", ""))) in (32, 36) else person
    for kind in ("reflection", "draft", "profile", "waiting", "key/before"):
        for version in range(1, 6):
            yield vault.About(person, ident, kind, version)
            yield vault.About(person, written, kind, version)


def _refused(opened, sealed, about):
    for attempt in (opened.unseal, opened.unseal_from):
        with pytest.raises(vault.Unreadable):
            attempt(sealed, about)


def test_the_old_password_code_and_cookie_open_nothing(ana):
    kept = ana.write(BEFORE)
    _, _, cookies = _rotate(ana)
    somebody = people.Somebody("ana-who-writes", "")
    assert somebody.sign_in_again(ana.password).status_code == 422
    sent = {"sign_in": ana.sign_in, "code": ana.old_code, "password": NEW + " too"}
    assert somebody.browser.post("/recover/", sent).status_code == 422
    assert settings.UNLOCKED_COOKIE_NAME in cookies
    for name, value in cookies.items():
        somebody.browser.cookies[name] = value
    answer = somebody.browser.get(f"/journal/read/{kept}/")
    assert answer.status_code == 303
    assert "/unlock/" in answer["Location"]


def test_the_old_lock_put_back_opens_nothing_that_lies_here_now(ana):
    """Somebody kept a copy of the lock, knows its password, and can write."""
    kept = ana.write(BEFORE)
    lock, _, _ = _rotate(ana)
    ana.write(AFTER)
    assert raw.run(
        "UPDATE accounts_personlock SET memory_kib = %s, passes = %s, lanes = %s, "
        "salt = %s, by_password = %s, public = %s, private = %s WHERE person_id = %s",
        lock.cost.memory_kib,
        lock.cost.passes,
        lock.cost.lanes,
        lock.salt,
        lock.by_password,
        lock.public,
        lock.private,
        ana.id,
    )
    assert raw.run(
        "UPDATE accounts_person SET password = %s WHERE id = %s",
        lock.verifier.hex(),
        ana.id,
    )
    assert vault.open_with_password(ana.id, store.get_lock(ana.id), ana.password)
    thief = people.Somebody("ana-who-writes", "")
    thief.sign_in_again()
    for place in (f"/journal/read/{kept}/", "/timeline/", "/today/"):
        page = thief.browser.get(place).content.decode()
        assert BEFORE not in page
        assert AFTER not in page


def _put_a_lie_in(ana):
    """A row made with the old key, and its stored copy of mid-rotation put back."""
    kept = ana.write(BEFORE)
    lock = store.get_lock(ana.id)
    old = vault.open_with_password(ana.id, lock, ana.password)
    about = _place_of(old, ana.id, kept)
    words = old.unseal(vault.Sealed(raw.sealed_row(ana.id, kept)), about)
    forged = words.replace(BEFORE.encode(), b"a lie")
    assert b"a lie" in forged
    sent = {"password": ana.password, "new_password": NEW}
    ana.browser.post("/you/key/", sent)
    (before,) = [row["before"] for row in raw.rows("accounts_personlock")]
    assert before is not None
    ana.confirm_code()
    ana.browser.get("/you/key/onward/")
    (ended,) = [row["before"] for row in raw.rows("accounts_personlock")]
    assert ended is None
    raw.put_sealed(ana.id, kept, vault.seal(forged, old.key, about))
    raw.run(
        "UPDATE accounts_personlock SET before = %s WHERE person_id = %s",
        before,
        ana.id,
    )
    return kept


def test_a_row_made_with_the_old_key_is_not_shown_even_with_its_keys_put_back(ana):
    page = ana.read(_put_a_lie_in(ana))
    assert page.status_code == 409
    assert "a lie" not in page.content.decode()


def test_nor_is_it_carried_out_at_the_machine_itself(ana, tmp_path):
    _put_a_lie_in(ana)
    password, file = tmp_path / "password", tmp_path / "notes.json"
    password.write_text(NEW)
    given = ["--name", ana.sign_in, "--password-file", str(password)]
    assert cli.main(["export", str(file), *given]) == 1
    assert "1 that could not be opened" in file.read_text()
    assert "a lie" not in file.read_text()


def _place_of(old, person, row):
    for version in range(1, 20):
        about = vault.About(person, row, "reflection", version)
        try:
            old.unseal(vault.Sealed(raw.sealed_row(person, row)), about)
        except vault.Unreadable:
            continue
        return about
    raise AssertionError("the row is not where it was looked for")


def test_an_interrupted_rotation_leaves_everything_readable(ana):
    kept = [ana.write(f"{BEFORE} {n}") for n in range(4)]
    sent = {"password": ana.password, "new_password": NEW}
    ana.browser.post("/you/key/", sent)
    # The tab is closed here, and the browser with it.
    again = people.Somebody("ana-who-writes", "Anastasija", NEW)
    again.sign_in_again()
    again.confirm_code()
    for n, row in enumerate(kept):
        assert f"{BEFORE} {n}" in again.read(row).content.decode()
    assert "/you/key/onward/" in again.browser.get("/today/").content.decode()


def test_the_list_of_rows_is_never_taken_from_the_old_key(ana):
    """Not even while rows may still lie under it: the list decides on all of them."""
    kept = ana.write(BEFORE)
    parts = raw.manifest(ana.id)
    sent = {"password": ana.password, "new_password": NEW}
    ana.browser.post("/you/key/", sent)
    ana.confirm_code()
    fresh = raw.manifest(ana.id)
    assert BEFORE in ana.read(kept).content.decode()
    for part, sealed in parts.items():
        raw.put_part(ana.id, part, sealed)
        page = ana.read(kept)
        concerned = part in (kept.bytes[0] % vault.SHARDS, vault.SHARDS)
        assert (page.status_code == 409) == concerned
        raw.put_part(ana.id, part, fresh[part])
    assert BEFORE in ana.read(kept).content.decode()
