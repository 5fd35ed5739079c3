"""Keeping: copy everything while it is in use, put a copy back, look it all over."""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from holdspace.cli import setting_up
from holdspace.config import readers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from holdspace.cli import Commands
    from holdspace.config.keeping.copies import Looked
    from holdspace.config.keeping.doctor import Line

WELL, LOOK, REFUSED, INTERRUPTED = 0, 1, 2, 130
ENDS = (
    "ends with 0 when all is well, 1 when it was done and there is something to look "
    "at, 2 when it was refused and nothing was changed, 130 when it was interrupted"
)
APART = (
    "the secret-key of the data folder is not in it. It never changes: keep one copy "
    "of it elsewhere, apart from the backups, for what the server itself has sealed."
)
PUT_BACK = (
    "look: there was no secret-key here, and a new one was made. No words need the one "
    "of before; what the server itself has sealed does. If you kept it, put it into "
    "the data folder in place of the new one."
)
WHAT_A_RESTORE_DOES = (
    "Everybody's space is as it was when this copy was made: with the passwords and "
    "recovery codes of that day, without what was written since, and with what was "
    "let go of since. Everybody signs in again. Tell the people here."
)


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    backup = commands.add_parser(
        "backup",
        help="one verified copy of everything, while the space is in use",
        epilog=f"It {ENDS}.",
    )
    backup.add_argument("target", type=Path, help="a file to be, or a folder")
    backup.add_argument(
        "--overwrite", action="store_true", help="replace a file of that name"
    )
    backup.add_argument(
        "--with-secret",
        action="store_true",
        help="put the secret-key beside it: whoever has both can pass for this server",
    )
    backup.set_defaults(run=_kept_honest(_backup))

    restore = commands.add_parser(
        "restore",
        help="put a backup in place of the database",
        description=WHAT_A_RESTORE_DOES,
        epilog=f"It {ENDS}.",
    )
    restore.add_argument("file", type=Path, help="what `holdspace backup` wrote")
    restore.add_argument(
        "--replace",
        action="store_true",
        help="there is a database already: keep it beside under another name",
    )
    restore.add_argument(
        "--with-secret",
        action="store_true",
        help="take the secret-key that lies beside the backup",
    )
    restore.set_defaults(run=_kept_honest(_restore))

    doctor = commands.add_parser(
        "doctor",
        help="look the installation over; nothing is changed",
        epilog="It ends with 0 when all is well, 1 when there is something to look "
        "at, 2 when something is broken.",
    )
    doctor.add_argument("--json", action="store_true", help="for other programs")
    doctor.set_defaults(run=_kept_honest(_doctor))


def _backup(given: argparse.Namespace) -> int:
    folder = readers.data_folder()
    secret = _secret_to_keep(folder) if given.with_secret else None
    setting_up.load_settings()
    from holdspace.config.keeping import backups
    from holdspace.web import clock

    with _progress() as told:
        made = backups.back_up(
            given.target,
            overwrite=given.overwrite,
            secret=secret,
            now=clock.now(),
            told=told,
        )
    print(f"Kept and verified: {made.path}")
    print(f"sha256 {made.checksum}")
    if made.with_secret:
        print("The secret-key lies beside it. Keep the two apart if you can.")
    elif not setting_up.secret_is_elsewhere():
        print(f"Note: {APART}")
    return _tell_looked(made.looked)


def _restore(given: argparse.Namespace) -> int:
    from holdspace.config.keeping import copies

    # Before a folder is made for a file that is not there.
    if not given.file.is_file():
        raise copies.CopyRefused(f"there is no file {given.file}.")
    folder = setting_up.data_folder()
    had_secret = setting_up.secret_is_elsewhere() or (folder / "secret-key").exists()
    with _for_now_some_secret(folder):
        setting_up.load_settings()
    from holdspace.config.keeping import restoring
    from holdspace.web import clock

    now = clock.now()
    beside = _secret_beside(given.file) if given.with_secret else None
    with _progress() as told:
        done = restoring.restore(given.file, replace=given.replace, now=now, told=told)
    new_secret = beside is None and not had_secret
    if beside is not None:
        _take_secret(folder, beside, f"before-{now:%Y%m%d-%H%M%S}")
    else:
        setting_up.make_secret(folder)
    print(f"Restored: {given.file}")
    if done.kept_as:
        print(f"The database of before is kept as {done.kept_as}")
    if not done.had_checksum:
        print("No .sha256 lay beside it, so a changed byte inside a row was not seen.")
    print(WHAT_A_RESTORE_DOES)
    if new_secret:
        print(PUT_BACK)
    lines = _examined(folder)
    _print_lines([line for line in lines if line.state != "ok"])
    from holdspace.config.keeping import doctor

    return max(
        _tell_looked(done.looked),
        LOOK if new_secret else WELL,
        min(doctor.worst(lines), LOOK),
    )


def _doctor(given: argparse.Namespace) -> int:
    lines = _examined(readers.data_folder())
    if given.json:
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
    else:
        _print_lines(lines)
    from holdspace.config.keeping import doctor

    return doctor.worst(lines)


def _examined(folder: Path) -> list[Line]:
    from holdspace.config.keeping import doctor
    from holdspace.web import clock

    elsewhere = setting_up.secret_is_elsewhere()
    lines = doctor.before_settings(folder, secret_elsewhere=elsewhere)
    try:
        with _for_now_some_secret(folder):
            setting_up.load_settings()
    except readers.SettingRefused as refusal:
        says = str(refusal).partition("\n")[0]
        return [*lines, doctor.Line("settings", "bad", says, "See the README.")]
    return [*lines, *doctor.examine(clock.now())]


@contextmanager
def _for_now_some_secret(folder: Path) -> Iterator[None]:
    """Let the settings be read where there is no secret yet; none is written."""
    path = folder / "secret-key"
    usable = path.is_file() and len(path.read_bytes().strip()) >= 32
    if usable or setting_up.secret_is_elsewhere():
        yield
        return
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(48)
    try:
        yield
    finally:
        del os.environ["SECRET_KEY"]


def _secret_to_keep(folder: Path) -> Path:
    from holdspace.config.keeping import copies

    if setting_up.secret_is_elsewhere():
        raise copies.CopyRefused(
            "the secret comes from the environment, so it is kept there and not here. "
            "Leave --with-secret away."
        )
    path = folder / "secret-key"
    if not path.is_file():
        raise copies.CopyRefused("there is no secret-key in the data folder.")
    return path


def _secret_beside(file: Path) -> Path:
    from holdspace.config.keeping import backups, copies

    path = file.with_name(file.name + backups.SECRET)
    if setting_up.secret_is_elsewhere() or not path.is_file():
        raise copies.CopyRefused(
            f"--with-secret needs {path.name} beside the backup, and no SECRET_KEY in "
            "the environment."
        )
    return path


def _take_secret(folder: Path, beside: Path, kept: str) -> None:
    secret, content = folder / "secret-key", beside.read_bytes()
    if secret.exists():
        if secret.read_bytes().strip() == content.strip():
            return
        secret.replace(folder / f"secret-key.{kept}")
        print(f"The secret of before is kept as secret-key.{kept}")
    setting_up.write_secret(secret, content)


def _tell_looked(looked: Looked) -> int:
    print(f"{sum(looked.rows.values()):,} rows in {len(+looked.rows)} tables")
    for where, count in looked.unfit.items():
        print(f"look: {count} sealed pieces in {where} are cut, or not ours")
    if looked.unfit:
        print("They are in the original as well. Those pieces will not open.")
    return LOOK if looked.unfit else WELL


def _print_lines(lines: list[Line]) -> None:
    for line in lines:
        print(f"{line.state:<5}{line.what}: {line.says}")
        if line.do:
            print(f"     {line.do}")


def _kept_honest(
    command: Callable[[argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    """Turn a refusal and an interruption into what is said and the exit code."""

    def run(given: argparse.Namespace) -> int:
        from holdspace.config.keeping.copies import CopyRefused

        try:
            return command(given)
        except CopyRefused as refusal:
            print(f"holdspace: {refusal}", file=sys.stderr)
            return REFUSED
        except KeyboardInterrupt:
            print(
                "holdspace: interrupted. What was not finished changed nothing.",
                file=sys.stderr,
            )
            return INTERRUPTED

    return run


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show how far it is, on a terminal and nowhere else."""
    shown = sys.stderr.isatty()

    def told(what: str, done: int, of: int) -> None:
        if shown:
            percent = 100 * done // max(of, 1)
            print(f"\r{what}: {percent:3d} %\033[K", end="", file=sys.stderr)

    try:
        yield told
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
