"""Guides: what is done with forms at the machine, under one word.

What reads forms is imported when it runs: it takes longer than many a command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdspace.cli import shelving

if TYPE_CHECKING:
    import argparse

    from holdspace.cli import Commands

RUN_CODES: Final = (
    "FORM is a FHIR Questionnaire. ANSWERS is a QuestionnaireResponse to it, or a JSON "
    "object of linkIds and values. Exit codes: 0 worked out, and nothing is amiss; 1 "
    "worked out, and problems are told; 2 a file cannot be read. Nothing is kept."
)


def add_to(commands: Commands) -> None:
    """Add these commands to the parser."""
    guide = commands.add_parser(
        "guide", help="forms: look over, try, bring in, publish"
    )
    actions = guide.add_subparsers(required=True, metavar="WHAT")
    _add_looking_over(actions)
    _add_running(actions)
    shelving.add_to(actions)


def _add_looking_over(actions: Commands) -> None:
    check = actions.add_parser(
        "check", help="read forms and lay them out; one line of JSON for each"
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.set_defaults(run=_check)
    against = actions.add_parser(
        "check-pairs", help="judge responses, beside the verdicts of other validators"
    )
    against.add_argument("folder", type=Path, metavar="DIR")
    against.set_defaults(run=_check_pairs)


def _add_running(actions: Commands) -> None:
    run = actions.add_parser(
        "run",
        help="work out a form with answers: what is on, what is calculated",
        epilog=RUN_CODES,
    )
    run.add_argument("form", type=Path, metavar="FORM")
    run.add_argument("answers", type=Path, metavar="ANSWERS")
    run.add_argument("--json", action="store_true", help="one JSON object, on one line")
    run.add_argument(
        "--moment",
        metavar="M",
        help="what now() says, as a FHIR dateTime; else that of the response",
    )
    run.set_defaults(run=_run)


def _check(given: argparse.Namespace) -> int:
    from holdspace.cli import looking_over

    return looking_over.check(given)


def _check_pairs(given: argparse.Namespace) -> int:
    from holdspace.cli import looking_over

    return looking_over.check_pairs(given)


def _run(given: argparse.Namespace) -> int:
    from holdspace.cli import running

    return running.run(given)
