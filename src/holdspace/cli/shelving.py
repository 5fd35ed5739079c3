"""The practice's shelf at the machine: forms in, published, retired and out again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdspace.cli import setting_up

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date

    from holdspace.cli import Commands
    from holdspace.library.flows import Kept

DONE, LOOK, REFUSED = 0, 1, 2
STANDARD: Final = "-"
_MOST: Final = 5_000_000
ENDS: Final = (
    "It ends with 0 when it was done, 1 when it was done and there is something to "
    "look at, 2 when it was refused and nothing was changed. VERSION is url|version, "
    "as `holdspace guide list` names it; put it in quotes."
)
_LICENCE: Final = "by which licence or leave it may be used here, in a line"


class _Refusal(Exception):
    """It is not done; the message says why."""


def add_to(commands: Commands) -> None:
    """Add these commands to the parser of ``holdspace guide``."""
    bring = _command(commands, "import", _import, "bring a form in, as a draft")
    bring.add_argument("file", metavar="FILE", help="JSON; - for standard input")
    bring.add_argument(
        "--publish", action="store_true", help="publish it at once; needs --licence"
    )
    publish = _command(commands, "publish", _publish, "put a version on the shelf")
    retire = _command(commands, "retire", _retire, "take it out of the lists")
    remove = _command(commands, "remove", _remove, "remove a draft")
    measure = _command(commands, "measure", _measure, "say which measure a form is")
    export = _command(commands, "export", _export, "give a form exactly as it came")
    for one in (publish, retire, remove, measure, export):
        one.add_argument("version", metavar="VERSION", help="which, as url|version")
    for one in (bring, publish):
        one.add_argument("--licence", metavar="LINE", default="", help=_LICENCE)
        one.add_argument(
            "--open", action="store_true", help="show it in the open list as well"
        )
    measure.add_argument(
        "code", metavar="CODE", help="such as phq-9; an empty one: as the file says"
    )
    export.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default=STANDARD,
        help="where to, if not to standard output; a file that is there stays",
    )
    _command(commands, "list", _list, "name every version that was brought in")


def _command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], says: str
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=says, epilog=ENDS)
    made.set_defaults(run=_told(run))
    return made


def _told(
    run: Callable[[argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    def telling(given: argparse.Namespace) -> int:
        setting_up.make_ready()
        from holdspace.library.flows import FormRefused, NoSuchForm

        try:
            return run(given)
        except FormRefused as refusal:
            said = list(refusal.problems)
        except NoSuchForm:
            said = ["no such version was brought in. `holdspace guide list` names all."]
        except _Refusal as refusal:
            said = [str(refusal)]
        except BrokenPipeError:
            # Whoever read along has gone. Nothing is left to be flushed at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return REFUSED
        except OSError as broken:
            said = [broken.strerror or "it could not be read or written."]
        for sentence in said:
            print(f"holdspace: {sentence}", file=sys.stderr)
        return REFUSED

    return telling


def _import(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    if given.publish and not given.licence.strip():
        raise _Refusal(f"--publish needs --licence: {_LICENCE}.")
    brought = flows.bring_in(_read(given.file), day=_today())
    kept = brought.kept
    print(f"{'Brought in' if brought.is_new else 'Here already'}: {kept.canonical}")
    code = _tell_read(kept)
    if given.publish and kept.state is not flows.State.PUBLISHED:
        _publish_it(kept, given)
    return code


def _publish(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    _publish_it(flows.find(given.version), given)
    return DONE


def _publish_it(kept: Kept, given: argparse.Namespace) -> None:
    from holdspace.library import flows

    line = given.licence or kept.licence
    flows.publish(kept.id, licence=line, is_open=given.open, day=_today())
    where = "in the open list" if given.open else "to be handed out"
    print(f"Published, {where}: {kept.canonical}")


def _retire(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    kept = flows.retire(flows.find(given.version).id, day=_today())
    print(f"Retired: {kept.canonical}")
    return DONE


def _measure(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    kept = flows.choose_measure(flows.find(given.version).id, measure=given.code)
    print(f"Taken for {kept.measure or 'what its file says'}: {kept.canonical}")
    return DONE


def _remove(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    kept = flows.remove(flows.find(given.version).id)
    print(f"Removed: {kept.canonical}")
    return DONE


def _export(given: argparse.Namespace) -> int:
    from holdspace.library import flows

    _, raw = flows.export(flows.find(given.version).id)
    if given.file == STANDARD:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return DONE
    _write(Path(given.file), raw)
    return DONE


def _list(_given: argparse.Namespace) -> int:
    from holdspace.library import flows

    for kept in flows.list_forms():
        is_listed = kept.is_open and kept.state is flows.State.PUBLISHED
        state = f"{kept.state}, open" if is_listed else str(kept.state)
        print(f"{kept.canonical}\t{state}\t{kept.title}")
    return DONE


def _tell_read(kept: Kept) -> int:
    """Say what reading a form showed; to be looked at is what nobody can answer."""
    from holdspace.library import flows

    _, arrived = flows.look_at(kept.id)
    for sentence in (*arrived.remarks, *arrived.guide.notes):
        print(f"note: {sentence}")
    if not arrived.unanswerable:
        return DONE
    print(
        f"look: {len(arrived.unanswerable)} of {arrived.questions} questions cannot be "
        "answered here."
    )
    return LOOK


def _read(name: str) -> bytes:
    # One byte more than a form may have, so that a longer file is seen to be one.
    if name == STANDARD:
        return sys.stdin.buffer.read(_MOST + 1)
    with Path(name).open("rb") as file:
        return file.read(_MOST + 1)


def _write(target: Path, raw: bytes) -> None:
    try:
        file = target.open("xb")
    except FileExistsError:
        raise _Refusal(f"{target} is there already, and stays as it is.") from None
    try:
        with file:
            file.write(raw)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _today() -> date:
    from holdspace.web import clock

    return clock.now().date()
