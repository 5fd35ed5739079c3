"""What ``bench.py`` measures: each thing a person does, and the floor beside it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
import numpy as np
from benchmarks import diaries
from benchmarks.running import Browser, Server
from django.db import connections

from holdspace.core import guides, vault
from holdspace.core.insights import look_at
from holdspace.core.vault.envelopes import _context
from holdspace.journal import documents, drafting, flows, index, indexpages, pages
from holdspace.journal import rows as rows_of
from holdspace.journal.documents import Reflection
from holdspace.journal.flows import diary
from holdspace.journal.found import Query
from holdspace.library import shelf

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from holdspace.accounts.spaces import Space

    type Work = Callable[[], object]

ZONE = "Europe/London"
BACK = timedelta(days=1_700)
TICK = os.sysconf("SC_CLK_TCK")


def look(space: Space) -> None:
    """Let the index be made, as the first look at a diary does."""
    assert flows.look_at_month(space, zone=ZONE, back=0) is not None


@dataclass
class Bench:
    """A diary, and a bare connection to the file that it lies in."""

    space: Space
    rows: list[UUID]
    bare: sqlite3.Connection
    made: list[UUID] = field(default_factory=list)
    file: list[bytes] = field(default_factory=list)

    @property
    def one(self) -> UUID:
        """A reflection from the middle of the diary."""
        return self.rows[len(self.rows) // 2]

    def unsealed(self, sealed: bytes, about: vault.About) -> memoryview:
        """Decrypt with nothing around it."""
        key = self.space.opened.key
        context = _context(sealed[:20], about)
        plain = key._cipher.decrypt(sealed[20:32], memoryview(sealed)[32:], context)
        length = int.from_bytes(plain[:4], "big")
        return memoryview(plain)[4 : 4 + length]

    def parts(self, what: str, only: list[int] | None = None) -> Iterator[memoryview]:
        """Fetch and decrypt parts of the index, with nothing around it."""
        head = index.get_head(self.space)
        assert head is not None
        first = index.part_of(0, what)
        person = self.space.person
        found = self.bare.execute(
            "SELECT part, sealed FROM journal_indexpart "
            "WHERE person_id = ? AND part BETWEEN ? AND ?",
            (person.hex, first, first + len(head.pages) - 1),
        )
        for part, sealed in found:
            page = part - first
            if only is None or page in only:
                version = head.pages[page].version
                about = index.about_part(person, part, what, version)
                yield self.unsealed(sealed, about)

    def stored(self, rows: list[UUID]) -> Iterator[memoryview]:
        """Fetch and decrypt reflections, with nothing around it."""
        person = self.space.person
        for row in rows:
            sealed = self.bare.execute(
                "SELECT sealed FROM journal_sealedrow WHERE person_id = ? AND id = ?",
                (person.hex, row.hex),
            ).fetchone()[0]
            about = vault.About(person, row, "reflection", 1)
            yield self.unsealed(sealed, about)


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: Its name.
        floor: Gives the same work with nothing around it.
        run: Gives the work; it is called with what ``prepare`` gave, if anything.
        prepare: What has to be there before each call, not counted.
        path: Gives what asks the server for it, where there is a page.
        times: How often it is done in the process.
        calls: How often a page is asked for in each round.
    """

    name: str
    floor: Callable[[Bench], Work]
    run: Callable[[Bench], Callable[..., object]]
    prepare: Callable[[Bench], object] = lambda _bench: None
    path: Callable[[Pages, Bench], Work] | None = None
    times: int = 40
    calls: int = 25


class Pages:
    """The real server on the same diary, and a browser that is signed in."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.browser = Browser(server.port)

    def enter(self) -> None:
        """Sign in as the person whose diary it is."""
        self.browser.get("/sign-in/")
        answer = self.browser.post(
            "/sign-in/", sign_in="ana", password=diaries.PASSWORD
        )
        assert answer.status in (302, 303), answer.status
        assert self.browser.get("/today/").status == 200

    def get(self, path: str) -> Work:
        """A page that is asked for."""

        def ask() -> None:
            answer = self.browser.get(path)
            assert answer.status == 200, (path, answer.status)

        return ask

    def search(self, word: str) -> Work:
        """A search that is asked for."""
        self.browser.get("/search/")

        def ask() -> None:
            answer = self.browser.post("/search/", words=word)
            assert answer.status == 200, answer.status

        return ask

    def cpu_seconds(self) -> float:
        """The processor time that the server has spent, with its worker."""
        return sum(_cpu(pid) for pid in self.pids())

    def memory_kib(self) -> int:
        """The memory of the server with its worker, shared pages shared out."""
        return sum(_pss(pid) for pid in self.pids())

    def pids(self) -> list[int]:
        """The processes of the server."""
        group = self.server.group
        return [
            int(one.name)
            for one in Path("/proc").iterdir()
            if one.name.isdecimal() and _group_of(one) == group
        ]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Pages]:
    """Serve the diary that lies in a folder."""
    connections.close_all()
    server = Server(folder)
    server.start()
    try:
        pages = Pages(server)
        pages.enter()
        yield pages
    finally:
        server.stop()


def _group_of(process: Path) -> int | None:
    try:
        stat = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(stat[2])


def _cpu(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / TICK


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


# --- Reading and finding -----------------------------------------------------------


def _floor_timeline(bench: Bench) -> Work:
    view = _view(bench)
    newest = view.pages_of(next(iter(view.months())))
    month = flows.look_at_month(bench.space, zone=ZONE, back=0)
    assert month is not None
    rows = [line.row for line in month.lines]

    def work() -> object:
        words = [indexpages.read_words(w) for w in bench.parts("words", newest)]
        return words, list(bench.stored(rows))

    return work


def _timeline(bench: Bench) -> Work:
    where = drafting.zone_of(ZONE)

    def work() -> object:
        month = flows.look_at_month(bench.space, zone=ZONE, back=0)
        assert month is not None
        return pages.timeline(month, where)

    return work


def _floor_search(bench: Bench) -> Work:
    def work() -> object:
        read = map(indexpages.read_words, bench.parts("words"))
        return [str(words.text, "utf-8").split("\n") for words in read]

    return work


def _search(bench: Bench) -> Work:
    query = Query(terms=(diaries.RARE,))
    return lambda: flows.search(bench.space, query, zone=ZONE)


def _floor_open_all(bench: Bench) -> Work:
    return lambda: [indexpages.read_columns(c) for c in bench.parts("columns")]


def _open_all(bench: Bench) -> Work:
    return lambda: flows.open_all(bench.space, zone=ZONE)


def _floor_one(bench: Bench) -> Work:
    def work() -> object:
        (words,) = bench.stored([bench.one])
        document = documents.read(bytes(words), Reflection)
        return msgspec.json.decode(document.response)

    return work


def _one(bench: Bench) -> Work:
    where = drafting.zone_of(ZONE)
    return lambda: pages.read(flows.read(bench.space, reflection=bench.one), where)


def _view(bench: Bench) -> index.View:
    view = index.get_view(bench.space, None, whole=False)
    assert view is not None
    return view


def _diary(bench: Bench) -> Work:
    return lambda: diary.read_diary(bench.space)


def _patterns(bench: Bench) -> Work:
    """What is worked out beyond opening the columns: the diary, and its statements."""
    opened = list(map(indexpages.read_columns, bench.parts("columns")))
    shown = np.ones(sum(map(len, opened)), dtype=np.bool_)
    return lambda: look_at(diary.diary_in(opened, shown))


# --- Keeping -----------------------------------------------------------------------


def _floor_keep(bench: Bench) -> Work:
    (words,) = bench.stored([bench.one])
    bench.bare.execute(
        "CREATE TABLE IF NOT EXISTS floor (id BLOB PRIMARY KEY, sealed BLOB)"
    )
    text = bytes(words)

    def work() -> object:
        row = uuid4()
        about = vault.About(bench.space.person, row, "reflection", 1)
        sealed = vault.seal(text, bench.space.opened.key, about)
        bench.bare.execute("INSERT INTO floor VALUES (?, ?)", (row.bytes, sealed))
        return bench.bare.commit()

    return work


def _draft(bench: Bench, *, back: timedelta) -> UUID:
    """A draft with a full set of answers, as autosave leaves it."""
    _, _, response, _ = next(diaries.responses(1, seed=len(bench.made) + 1_000))
    moment = (diaries.NOW - back).isoformat(timespec="seconds")
    guide = shelf.guide(shelf.AFTER_TEARS)
    answers = guides.unpack(response).answers(guide)
    answers = answers.with_values("when", (moment,))
    draft = rows_of.add_draft(bench.space, guide, answers, moment, ZONE)
    bench.made.append(draft)
    return draft


def _keep(bench: Bench) -> Callable[[UUID | None], object]:
    def work(draft: UUID | None = None) -> object:
        made = draft or _draft(bench, back=timedelta(0))
        return flows.keep(bench.space, draft=made, zone=ZONE)

    return work


# --- Taking along, bringing in -----------------------------------------------------


def _floor_export(bench: Bench) -> Work:
    def work() -> object:
        size = 0
        for words in bench.stored(bench.rows):
            document = documents.read(bytes(words), Reflection)
            size += len(msgspec.json.encode(msgspec.json.decode(document.response)))
        return size

    return work


def _export(bench: Bench) -> Work:
    def work() -> object:
        carried = flows.begin_export(bench.space, zone=ZONE, now=diaries.NOW)
        return sum(len(piece) for piece in carried.bundle(now=diaries.NOW))

    return work


def _file(bench: Bench) -> list[bytes]:
    if not bench.file:
        carried = flows.begin_export(bench.space, zone=ZONE, now=diaries.NOW)
        bench.file = list(carried.bundle(now=diaries.NOW))
    return bench.file


def _floor_import(bench: Bench) -> Work:
    keep = _floor_keep(bench)
    file = b"".join(_file(bench))
    key, person = bench.space.opened.key, bench.space.person

    def work() -> object:
        entries = msgspec.json.decode(file)["entry"]
        rows = []
        for entry in entries:
            words = msgspec.json.encode(entry["resource"])
            row = uuid4()
            about = vault.About(person, row, "reflection", 1)
            rows.append((row.bytes, vault.seal(words, key, about)))
        bench.bare.executemany("INSERT INTO floor VALUES (?, ?)", rows)
        return bench.bare.commit()

    keep()
    return work


def _import(bench: Bench) -> Callable[[Space | None], object]:
    def work(space: Space | None = None) -> object:
        into = space or _empty()
        tally = flows.import_bundle(into, _file(bench), now=diaries.NOW)
        assert tally.reflections >= len(bench.rows), tally
        return tally

    return work


def _empty() -> Space:
    return diaries.make_space(f"empty-{uuid4().hex[:12]}")


ALL = (
    Measure(
        "timeline", _floor_timeline, _timeline, path=lambda p, _: p.get("/timeline/")
    ),
    Measure("open_all", _floor_open_all, _open_all),
    Measure("diary", _floor_open_all, _diary),
    Measure("patterns", _floor_open_all, _patterns, times=8),
    Measure("search", _floor_search, _search, path=lambda p, _: p.search(diaries.RARE)),
    Measure(
        "one",
        _floor_one,
        _one,
        path=lambda p, b: p.get(f"/journal/read/{b.one}/"),
        times=50,
    ),
    Measure("export", _floor_export, _export, times=3),
    Measure("import", _floor_import, _import, prepare=lambda _: _empty(), times=2),
    Measure(
        "keep",
        _floor_keep,
        _keep,
        prepare=lambda b: _draft(b, back=timedelta(0)),
        times=50,
    ),
    Measure(
        "keep_back_dated",
        _floor_keep,
        _keep,
        prepare=lambda b: _draft(b, back=BACK),
        times=50,
    ),
)
