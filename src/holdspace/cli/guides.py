"""Guides: what is done with forms at the machine, under one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdspace.cli import looking_over, running

if TYPE_CHECKING:
    from holdspace.cli import Commands


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    guide = commands.add_parser("guide", help="forms: look them over, try them")
    actions = guide.add_subparsers(required=True, metavar="WHAT")
    looking_over.add_to(actions)
    running.add(actions)
