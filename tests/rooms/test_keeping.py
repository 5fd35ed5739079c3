"""What a keeper meets: copies refused, interrupted or in the way, and the doctor."""

from __future__ import annotations

import json
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from django.db import connection

from holdspace.accounts import flows as accounts
from holdspace.core.vault import Padding
from holdspace.library import flows as library
from holdspace.library.models import Form
from tests import keeping
from tests.rooms import people, sheets

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(
    os.environ.get("HOLDSPACE_TEST_DATABASE") == "postgres",
    reason="about SQLite's files",
)


@pytest.fixture
def place(transactional_db, tmp_path):
    return keeping.here(tmp_path / "here")


@pytest.fixture
def other(transactional_db, tmp_path):
    return keeping.elsewhere(tmp_path / "elsewhere")


@pytest.fixture
def bare(transactional_db, tmp_path):
    return keeping.elsewhere(tmp_path / "bare", secret=False)


@pytest.fixture
def copy(place, tmp_path):
    people.keep(people.make("ana"), words="A heron")
    done = place.run("backup", tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    return tmp_path / "copy"


@pytest.fixture
def restored(other, copy):
    done = other.run("restore", copy)
    assert done.returncode == 0, done.stderr + done.stdout
    return other


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_gets_a_file_with_the_moment_and_its_checksum(place, tmp_path):
    people.make("ana")
    copies = tmp_path / "copies"
    copies.mkdir()

    done = place.run("backup", copies)

    assert done.returncode == 0, done.stderr
    copy, summed = _names(copies)
    assert copy.startswith("holdspace-20")
    assert summed == f"{copy}.sha256"
    digest, name = (copies / summed).read_text().split()
    assert name == copy
    assert f"sha256 {digest}" in done.stdout
    for path in copies.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_copy_with_the_secret_lays_it_beside_and_a_restore_takes_it(
    place, other, tmp_path
):
    people.make("ana")
    copy = tmp_path / "copy"
    assert place.run("backup", copy, "--with-secret").returncode == 0
    secret = (place.folder / "secret-key").read_text()
    assert (tmp_path / "copy.secret-key").read_text() == secret
    assert (tmp_path / "copy.secret-key").stat().st_mode & 0o777 == 0o600

    (other.folder / "secret-key").write_text("another one " * 4)
    (other.folder / "secret-key").chmod(0o600)
    assert other.run("restore", copy, "--with-secret").returncode == 0

    assert (other.folder / "secret-key").read_text() == secret
    (before,) = other.folder.glob("secret-key.before-*")
    assert before.read_text() == "another one " * 4


def test_without_asking_the_secret_stays_where_it_is(copy, bare, place):
    assert "copy.secret-key" not in _names(copy.parent)
    done = bare.run("restore", copy)
    assert done.returncode == 1
    assert "a new one was made" in done.stdout
    made = (bare.folder / "secret-key").read_text()
    assert len(made) > 32
    assert made != (place.folder / "secret-key").read_text()


def test_a_secret_that_is_not_beside_is_missed_before_anything_is_done(copy, bare):
    assert bare.run("restore", copy, "--with-secret").returncode == 2
    assert _names(bare.folder) == []


@pytest.mark.parametrize("target", ["missing/copy", "missing/folder/copy"])
def test_a_folder_that_is_not_there_is_not_made(place, tmp_path, target):
    people.make("ana")
    done = place.run("backup", tmp_path / target)
    assert done.returncode == 2
    assert "Make it first" in done.stderr
    assert not (tmp_path / "missing").exists()


@only_sqlite
def test_the_database_itself_is_no_place_for_its_copy(place):
    people.make("ana")
    done = place.run("backup", place.folder / "space.sqlite3", "--overwrite")
    assert done.returncode == 2
    assert "the database itself" in done.stderr


def test_a_copy_is_overwritten_when_that_is_said(copy, place):
    before = copy.read_bytes()
    people.make("cleo")
    assert place.run("backup", copy, "--overwrite").returncode == 0
    assert copy.read_bytes() != before
    assert place.run("restore", "--help").returncode == 0


def test_a_killed_backup_leaves_no_file_under_its_name(place, tmp_path):
    people.make("ana")
    finished = 0
    for number in range(12):
        copy = tmp_path / f"copy-{number}"
        running = subprocess.Popen(
            [sys.executable, "-m", "holdspace.cli", "backup", copy],
            env=place.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        part = tmp_path / f"copy-{number}.part"
        until = time.monotonic() + 30
        while not part.exists() and running.poll() is None:
            assert time.monotonic() < until
        time.sleep(number * 0.002)
        running.kill()
        running.wait()
        if copy.exists():
            finished += 1
            assert place.run("restore", copy).returncode == 2  # whole, but in the way
    assert finished < 12
    # What was left beside does not keep the next one from being made.
    assert place.run("backup", tmp_path / "copy-0", "--overwrite").returncode == 0
    assert not (tmp_path / "copy-0.part").exists()


def test_two_backups_at_once_to_one_name_do_not_mix(place, tmp_path):
    people.make("ana")
    copy = tmp_path / "copy"
    done = []
    both = [
        threading.Thread(target=lambda: done.append(place.run("backup", copy)))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(one.returncode for one in done) == [0, 2]


@only_sqlite
def test_a_full_disk_is_told_and_nothing_is_left(place, tmp_path):
    people.make("ana")

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))

    done = place.run("backup", tmp_path / "copy", preexec_fn=little)

    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert _names(tmp_path) == ["here"]


def test_a_piece_that_was_cut_is_told_and_the_copy_is_kept(place, tmp_path):
    ana = people.make("ana")
    people.keep(ana, words="A heron")
    whole = people.keep(ana, words="Another heron")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_sealedrow SET sealed = %s WHERE id = %s",
            [b"HS\x01\x01 cut", whole.hex if connection.vendor == "sqlite" else whole],
        )

    done = place.run("backup", tmp_path / "copy")

    assert done.returncode == 1
    assert "1 sealed pieces in journal_sealedrow.sealed" in done.stdout
    assert (tmp_path / "copy").exists()


def test_a_copy_of_a_newer_program_is_refused(place, other, tmp_path):
    people.make("ana")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('journal', '9999_from_the_future', '2030-01-01 00:00:00')"
        )
    try:
        done = place.run("backup", tmp_path / "copy")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name LIKE '9999%%'")
    assert done.returncode == 2
    assert "newer Holdspace" in done.stderr


def test_what_is_no_holdspace_is_not_restored(other, tmp_path):
    stranger = tmp_path / "stranger"
    with closing(sqlite3.connect(stranger)) as made:
        made.execute("CREATE TABLE birds (name)")
    for file in (stranger, tmp_path / "not-there", tmp_path):
        done = other.run("restore", file)
        assert done.returncode == 2, file
        assert not (other.folder / "space.sqlite3").exists()


def test_a_running_server_is_not_restored_under(copy, other):
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = str(listening.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "holdspace.cli", "restore", copy],
            env={**other.environment(), "PORT": port},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "something answers" in done.stderr


def test_nor_under_a_program_that_listens_elsewhere(copy, restored):
    holds = (
        "import pathlib, sys, time; from holdspace.config import holding;"
        "holding.hold(pathlib.Path(sys.argv[1])); print('held', flush=True);"
        "time.sleep(60)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", holds, restored.folder],
        env=restored.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout.readline() == "held\n"
        done = restored.run("restore", copy, "--replace")
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
    assert done.returncode == 2
    assert "Stop it first" in done.stderr
    assert restored.run("restore", copy, "--replace").returncode == 0


@only_sqlite
def test_nor_while_somebody_has_the_database_open(copy, restored):
    path = restored.folder / "space.sqlite3"
    with closing(sqlite3.connect(path)) as using:
        using.execute("PRAGMA journal_mode=WAL")
        using.execute("SELECT count(*) FROM accounts_person").fetchone()
        done = restored.run("restore", copy, "--replace")
    assert done.returncode == 2
    assert "Stop it first" in done.stderr
    assert restored.run("doctor").returncode == 0


@only_sqlite
def test_what_a_crash_left_in_the_log_stays_with_the_old_file(copy, restored):
    path = restored.folder / "space.sqlite3"
    crash = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('PRAGMA journal_mode=WAL'); c.execute('CREATE TABLE left (x)');"
        "c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", crash, path], check=True)
    assert (restored.folder / "space.sqlite3-wal").stat().st_size

    assert restored.run("restore", copy, "--replace").returncode == 0

    assert _tables(path).isdisjoint({"left"})
    (before,) = restored.folder.glob("space.sqlite3.before-*")
    assert "left" in _tables(before)


@only_sqlite
def test_a_damaged_database_makes_way_and_is_kept_with_its_log(copy, restored):
    path = restored.folder / "space.sqlite3"
    path.write_bytes(b"damaged " * 1000)
    (restored.folder / "space.sqlite3-wal").write_bytes(b"its log")

    assert restored.run("restore", copy, "--replace").returncode == 0

    assert restored.run("doctor").returncode == 0
    kept = {p.name.partition(".before-")[2][15:] for p in _before(restored)}
    assert kept >= {"", "-wal"}
    assert any(p.read_bytes() == b"its log" for p in _before(restored))


@only_sqlite
def test_a_log_left_from_a_removed_database_is_not_read_into_the_copy(copy, other):
    (other.folder / "space.sqlite3-wal").write_bytes(b"an old log")
    assert other.run("restore", copy).returncode == 0
    assert other.run("doctor").returncode == 0


@only_sqlite
def test_a_file_as_it_ran_is_no_backup(copy, other):
    (copy.parent / "copy-wal").write_bytes(b"the newest rows")
    done = other.run("restore", copy)
    assert done.returncode == 2
    assert "not a backup" in done.stderr


def _before(place):
    return list(place.folder.glob("space.sqlite3.before-*"))


def _tables(path):
    with closing(sqlite3.connect(path)) as opened:
        found = opened.execute("SELECT name FROM sqlite_schema").fetchall()
    return {name for (name,) in found}


def test_a_backup_made_while_somebody_writes_opens_all_that_was_confirmed(
    place, other, tmp_path
):
    ana = people.make("ana")
    confirmed = {people.keep(ana, words=f"Before {n}") for n in range(10)}
    stop, written = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                written.append(people.keep(ana, words="Meanwhile"))
        finally:
            connection.close()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        done = place.run("backup", tmp_path / "copy")
    finally:
        stop.set()
        writing.join()
    assert done.returncode == 0, done.stderr
    assert len(written) > 2
    assert other.run("restore", tmp_path / "copy").returncode == 0

    with other.opened():
        _, space = people.unlocked_browser(ana.id)
        from holdspace.journal import flows

        kept = flows.list_entries(space, kind=flows.REFLECTION)
        shelf = flows.open_entries(space, kept)
    assert shelf.damaged == 0
    assert confirmed <= {one.row for one in shelf.made}


# --- The doctor ----------------------------------------------------------------------


def _states(place, **settings):
    done = subprocess.run(
        [sys.executable, "-m", "holdspace.cli", "doctor", "--json"],
        env={**place.environment(), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = json.loads(done.stdout)
    worst = max(("ok", "look", "bad").index(line["state"]) for line in lines)
    assert done.returncode == worst
    assert all(line["do"] for line in lines if line["state"] != "ok")
    return {line["what"]: line["state"] for line in lines}


def test_the_doctor_finds_nothing_where_all_is_well(restored):
    assert set(_states(restored).values()) == {"ok"}


@only_sqlite
def test_the_doctor_changes_nothing(restored):
    path = restored.folder / "space.sqlite3"
    before = path.read_bytes(), path.stat().st_mtime_ns
    restored.run("doctor")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_doctor_makes_nothing_where_there_is_nothing(bare):
    if connection.vendor == "sqlite":
        found = _states(bare)
        assert found["database"] == found["secret"] == "look"
    assert _names(bare.folder) == []


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({"ADDRESS": "192.168.1.20"}, "bad"),
        ({"HOSTS": "space.example.org"}, "look"),
        ({"BEHIND_PROXY": "yes"}, "look"),
        ({"BEHIND_PROXY": "yes", "HOSTS": "space.example.org"}, "ok"),
        ({"TLS_CERTIFICATE": "/nowhere.pem"}, "bad"),
        ({"DEMO": "yes"}, "look"),
        ({"IDLE_MINUTES": "no number"}, "bad"),
    ],
)
def test_the_doctor_sees_settings_that_contradict(restored, settings, state):
    assert _states(restored, **settings)["settings"] == state


@only_sqlite
def test_the_doctor_sees_what_others_on_the_machine_can_open(restored):
    (restored.folder / "space.sqlite3").chmod(0o644)
    assert _states(restored)["data folder"] == "look"


@only_sqlite
def test_the_doctor_sees_a_short_secret_and_damage(restored):
    (restored.folder / "secret-key").write_text("short")
    path = restored.folder / "space.sqlite3"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    found = _states(restored)
    assert found["secret"] == "bad"
    assert "bad" in {found["database"], found.get("people")}


def test_the_doctor_sees_what_waits_for_the_sweeper_and_for_people(restored):
    with restored.opened(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_person")
        (person,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO journal_leaving (person_id, id, overwrite_at) "
            "VALUES (%s, %s, '2026-01-01 00:00:00+00:00')",
            [person, person],
        )
        cursor.execute(
            "UPDATE accounts_personlock SET code_to_confirm = private",
        )
    found = _states(restored)
    assert found["sweeping"] == "look"
    assert found["people"] == "look"


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO accounts_session (id, sealed, ends_at) "
        "VALUES ('x', (SELECT private FROM accounts_personlock), {then})",
        "INSERT INTO accounts_unlocked (id, person_id, secret, ends_at) "
        "SELECT person_id, person_id, private, {then} FROM accounts_personlock",
        "INSERT INTO accounts_halfway (id, person_id, secret, ends_at) "
        "SELECT person_id, person_id, private, {then} FROM accounts_personlock",
        "INSERT INTO accounts_wrongsteps (person_id, count, ends_at) "
        "SELECT person_id, 3, {then} FROM accounts_personlock",
    ],
    ids=["session", "unlocked", "halfway", "wrong steps"],
)
def test_the_doctor_sees_whatever_ended_and_is_still_here(restored, insert):
    with restored.opened(), connection.cursor() as cursor:
        cursor.execute(insert.format(then="'2026-01-01 00:00:00+00:00'"))
    assert _states(restored)["sweeping"] == "look"


def test_the_doctor_counts_mails_and_sees_those_that_cannot_be_sent(restored):
    with restored.opened(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_lettertally (id, count) "
            "VALUES ('sent', 12), ('given-up', 3)"
        )
    done = restored.run("doctor")
    assert done.returncode == 0
    assert "0 waiting, 12 sent, 3 given up" in done.stdout
    with restored.opened(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_letter (id, sealed, due_at) "
            "SELECT person_id, private, '2026-12-01 00:00:00+00:00' "
            "FROM accounts_personlock"
        )
    assert _states(restored)["mails"] == "look"
    able = {"MAIL_HOST": "mail.example.org", "MAIL_FROM": "notes@example.org"}
    able["HOSTS"], able["BEHIND_PROXY"] = "space.example.org", "yes"
    assert _states(restored, **able)["mails"] == "ok"


def test_the_doctor_sees_a_person_without_a_lock(restored):
    with restored.opened(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_personlock")
    assert _states(restored)["people"] == "bad"


@only_sqlite
def test_the_doctor_sees_rows_of_nobody_and_steps_to_be_done(restored):
    with closing(sqlite3.connect(restored.folder / "space.sqlite3")) as opened:
        opened.execute(
            "INSERT INTO accounts_unlocked (id, person_id, secret, ends_at) "
            "VALUES ('a', 'b', x'00', '2100-01-01')"
        )
        opened.execute("DELETE FROM django_migrations WHERE app = 'journal'")
        opened.commit()
    found = _states(restored)
    assert found["rows without a person"] == "look"
    assert found["migrations"] == "look"


def test_every_padding_is_one_that_a_copy_is_checked_by():
    from holdspace.accounts import columns

    used = {one.pad for one in columns.described().values()} - {None}
    assert used == set(Padding)


def _published():
    kept = library.bring_in(sheets.written(), day=people.NOON.date()).kept
    line = sheets.LICENCE
    return library.publish(kept.id, licence=line, is_open=True, day=kept.since)


def test_a_copy_carries_the_forms_and_who_is_a_keeper(place, other, tmp_path):
    people.make("ana")
    accounts.add_keeper(sign_in="ana", now=people.NOON)
    kept = _published()
    assert place.run("backup", tmp_path / "copy").returncode == 0
    assert other.run("restore", tmp_path / "copy").returncode == 0
    with other.opened():
        assert library.list_forms() == (kept,)
        assert library.export(kept.id)[1] == sheets.written()
        assert accounts.list_keepers() == ["ana"]


def test_the_doctor_counts_forms_and_sees_those_it_cannot_read(restored):
    with restored.opened():
        kept = _published()
    lines = json.loads(restored.run("doctor", "--json").stdout)
    (forms,) = [line for line in lines if line["what"] == "forms"]
    assert forms["state"] == "ok"
    assert forms["says"] == "0 draft, 1 published, 0 retired"
    with restored.opened():
        Form.objects.filter(id=kept.id).update(raw=b"{}")
    assert _states(restored)["forms"] == "look"
