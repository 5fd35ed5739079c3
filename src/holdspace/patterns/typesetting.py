"""Setting a page as a PDF, in a process of its own that lives for one page.

A crash, a hang or a greedy page there does not touch the server. What is on the page
goes through two pipes and lies nowhere else: not in a file, not among the arguments,
not in the environment, not in what the process says of itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM: Final = Path(__file__).with_name("typesetter.py")
YEAR: Final = "year"
BROUGHT: Final = "brought"
"""How a page is laid out: the name of one of the files in ``typst``."""
NO_LETTER: Final = 3
LONGEST: Final = 15.0
"""After how many seconds a page is given up; one takes a fifth of a second."""
PDF: Final = b"%PDF-"
LONGEST_WORD: Final = 32
_MAY_BREAK: Final = "\N{ZERO WIDTH SPACE}"


class NoLetter(Exception):
    """A sign on the page has no letter in the typefaces that a PDF is set with."""


class NotSet(Exception):
    """The page could not be set as a PDF. This is no fault of what is on it."""


def set_as_pdf(
    page: Mapping[str, Any],
    *,
    layout: str = YEAR,
    program: Path = PROGRAM,
    seconds: float = LONGEST,
) -> bytes:
    """Set a page as a tagged PDF (PDF/UA-1); the same page gives the same bytes.

    Args:
        page: What the layout takes.
        layout: How it is laid out.
        program: What sets it.
        seconds: After how long it is given up.

    Raises:
        NoLetter: A sign on it has no letter in the typefaces that come with Typst.
        NotSet: It took too long, too much, or broke.
    """
    given = json.dumps({**_with_breaks(page), "layout": layout}).encode()
    done = _run(program, given, seconds)
    if done is None:
        # Told out here, without its cause: that one knows what came out so far.
        raise NotSet
    if done.returncode == NO_LETTER:
        raise NoLetter
    if done.returncode != 0 or not done.stdout.startswith(PDF):
        raise NotSet
    return done.stdout


def _run(
    program: Path, given: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(  # noqa: S603 - a program of ours
            # Nothing of where the server was started is looked at or written to.
            [sys.executable, "-I", "-B", str(program)],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=program.parent,
            env={},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _with_breaks(found: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold
    if isinstance(found, str):
        return " ".join(_may_break(word) for word in found.split(" "))
    if isinstance(found, dict):
        return {name: _with_breaks(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [_with_breaks(value) for value in found]
    return found


def _may_break(word: str) -> str:
    # A word that is longer than a line would run out of the page.
    parts = range(0, len(word), LONGEST_WORD)
    return _MAY_BREAK.join(word[start : start + LONGEST_WORD] for start in parts)
