"""Kill the server again and again while it is written to; see whether anything is lost.

    .venv/bin/python benchmarks/kill.py [--kills 200] [--writers 3] [--seed 1]

A real server is started, several writers begin, autosave, keep and correct entries
as fast as they can, and the whole process group is killed with SIGKILL at a random
moment, in one of ten cases while it is still starting. Every entry carries a number
and a checksum in its own words. What the server confirmed (200 or 303) must be there
afterwards, whole, at that number or a later one; and nothing may be there half.
One JSON line is printed; the exit code is 1 if anything was lost or half there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from running import Answer, Browser, NotAnswering, Server, join

EVERY = 20
LONGEST_WRITING = 1.2
FIRST_STARTS = 5
_WORDS = [
    "rain",
    "river",
    "willow",
    "stone",
    "kettle",
    "window",
    "coat",
    "lamp",
    "bread",
    "step",
    "tear",
    "breath",
]


class Unexpected(Exception):
    """The server answered with something that is neither kept nor refused."""


@dataclass
class Entry:
    """What one writer knows of one entry.

    Attributes:
        name: What its words begin with.
        confirmed: The highest number whose keeping the server confirmed.
        sent: The highest number that was sent.
        row: Its id, once the server told it.
        kept: Whether keeping it as a reflection was confirmed.
    """

    name: str
    confirmed: int = 0
    sent: int = 0
    row: str = ""
    kept: bool = False


@dataclass
class Book:
    """Everything that was written, and what went wrong."""

    entries: list[Entry] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    confirmed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def confirm(self, entry: Entry, number: int) -> None:
        """Note that the server confirmed a number of an entry."""
        entry.confirmed = max(entry.confirmed, number)
        with self.lock:
            self.confirmed += 1


def words_for(entry: Entry, chance: random.Random) -> str:
    """Words with a number, of any length, that end in their own checksum."""
    length = chance.choice((8, 60, 600, 4000))
    middle = " ".join(chance.choices(_WORDS, k=length))
    text = f"{entry.name}#{entry.sent} {middle}"
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()}"


def number_in(words: str, name: str) -> int | None:
    """The number that whole words of this entry carry, or nothing if they are half."""
    text, _, checksum = words.rpartition(" ")
    if hashlib.sha256(text.encode()).hexdigest() != checksum:
        return None
    head, _, number = text.partition(" ")[0].rpartition("#")
    return int(number) if head == name else None


class Writer(threading.Thread):
    """One person's device, writing entry after entry until the server goes."""

    def __init__(self, browser: Browser, book: Book, seed: str) -> None:
        super().__init__(daemon=True)
        self._browser = browser
        self._book = book
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret
        self._seed = seed
        self.ending = threading.Event()

    def run(self) -> None:
        """Write until the server is gone, or until asked to end."""
        made = 0
        try:
            while not self.ending.is_set():
                made += 1
                entry = Entry(f"{self._seed}-{made}")
                self._book.entries.append(entry)
                self._write(entry)
        except NotAnswering:
            return
        except Unexpected as met:
            self._book.unexpected.append(str(met))

    def _write(self, entry: Entry) -> None:
        begun = self._expect(self._browser.post("/begin/", guide="check-in"), 303)
        # /journal/write/<row>/1/
        entry.row = begun.where.split("/")[3]
        self._save(entry, begun.where)
        if self._chance.random() < 0.2:
            return  # left open, as a draft
        self._keep(entry)
        entry.kept = True
        if self._chance.random() < 0.3:
            where = f"/journal/correct/{entry.row}/"
            again = self._expect(self._browser.post(where, screen="1"), 303)
            page = self._expect(self._browser.get(again.where), 200)
            entry.sent += 1
            words, number = words_for(entry, self._chance), entry.sent
            sent = self._browser.post(
                again.where, token=page.token, words=words, go="end"
            )
            end = self._expect(sent, 303)
            self._expect(self._browser.post(end.where, go="keep"), 303)
            self._book.confirm(entry, number)

    def _save(self, entry: Entry, where: str) -> None:
        token = self._expect(self._browser.get(where), 200).token
        for count in range(1, self._chance.randint(2, 4)):
            entry.sent += 1
            number = entry.sent
            saved = self._browser.post(
                where,
                autosave=True,
                token=token,
                count=count,
                words=words_for(entry, self._chance),
            )
            self._expect(saved, 200)
            self._book.confirm(entry, number)

    def _keep(self, entry: Entry) -> None:
        end = f"/journal/end/{entry.row}/"
        self._expect(self._browser.post(end, go="keep"), 303)

    def _expect(self, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            told = f"{answer.status} instead of {status}, towards {answer.where}"
            raise Unexpected(told)
        return answer


def verify(data: Path, cookies: dict[str, str], book: Book) -> dict[str, int]:
    """Open everything through the program's own code, in a process of its own."""
    known = [
        [e.name, e.row, e.confirmed, e.sent, e.kept] for e in book.entries if e.row
    ]
    environment = {
        "PATH": os.environ["PATH"],
        "HOLDSPACE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "holdspace.config.space.settings",
    }
    asked = json.dumps({"cookies": cookies, "known": known})
    done = subprocess.run(
        [sys.executable, __file__, "--verify"],
        env=environment,
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, int] = json.loads(done.stdout)
    database = sqlite3.connect(data / "space.sqlite3")
    (integrity,) = database.execute("PRAGMA integrity_check").fetchone()
    database.close()
    found["broken_database"] = int(integrity != "ok")
    return found


def verify_here() -> None:
    """Compare what is known with what opens; run as a process with the settings set."""
    import django

    django.setup()
    from uuid import UUID

    from holdspace.accounts import flows as accounts
    from holdspace.accounts import sessions
    from holdspace.journal import flows
    from holdspace.web import clock

    asked = json.load(sys.stdin)
    cookies = asked["cookies"]
    session = sessions.SessionStore(cookies["holdspace"]).load()
    now = clock.now()
    space = accounts.get_space(
        person=UUID(session["_auth_user_id"]),
        cookie=cookies["holdspace-key"],
        now=now,
        idle=flows.UNDO_FOR,
    )
    if space is None:
        raise SystemExit("the space is locked")
    kept = flows.list_entries(space, kind=flows.REFLECTION)
    shelf = flows.open_entries(space, kept)
    drafts, damaged = flows.open_drafts(space, zone="UTC")
    words = {str(one.row): _words(one.answers) for one in shelf.made}
    as_draft = {str(one.row): _words(one.answers) for one in drafts}
    found = {"lost": 0, "half": 0, "damaged": shelf.damaged + damaged}
    for name, row, confirmed, sent, was_kept in asked["known"]:
        text = words.get(row)
        if text is None and not was_kept:
            text = as_draft.get(row)
        if text is None:
            found["lost"] += 1
        elif text == "":
            found["lost"] += confirmed > 0
        else:
            number = number_in(text, name)
            found["half"] += number is None or number > sent
            found["lost"] += number is not None and number < confirmed
    known = {row for _, row, *_ in asked["known"]}
    for row, text in words.items():
        # What was begun and never answered may be there, but only whole.
        if row not in known and text:
            name = text.partition("#")[0]
            found["half"] += number_in(text, name) is None
    print(json.dumps({**found, "reflections": len(words), "drafts": len(as_draft)}))


def _words(answers: object) -> str:
    said = answers.first("words")  # type: ignore[attr-defined]
    return said if isinstance(said, str) else ""


def run(kills: int, writers: int, seed: int, data: Path) -> dict[str, object]:
    """Kill, start, write and look, ``kills`` times."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    began = time.monotonic()
    server = Server(data)
    # The very first start makes secret and database: it is interrupted as well.
    for _ in range(FIRST_STARTS):
        server.begin()
        time.sleep(chance.uniform(0.05, 1.2))
        server.kill()
    server.start()
    person = join(server)
    book = Book()
    worst = {"lost": 0, "half": 0, "damaged": 0, "broken_database": 0}
    last: dict[str, int] = {}
    for kill in range(1, kills + 1):
        at_work = [Writer(person.other(), book, f"{kill}-{n}") for n in range(writers)]
        for writer in at_work:
            writer.start()
        time.sleep(chance.uniform(0.02, LONGEST_WRITING))
        server.kill()
        for writer in at_work:
            writer.ending.set()
            writer.join(timeout=60)
        if chance.random() < 0.1:
            server.begin()
            time.sleep(chance.uniform(0.05, 1.2))
            server.kill()
        server.start()
        if kill % EVERY == 0 or kill == kills:
            last = verify(data, person.cookies, book)
            worst = {name: max(value, last[name]) for name, value in worst.items()}
            seconds = round(time.monotonic() - began)
            print(f"{kill} kills, {seconds} s: {last}", file=sys.stderr, flush=True)
    over_http = _look(person.other(), book, chance)
    server.stop()
    return {
        "kills": kills,
        "confirmed": book.confirmed,
        "reflections": last.get("reflections", 0),
        "drafts": last.get("drafts", 0),
        **worst,
        "not_shown": over_http,
        "unexpected": len(book.unexpected),
        "unexpected_first": book.unexpected[:3],
        "seconds": round(time.monotonic() - began, 1),
    }


def _look(person: Browser, book: Book, chance: random.Random) -> int:
    """Read some of the kept entries as a person would; says how many were not shown."""
    kept = [entry for entry in book.entries if entry.kept]
    missing = 0
    for entry in chance.sample(kept, min(50, len(kept))):
        page = person.get(f"/journal/read/{entry.row}/")
        missing += page.status != 200 or f"{entry.name}#" not in page.text
    return missing


def main() -> int:
    """Run, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the data in this folder")
    parser.add_argument("--verify", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.verify:
        verify_here()
        return 0
    with tempfile.TemporaryDirectory(prefix="holdspace-kill-") as folder:
        data = given.keep or Path(folder) / "data"
        found = run(given.kills, given.writers, given.seed, data)
    print(json.dumps(found))
    bad = ("lost", "half", "damaged", "broken_database", "not_shown", "unexpected")
    return int(any(found[name] for name in bad))


if __name__ == "__main__":
    raise SystemExit(main())
