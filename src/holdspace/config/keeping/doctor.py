"""Looking an installation over: one line for each thing, and nothing is changed."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

type State = Literal["ok", "look", "bad"]

STATES: Final[tuple[State, ...]] = ("ok", "look", "bad")
LOG_LARGE: Final = 64 << 20
FREE_LITTLE: Final = 512 << 20
FREE_NONE: Final = 64 << 20
# No release of this program is older; a clock before it is wrong.
BORN: Final = datetime(2026, 11, 1, tzinfo=UTC)
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ;)?", re.MULTILINE)
_CHECKOUT = Path(__file__).parents[4]


@dataclass(frozen=True, slots=True)
class Line:
    """What was found about one thing.

    Attributes:
        what: The thing.
        state: ``ok``, ``look`` if somebody may want to do something, ``bad`` if
            something does not work.
        says: What was found, without anything of a person but how many they are.
        do: What to do about it; empty if nothing.
    """

    what: str
    state: State
    says: str
    do: str = ""


def worst(lines: list[Line]) -> int:
    """The exit code: 0 all is well, 1 there is something to look at, 2 it is broken."""
    return max((STATES.index(line.state) for line in lines), default=0)


def before_settings(folder: Path, *, secret_elsewhere: bool) -> list[Line]:
    """What can be told even if the settings cannot be read."""
    return [_python(), _packages(), _folder(folder), _secret(folder, secret_elsewhere)]


def examine(now: datetime) -> list[Line]:
    """Everything that needs the settings; the database is opened for reading only."""
    return [
        *_settings(),
        _help_pages(),
        _clock(now),
        _room(),
        *_database(now),
    ]


def _python() -> Line:
    told = ".".join(map(str, sys.version_info[:3]))
    return Line("Python", "ok", told)


def _packages() -> Line:
    lock = _CHECKOUT / "requirements" / "run.txt"
    if not lock.is_file():
        return Line("packages", "ok", "installed as a package; no lock file to compare")
    other = []
    for name, version, only_somewhere in _LOCKED.findall(lock.read_text("utf-8")):
        try:
            if metadata.version(name) != version:
                other.append(name)
        except metadata.PackageNotFoundError:
            if not only_somewhere:
                other.append(name)
    if other:
        return Line(
            "packages",
            "look",
            f"not as the lock file names them: {', '.join(sorted(other))}",
            "./do setup installs what the lock file names.",
        )
    return Line("packages", "ok", "as the lock file names them")


def _folder(folder: Path) -> Line:
    if not folder.is_dir():
        return Line("data folder", "look", f"{folder} is not there", _SERVE_MAKES)
    open_to_others = [
        one.name or "the folder"
        for one in (folder, *folder.glob("*.sqlite3*"), *folder.glob("*key*"))
        if stat.S_IMODE(one.stat().st_mode) & 0o077
    ]
    if open_to_others:
        return Line(
            "data folder",
            "look",
            f"others on this machine can open: {', '.join(open_to_others)}",
            f"chmod -R go= {folder}",
        )
    if not os.access(folder, os.W_OK):
        return Line(
            "data folder", "bad", f"{folder} cannot be written to", "Whose is it?"
        )
    return Line("data folder", "ok", f"{folder}, for its owner only")


def _secret(folder: Path, elsewhere: bool) -> Line:
    if elsewhere:
        return Line("secret", "ok", "from the environment")
    path = folder / "secret-key"
    if not path.is_file():
        return Line("secret", "look", "there is none yet", _SERVE_MAKES)
    if len(path.read_text(encoding="ascii", errors="replace").strip()) < 32:
        return Line(
            "secret",
            "bad",
            "shorter than 32 characters",
            "Put back the one it was; or remove the file, and a new one is made. "
            "Everybody signs in again then.",
        )
    return Line("secret", "ok", "in the data folder")


_SERVE_MAKES = "`holdspace serve` makes what is missing."


def _settings() -> list[Line]:
    from django.conf import settings

    found = [
        Line("settings", state, says, do)
        for wrong, state, says, do in _contradictions(settings)
        if wrong
    ]
    return found or [Line("settings", "ok", "nothing contradicts")]


def _contradictions(
    settings: object,
) -> Iterator[tuple[bool, State, str, str]]:
    def get(name: str) -> str:
        return str(getattr(settings, name) or "")

    https = bool(getattr(settings, "HTTPS", False))
    hosts = bool(getattr(settings, "HOSTS", ()))
    proxy = bool(getattr(settings, "BEHIND_PROXY", False))
    certificate, key = get("TLS_CERTIFICATE"), get("TLS_KEY")
    yield (
        get("ADDRESS") not in ("127.0.0.1", "::1", "localhost") and not https,
        "bad",
        "ADDRESS is beyond this machine, without HTTPS",
        "BEHIND_PROXY=yes with a proxy in front, or TLS_CERTIFICATE and TLS_KEY.",
    )
    yield (
        hosts and not https,
        "look",
        "HOSTS has names, but there is no HTTPS",
        "BEHIND_PROXY=yes, or TLS_CERTIFICATE; or take HOSTS away.",
    )
    yield (
        proxy and not hosts,
        "look",
        "BEHIND_PROXY without HOSTS: every name but this machine's is refused",
        "Set HOSTS to the name it is reached by.",
    )
    yield (
        proxy and bool(certificate),
        "look",
        "both a proxy and a certificate here",
        "One of the two is enough: BEHIND_PROXY, or TLS_CERTIFICATE.",
    )
    yield (
        bool(certificate) != bool(key),
        "bad",
        "TLS_CERTIFICATE and TLS_KEY go together, and one is missing",
        "Set both, or neither.",
    )
    yield (
        any(one and not Path(one).is_file() for one in (certificate, key)),
        "bad",
        "TLS_CERTIFICATE or TLS_KEY leads to no file",
        "Give the paths of two PEM files.",
    )
    yield (
        bool(getattr(settings, "DEMO", False)),
        "look",
        "DEMO is on: every page says that it is invented",
        "Take DEMO away for a real space.",
    )


def _help_pages() -> Line:
    from django.conf import settings

    from holdspace.web import help as lines

    try:
        countries = len(lines.countries())
    except Exception:  # noqa: BLE001 - whatever it is, the pages would not be there
        countries = 0
    if not countries:
        return Line("help pages", "bad", "not there", "Install Holdspace anew.")
    if settings.HELP_COUNTRY and lines.lines_for(settings.HELP_COUNTRY) is None:
        return Line(
            "help pages",
            "look",
            "HELP_COUNTRY names a country without lines",
            "Give a code such as GB, or take it away.",
        )
    return Line("help pages", "ok", f"lines of {countries} countries")


def _clock(now: datetime) -> Line:
    from holdspace.config.keeping import backups

    told = f"{now:%Y-%m-%d %H:%M} UTC"
    ahead = False
    if backups.on_sqlite() and backups.database_path().exists():
        written = backups.database_path().stat().st_mtime
        ahead = datetime.fromtimestamp(written, UTC) > now + timedelta(hours=1)
    if now < BORN or ahead:
        return Line(
            "clock",
            "bad",
            f"{told}, which is before something that happened here",
            "Set the clock of this machine. Times that end here would not end.",
        )
    return Line("clock", "ok", told)


def _room() -> Line:
    from django.conf import settings

    folder = Path(settings.DATA)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = f"{free >> 20:,} MiB free"
    if free < FREE_NONE:
        return Line("disk", "bad", told, "Make room: soon nothing can be kept.")
    if free < FREE_LITTLE:
        return Line("disk", "look", told, "Make room, for a backup as well.")
    return Line("disk", "ok", told)


def _database(now: datetime) -> Iterator[Line]:
    from django.db import DatabaseError, connection

    from holdspace.config.keeping import backups

    if backups.on_sqlite() and not backups.database_path().exists():
        yield Line("database", "look", "there is none yet", _SERVE_MAKES)
        return
    with _reading_only():
        try:
            connection.ensure_connection()
            tables = connection.introspection.table_names()
        except DatabaseError:
            yield Line("database", "bad", "it does not open", _RESTORE)
            return
        for part in (_integrity, _steps, _log, _people, _overdue, _mails, _forms):
            try:
                yield from part(now, tables)
            except DatabaseError:
                yield Line(_NAMES[part], "bad", "it could not be read", _RESTORE)


_RESTORE = "Keep a copy of the data folder as it is, then restore the last backup."


@contextmanager
def _reading_only() -> Iterator[None]:
    from django.db import connection

    given = connection.settings_dict
    before = {name: given[name] for name in ("NAME", "OPTIONS")}
    connection.close()
    if connection.vendor == "sqlite":
        given["NAME"] = f"file:{quote(str(before['NAME']))}?mode=ro"
        given["OPTIONS"] = {
            "timeout": 20,
            "init_command": "PRAGMA temp_store=MEMORY; PRAGMA query_only=ON",
        }
    else:
        read_only = "-c default_transaction_read_only=on"
        given["OPTIONS"] = {**before["OPTIONS"], "options": read_only}
    try:
        yield
    finally:
        connection.close()
        given.update(before)


def _integrity(_now: datetime, tables: list[str]) -> Iterator[Line]:
    from django.db import connection

    if connection.vendor != "sqlite":
        yield Line("database", "ok", f"PostgreSQL, {len(tables)} tables")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        if cursor.fetchone() != ("ok",):
            yield Line("database", "bad", "its pages do not fit together", _RESTORE)
        else:
            yield Line("database", "ok", f"SQLite, whole, {len(tables)} tables")
        cursor.execute("PRAGMA foreign_key_check")
        without = len(cursor.fetchall())
    if without:
        yield Line(
            "rows without a person",
            "look",
            f"{without} rows belong to nobody who is here",
            "They open for nobody. Somebody changed the database by hand.",
        )


def _steps(_now: datetime, _tables: list[str]) -> Iterator[Line]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations)
    applied = set(loader.applied_migrations)
    if applied - known:
        yield Line(
            "migrations",
            "bad",
            "the tables are of a newer Holdspace than this program",
            "Bring the program up to date.",
        )
    elif known - applied:
        yield Line(
            "migrations",
            "look",
            f"{len(known - applied)} steps are still to be done",
            "Make a backup; then `holdspace serve` does them.",
        )
    else:
        yield Line("migrations", "ok", "all done")


def _log(_now: datetime, _tables: list[str]) -> Iterator[Line]:
    from holdspace.config.keeping import backups

    if not backups.on_sqlite():
        return
    path = backups.database_path()
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    told = f"{size >> 20} MiB"
    if size > LOG_LARGE:
        yield Line(
            "write-ahead log",
            "look",
            told,
            "Something keeps reading for long; end other programs that have the "
            "database open.",
        )
    else:
        yield Line("write-ahead log", "ok", told)


def _people(now: datetime, _tables: list[str]) -> Iterator[Line]:
    from holdspace.accounts import flows

    counted = flows.tally(now)
    if counted.without_lock:
        yield Line(
            "people",
            "bad",
            f"{counted.without_lock} of {counted.people} have no lock: nothing opens",
            _RESTORE,
        )
    elif counted.codes_to_confirm:
        yield Line(
            "people",
            "look",
            f"{counted.people}; {counted.codes_to_confirm} have not typed their "
            "recovery code back yet",
            "They are asked when they open their space. Until then a forgotten "
            "password may be the end of their words.",
        )
    else:
        yield Line("people", "ok", str(counted.people))


def _overdue(now: datetime, tables: list[str]) -> Iterator[Line]:
    from holdspace.accounts import flows as accounts
    from holdspace.journal import flows as journal
    from holdspace.sharing import flows as sharing

    leaving, ended = journal.count_overdue(now), accounts.tally(now).ended
    copies = sharing.count_overdue(now) if "sharing_copy" in tables else 0
    if leaving or ended or copies:
        yield Line(
            "sweeping",
            "look",
            f"{leaving} rows that were let go of, {copies} shared copies whose day is "
            f"over, and {ended} sessions, open spaces or second steps that ended are "
            "still here",
            "The running server clears them away once a minute: start it.",
        )
    else:
        yield Line("sweeping", "ok", "nothing is overdue")


def _mails(_now: datetime, _tables: list[str]) -> Iterator[Line]:
    from django.conf import settings

    from holdspace.journal import flows

    counted = flows.count_letters()
    told = (
        f"{counted.waiting} waiting, {counted.sent} sent, {counted.given_up} given up"
    )
    if counted.waiting and not settings.MAIL:
        yield Line(
            "mails",
            "look",
            f"{told}; none can be sent",
            "Set MAIL_HOST and MAIL_FROM. What is too late by then is given up.",
        )
    else:
        yield Line("mails", "ok", told)


def _forms(_now: datetime, tables: list[str]) -> Iterator[Line]:
    from holdspace.library import flows, imported

    if "library_form" not in tables:
        return
    counted = flows.count()
    told = ", ".join(f"{number} {state}" for state, number in counted.items())
    unreadable = imported.count_unreadable()
    if unreadable:
        yield Line(
            "forms",
            "look",
            f"{told}; {unreadable} cannot be read by this program",
            "What was answered with them is kept, and cannot be shown. Bring back the "
            "version of the program that took them.",
        )
    else:
        yield Line("forms", "ok", told)


_NAMES: dict[Callable[[datetime, list[str]], Iterator[Line]], str] = {
    _integrity: "database",
    _steps: "migrations",
    _log: "write-ahead log",
    _people: "people",
    _overdue: "sweeping",
    _mails: "mails",
    _forms: "forms",
}
