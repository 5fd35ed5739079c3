"""Patterns: what exported diaries show, without a server, an account or a setting."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdspace.cli import Commands
    from holdspace.cli.diaries.looking import Looked

DONE, NOT_ALL, REFUSED, INTERRUPTED = 0, 1, 2, 130
STANDARD: Final = "-"
MOST_JOBS: Final = 64
WHAT: Final = (
    "Read exported Bundles and say what the diaries in them show, in sentences, and "
    "what cannot be told yet. It needs no server, no account and no password, sends "
    "nothing anywhere and keeps nothing. Somebody's own words for a feeling or a need "
    "stand in what it prints. What goes along with relief is not said to cause it, "
    "nobody is compared with others, and none of it is a diagnosis."
)
CODES: Final = (
    "With --json there is one object a line for each file, in their order: its name, "
    "and its statements or why it was not read (docs/format/patterns.md). Exit codes: "
    "0 all were read; 1 some were not, and the others are told; 2 refused, nothing was "
    "read; 130 interrupted."
)


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    patterns = commands.add_parser(
        "patterns",
        help="say what exported diaries show",
        description=WHAT,
        epilog=CODES,
    )
    patterns.add_argument(
        "files", nargs="+", metavar="FILE", help="a Bundle; - for standard input"
    )
    patterns.add_argument("--json", action="store_true", help="one object a line")
    patterns.add_argument(
        "--jobs",
        type=_jobs,
        default=1,
        metavar="N",
        help="how many files at a time; standard input is read by one",
    )
    patterns.set_defaults(run=_run)


def _jobs(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_JOBS}")
    return number


def _run(given: argparse.Namespace) -> int:
    jobs = 1 if STANDARD in given.files else given.jobs
    try:
        looked = _looked(given.files, jobs)
        return _print_lines(looked) if given.json else _print_letters(looked)
    except BrokenPipeError:
        # Whoever read along has gone. Nothing is left to be flushed at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        print("\nholdspace: interrupted.", file=sys.stderr)
        return INTERRUPTED


def _looked(files: list[str], jobs: int) -> Iterator[Looked]:
    # One thread for each file: the arrays are small, and threads would wait for each
    # other. It is read when NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from holdspace.cli.diaries import looking

    if jobs == 1 or len(files) == 1:
        yield from map(looking.look_into, files)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(jobs, len(files)), initializer=_follow) as pool:
        try:
            yield from pool.map(looking.look_into, files)
        finally:
            # Whoever has gone, or interrupts, does not wait for the files left.
            pool.shutdown(cancel_futures=True)


def _follow() -> None:
    # Only the process that was started is interrupted, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _print_lines(looked: Iterable[Looked]) -> int:
    code = DONE
    for one in looked:
        sys.stdout.buffer.write(one.line())
        sys.stdout.buffer.flush()
        code = code if one.was_read else NOT_ALL
    return code


def _print_letters(looked: Iterable[Looked]) -> int:
    from holdspace.cli.diaries import letter

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a sign shows another one instead.
        sys.stdout.reconfigure(errors="replace")
    code = DONE
    for one in looked:
        if one.was_read:
            print(letter.written(one), flush=True)
        else:
            print(f"holdspace: {letter.named(one.file)}: {one.error}", file=sys.stderr)
            code = NOT_ALL
    return code
