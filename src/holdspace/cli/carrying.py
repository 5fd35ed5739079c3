"""Carrying: write everything of one person out to a file, and bring it in again."""

from __future__ import annotations

import getpass
import os
import signal
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from holdspace.cli import setting_up

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from holdspace.accounts.spaces import Space
    from holdspace.cli import Commands
    from holdspace.journal.carried import Tally

DONE, NOT_ALL, REFUSED, INTERRUPTED = 0, 1, 2, 130
STANDARD: Final = "-"
PIECE: Final = 1024 * 1024
ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
CODES: Final = (
    "Exit codes: 0 done; 1 done, and something could not be opened, waits, or was not "
    "taken in; 2 refused, nothing was changed or written; 130 interrupted; 143 ended. "
    "The password is asked for, or read from --password-file; it is never given on "
    "the command line. It works while the space is running."
)


NOT_TOGETHER: Final = "this name and password do not belong together here."
KEY_DAMAGED: Final = "the password is right, and what it opens is damaged."


class _Refusal(Exception):
    """It is not done; the message says why, without anybody's words."""


class _Ended(BaseException):
    """The process is to end now; no handler of errors on the way may keep it."""

    def __init__(self, number: int) -> None:
        self.signal = number
        super().__init__("Ended from outside.")


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    out = commands.add_parser(
        "export", help="write everything of one person to a file", epilog=CODES
    )
    out.add_argument("file", metavar="FILE", help="where to; - for standard output")
    out.add_argument("--form", choices=("bundle", "markdown"), default="bundle")
    out.add_argument(
        "--overwrite", action="store_true", help="replace FILE if it is there"
    )
    out.set_defaults(run=_told(_export))
    back = commands.add_parser(
        "import", help="bring in a Bundle that was exported", epilog=CODES
    )
    back.add_argument("file", metavar="FILE", help="which; - for standard input")
    back.set_defaults(run=_told(_import))
    for command in (out, back):
        command.add_argument(
            "--name", required=True, metavar="SIGN_IN", help="whose, by sign-in name"
        )
        command.add_argument(
            "--password-file", metavar="F", help="read the password from this file"
        )
        command.add_argument("--quiet", action="store_true", help="say no progress")


def _told(
    run: Callable[[argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    def telling(given: argparse.Namespace) -> int:
        try:
            with _ending_tidily():
                return run(given)
        except _Refusal as refusal:
            print(f"holdspace: {refusal}", file=sys.stderr)
            return REFUSED
        except BrokenPipeError:
            # Whoever read along has gone. Nothing is left to be flushed at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return REFUSED
        except OSError as broken:
            print(f"holdspace: {broken.strerror or 'No room.'}", file=sys.stderr)
            return REFUSED
        except KeyboardInterrupt:
            print("\nholdspace: interrupted.", file=sys.stderr)
            return INTERRUPTED
        except _Ended as ended:
            with suppress(OSError):
                print("\nholdspace: ended.", file=sys.stderr)
            return 128 + ended.signal

    return telling


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """Let being ended from outside take away what was begun, as an interruption does.

    What is ignored stays so, such as the end of a terminal under ``nohup``. Nothing
    can be done about ``SIGKILL``.
    """

    def end(number: int, _frame: object) -> None:
        raise _Ended(number)

    ours = [one for one in ENDING if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def _export(given: argparse.Namespace) -> int:
    target = None if given.file == STANDARD else Path(given.file)
    if target is not None and target.exists() and not given.overwrite:
        raise _Refusal(f"{target} is there already. --overwrite replaces it.")
    if target is not None and target.is_dir():
        raise _Refusal(f"{target} is a folder.")
    space, zone = _open(given)
    with _plainly():
        return _carry_out(given, space, zone, target)


def _carry_out(
    given: argparse.Namespace, space: Space, zone_name: str, target: Path | None
) -> int:
    from holdspace.journal import flows, pages
    from holdspace.journal.drafting import zone_of
    from holdspace.web import clock

    now = clock.now()
    carried = flows.begin_export(space, zone=zone_name, now=now)
    if given.form == "markdown":
        made = now.astimezone(zone_of(zone_name))
        pieces = pages.markdown(carried, made=made)
    else:
        pieces = carried.bundle(now=now)
    progress = _Progress(quiet=given.quiet)
    shown = progress.along(pieces, lambda: f"{carried.done:,} of {carried.total:,}")
    if target is None:
        _pour(shown, sys.stdout.buffer)
    else:
        _write(shown, target, overwrite=given.overwrite)
    for sentence in pages.not_whole(carried.lacks):
        print(sentence, file=sys.stderr)
    return DONE if carried.whole else NOT_ALL


def _import(given: argparse.Namespace) -> int:
    source = None if given.file == STANDARD else Path(given.file)
    if source is not None and not source.is_file():
        raise _Refusal(f"{source} is not there, or is no file.")
    space, _ = _open(given)
    from holdspace.core.guides import NotABundle
    from holdspace.journal import flows, pages
    from holdspace.web import clock

    progress = _Progress(quiet=given.quiet)

    def tell(tally: Tally) -> None:
        progress.show(f"{tally.seen:,} read")

    try:
        with (
            _plainly(),
            sys.stdin.buffer if source is None else source.open("rb") as file,
        ):
            tally = flows.import_bundle(space, _read(file), now=clock.now(), tell=tell)
    except NotABundle:
        raise _Refusal(
            "this is not a Bundle, or breaks off at its beginning. Nothing was changed."
        ) from None
    finally:
        progress.end()
    for sentence in pages.imported(tally):
        print(sentence)
    return DONE if tally.whole else NOT_ALL


def _open(given: argparse.Namespace) -> tuple[Space, str]:
    """Open the space with the password; also whose time zone it has."""
    password = _password(given)
    setting_up.make_ready()
    from django.conf import settings

    from holdspace.accounts import flows as accounts
    from holdspace.core.vault import Unreadable, WrongPassword

    with _plainly():
        try:
            space = accounts.open_space(
                sign_in=given.name, password=password, cost=settings.PASSWORD_COST
            )
        except WrongPassword:
            raise _Refusal(NOT_TOGETHER) from None
        except Unreadable:
            raise _Refusal(KEY_DAMAGED) from None
        return space, accounts.get_profile(space).zone or settings.TIME_ZONE


@contextmanager
def _plainly() -> Iterator[None]:
    """Say in a sentence what a page would tell with a page."""
    from holdspace.core.vault import TooLong, Unreadable
    from holdspace.web.refusals import Locked, NotThere

    try:
        yield
    except TooLong:
        raise _Refusal("the list of what is here has no more room.") from None
    except Unreadable:
        raise _Refusal("the list of what is here is damaged.") from None
    except Locked:
        raise _Refusal("the key was changed meanwhile. It can be run again.") from None
    except NotThere:
        raise _Refusal("this space, or what opens it, is not there any more.") from None


def _password(given: argparse.Namespace) -> str:
    if given.password_file is None:
        return getpass.getpass("Password: ", stream=sys.stderr)
    try:
        text = Path(given.password_file).read_text("utf-8")
    except (OSError, ValueError):
        raise _Refusal("the password file cannot be read.") from None
    return text.removesuffix("\n").removesuffix("\r")


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _pour(pieces: Iterable[bytes], file: IO[bytes]) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()


def _write(pieces: Iterable[bytes], target: Path, *, overwrite: bool) -> None:
    """Write a file that appears under its name only when it is whole.

    It is its owner's alone from its first byte on, and what was begun is taken away
    again when it does not come to an end.
    """
    begun, name = tempfile.mkstemp(
        prefix=f".{target.name}.", suffix=".part", dir=target.parent
    )
    part = Path(name)
    try:
        with os.fdopen(begun, "wb") as file:
            _pour(pieces, file)
            os.fsync(file.fileno())
        if overwrite:
            part.replace(target)
        else:
            _name(part, target)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, target: Path) -> None:
    # A link refuses where a file came to be in the meantime; renaming would not.
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise _Refusal(f"{target} is there by now. --overwrite replaces it.") from None
    except OSError:
        if target.exists():
            raise
        part.replace(target)


class _Progress:
    """How far it is, on one line of a terminal; elsewhere nothing."""

    def __init__(self, *, quiet: bool) -> None:
        """Be quiet if that was asked for, or if nobody is looking."""
        self._shown = not quiet and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Say how far it is."""
        if self._shown:
            print(f"\r{text} ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            with suppress(OSError):
                print(file=sys.stderr)

    def along(
        self, pieces: Iterable[bytes], text: Callable[[], str]
    ) -> Iterator[bytes]:
        """Give pieces on, and say how far it is after each."""
        for piece in pieces:
            yield piece
            self.show(text())
        self.end()
