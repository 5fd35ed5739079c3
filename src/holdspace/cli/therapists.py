"""Therapists: say at the machine whom clients may bring things to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from holdspace.cli import setting_up

if TYPE_CHECKING:
    import argparse

    from holdspace.cli import Commands

DONE, REFUSED = 0, 2
ENDS = (
    "It ends with 0 when it is so now, and with 2 when nobody signs in with that name. "
    "A therapist can invite clients, and reads only what a client shares with them."
)


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    therapist = commands.add_parser(
        "therapist", help="whom clients may bring things to", epilog=ENDS
    )
    what = therapist.add_subparsers(required=True, metavar="WHAT")
    add = what.add_parser("add", help="make somebody a therapist", epilog=ENDS)
    remove = what.add_parser("remove", help="end that somebody is one", epilog=ENDS)
    for one in (add, remove):
        one.add_argument("name", metavar="SIGN_IN", help="whom, by sign-in name")
    add.set_defaults(run=_add)
    remove.set_defaults(run=_remove)
    what.add_parser("list", help="name them").set_defaults(run=_list)


def _add(given: argparse.Namespace) -> int:
    return _change(given, add=True)


def _remove(given: argparse.Namespace) -> int:
    return _change(given, add=False)


def _change(given: argparse.Namespace, *, add: bool) -> int:
    setting_up.make_ready()
    from holdspace.accounts import flows
    from holdspace.web import clock
    from holdspace.web.refusals import NotThere

    change = flows.add_therapist if add else flows.remove_therapist
    try:
        changed = change(sign_in=given.name, now=clock.now())
    except NotThere:
        print("holdspace: nobody signs in with this name.", file=sys.stderr)
        return REFUSED
    now = "a therapist" if add else "no therapist"
    print(f"{given.name} is {now} now." if changed else f"Already {now}.")
    return DONE


def _list(_given: argparse.Namespace) -> int:
    setting_up.make_ready()
    from holdspace.accounts import flows

    for name in flows.list_therapists():
        print(name)
    return DONE
