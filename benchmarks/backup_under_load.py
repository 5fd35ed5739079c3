"""Back up while the space is written to; open everything from the copy, elsewhere.

    .venv/bin/python benchmarks/backup_under_load.py [--backups 5] [--fill-mib 300]

A real server is started, its database is filled, and several writers begin, autosave,
keep and correct entries as fast as they can. Meanwhile ``holdspace backup`` runs again
and again. Each copy is restored into another folder and opened there with the password:
every entry that was confirmed before that backup began must be there, whole, at the
number that was confirmed or a later one. One JSON line is printed; the exit code is 1
if anything was lost, half there or damaged, or if a writer met an error.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kill import Book, Writer, _words, number_in
from running import HOLDSPACE, PASSWORD, Browser, Server, join

ENVELOPE = 4144
Known = list[tuple[str, str, int, int, bool]]


def environment(data: Path) -> dict[str, str]:
    """What a command needs to work on this folder, and at no port that is used."""
    return {
        "PATH": os.environ["PATH"],
        "HOLDSPACE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "holdspace.config.space.settings",
        "PORT": "1",
    }


def fill(data: Path, mebibytes: int) -> None:
    """Add random bytes in the shape of envelopes, so that copying takes time."""
    database = sqlite3.connect(data / "space.sqlite3", timeout=20)
    (person,) = database.execute("SELECT id FROM accounts_person").fetchone()
    rows = (
        (person, secrets.token_hex(16), b"HS\x01\x01" + secrets.token_bytes(4140))
        for _ in range(mebibytes * (1 << 20) // ENVELOPE)
    )
    with database:
        database.executemany(
            "INSERT INTO journal_sealedrow (person_id, id, sealed) VALUES (?, ?, ?)",
            rows,
        )
    database.close()


def timed(data: Path, *command: object) -> float:
    """Run a command of the keeper; give its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [HOLDSPACE, *map(str, command)],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.returncode} {done.stdout}{done.stderr}")
    return time.monotonic() - began


def opened(data: Path, known: Known) -> dict[str, int]:
    """Open everything in a restored folder, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--open"],
        env=environment(data),
        input=json.dumps(known),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def open_here() -> None:
    """Compare what was confirmed with what opens; a process with the settings set."""
    import django

    django.setup()
    from django.conf import settings

    from holdspace.accounts import flows as accounts
    from holdspace.journal import flows
    from holdspace.web import clock

    person, key = accounts.open_with_password(
        sign_in="ana", password=PASSWORD, cost=settings.PASSWORD_COST
    )
    space, _ = accounts.unlock(
        person=person, opened=key, now=clock.now(), idle=flows.UNDO_FOR
    )
    kept = flows.list_entries(space, kind=flows.REFLECTION)
    shelf = flows.open_entries(space, kept)
    drafts, damaged = flows.open_drafts(space, zone="UTC")
    words = {str(one.row): _words(one.answers) for one in shelf.made}
    as_draft = {str(one.row): _words(one.answers) for one in drafts}
    found = {"lost": 0, "half": 0, "damaged": shelf.damaged + damaged}
    for name, row, confirmed, _sent, was_kept in json.load(sys.stdin):
        text = words.get(row)
        if text is None and not was_kept:
            text = as_draft.get(row)
        if text is None:
            found["lost"] += 1
        elif text or confirmed:
            number = number_in(text, name)
            found["half"] += number is None
            found["lost"] += number is not None and number < confirmed
    print(json.dumps({**found, "opened": len(words) + len(as_draft)}))


def run(backups: int, writers: int, mebibytes: int, folder: Path) -> dict[str, object]:
    """Write, back up, restore elsewhere and open, again and again."""
    server = Server(folder / "data")
    server.start()
    person = join(server)
    fill(server.data, mebibytes)
    book = Book()
    at_work = [Writer(person.other(), book, f"w{n}") for n in range(writers)]
    for writer in at_work:
        writer.start()
    total = {"lost": 0, "half": 0, "damaged": 0}
    copying, restoring, meanwhile, last = [], [], 0, {"opened": 0}
    slowest = 0.0
    try:
        for number in range(backups):
            time.sleep(2)
            known = [
                (e.name, e.row, e.confirmed, e.sent, e.kept)
                for e in list(book.entries)
                if e.row and e.confirmed
            ]
            before = book.confirmed
            copy = folder / f"copy-{number}"
            copying.append(timed(server.data, "backup", copy, "--with-secret"))
            meanwhile += book.confirmed - before
            slowest = max(slowest, _wait_of_a_page(person.other()))
            elsewhere = folder / f"elsewhere-{number}"
            restoring.append(timed(elsewhere, "restore", copy, "--with-secret"))
            last = opened(elsewhere, known)
            total = {name: value + last[name] for name, value in total.items()}
            shutil.rmtree(elsewhere)
            copy.unlink()
            print(f"{number + 1}: {len(known)} {last}", file=sys.stderr, flush=True)
    finally:
        for writer in at_work:
            writer.ending.set()
        for writer in at_work:
            writer.join(timeout=60)
        size = (server.data / "space.sqlite3").stat().st_size
        server.stop()
    return {
        "backups": backups,
        "mib": size >> 20,
        "confirmed": book.confirmed,
        "confirmed_while_copying": meanwhile,
        "opened_last": last["opened"],
        **total,
        "unexpected": len(book.unexpected),
        "unexpected_first": book.unexpected[:3],
        "backup_s": round(max(copying), 2),
        "restore_s": round(max(restoring), 2),
        "page_ms": round(slowest * 1000),
    }


def _wait_of_a_page(browser: Browser) -> float:
    began = time.monotonic()
    assert browser.get("/today/").status == 200
    return time.monotonic() - began


def main() -> int:
    """Run, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backups", type=int, default=5)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--fill-mib", type=int, default=300)
    parser.add_argument("--open", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.open:
        open_here()
        return 0
    with tempfile.TemporaryDirectory(prefix="holdspace-backup-") as folder:
        found = run(given.backups, given.writers, given.fill_mib, Path(folder))
    print(json.dumps(found))
    wrong = ("lost", "half", "damaged", "unexpected")
    return int(any(found[name] for name in wrong))


if __name__ == "__main__":
    raise SystemExit(main())
