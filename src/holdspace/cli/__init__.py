"""The command ``holdspace``: start, invite, carry, keep copies, show a demo."""

from __future__ import annotations

import argparse
import os
import sys

from holdspace.cli import (
    carrying,
    guides,
    keepers,
    keeping,
    patterns,
    starting,
    therapists,
)
from holdspace.config.readers import SettingRefused

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code: 0 when it did what was asked, 2 when a setting stands in
        the way, with the way out on standard error.
    """
    # Patterns are small matrices: threads would wait for each other longer than they
    # work. NumPy reads this once, whichever process imports it first.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except SettingRefused as refusal:
        print(f"holdspace: {refusal}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="holdspace", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    starting.add_to(commands)
    carrying.add_to(commands)
    keeping.add_to(commands)
    keepers.add_to(commands)
    therapists.add_to(commands)
    guides.add_to(commands)
    patterns.add_to(commands)
    return parser
