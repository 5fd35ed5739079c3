"""A program of its own that sets one page as a PDF: JSON comes in, a PDF goes out.

It is run by its path, in a process that lives for one page, and imports nothing of
Holdspace. What it is given it holds in memory alone: it may write no file, leave no
core behind, and says nothing on the way but a number at its end.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import typst

DONE: Final = 0
NO_LETTER: Final = 3
"""A sign has no letter in the typefaces that come with Typst."""
NOT_SET: Final = 4

# Typst reserves 280 MiB of addresses for its threads and touches 40 MiB of them.
MOST_MEMORY: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 10
LAYOUTS: Final = Path(__file__).with_name("typst")
YEAR: Final = "year"
BROUGHT: Final = "brought"
_NO_LETTER: Final = "could not be displayed with font"


def limit_this_process() -> None:
    """Let this process write no file, leave no core, and end if it grows or hangs."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)
    # macOS names this limit and refuses to set it; there, time alone ends a page.
    with suppress(ValueError, OSError):
        _limit(resource.RLIMIT_AS, MOST_MEMORY)


def _limit(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (allowed, allowed))


def set_page(data: str) -> bytes:
    """Set the page that ``data`` tells, as JSON, as a PDF for everybody (PDF/UA-1).

    The data goes in as one value. No part of it is read as Typst's own language.

    Raises:
        typst.TypstError: A sign has no letter, or the data has not the right form.
    """
    # Told with the page, as everything is: an argument could be seen from outside.
    layout = BROUGHT if json.loads(data).get("layout") == BROUGHT else YEAR
    return typst.compile(
        (LAYOUTS / f"{layout}.typ").read_bytes(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": data},
    )


def main() -> int:
    """Read the data, write the PDF, and say how it went by a number."""
    limit_this_process()
    try:
        pdf = set_page(sys.stdin.buffer.read().decode())
    except typst.TypstError as refusal:
        return NO_LETTER if _NO_LETTER in refusal.message else NOT_SET
    sys.stdout.buffer.write(pdf)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
