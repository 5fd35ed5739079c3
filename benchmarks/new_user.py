"""Time the way of somebody new: from nothing on the disk to a first kept reflection.

Run ``.venv/bin/python -m benchmarks.new_user``. The repository is cloned into a
folder of its own, ``./do serve`` installs and starts it, and a scripted browser makes
a space and keeps a reflection. One line of JSON is printed for each step. The browser
types at once, so the last two figures are what the program takes, not what a person
does. Packages come from this machine's package cache when it has them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright
from tests.journeys import chromium
from tests.journeys.person import Person
from tests.journeys.server import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parents[1]
PATIENCE_SECONDS = 600


@contextlib.contextmanager
def timed(step: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    took = round(time.monotonic() - start, 2)
    print(json.dumps({"step": step, "seconds": took}), flush=True)


def main() -> int:
    browser = chromium.found()
    if browser is None:
        print("No Chromium here. Name one in CHROMIUM.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="holdspace-new-") as folder:
        place = Path(folder)
        with timed("everything"):
            with timed("git clone"):
                clone(place / "holdspace")
            with serving(place) as server:
                use(server, browser)
    return 0


def clone(to: Path) -> None:
    command = ["git", "clone", "--quiet", "--no-local", str(HERE), str(to)]
    subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)


@contextlib.contextmanager
def serving(place: Path) -> Iterator[Server]:
    port, log, data = free_port(), place / "log", place / "data"
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "HOLDSPACE_DATA": str(data)}
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "HOSTS", "ADDRESS", "SIGNUP"):
        environment.pop(name, None)
    with log.open("wb") as lines:
        process = subprocess.Popen(
            ["./do", "serve", "--port", str(port)],
            cwd=place / "holdspace",
            env=environment,
            stdout=lines,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with timed("./do serve, to the first page"):
            wait(url, process, log)
        told = re.search(r"first person: (\S+)", log.read_text())
        assert told, log.read_text()
        yield Server(url, told[1], data, log, place, url, process, environment)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(log.read_text())


def use(server: Server, browser: str) -> None:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser, args=list(chromium.ARGUMENTS)
        )
        page = running.new_page(viewport={"width": 390, "height": 844})
        first_reflection(page, server)
        running.close()


def first_reflection(page: Page, server: Server) -> None:
    robin = Person(page, server)
    with timed("the page on which one arrives"):
        robin.go("/")
    with timed("a space made, its recovery code typed back"):
        robin.join()
    with timed("a first reflection, begun and kept"):
        robin.begin()
        robin.pick("relief")
        robin.write("The first thing I kept here.")
        robin.to_end()
        robin.keep()
    assert "The first thing I kept here." in robin.read()


if __name__ == "__main__":
    sys.exit(main())
