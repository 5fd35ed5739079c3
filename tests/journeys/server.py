"""The space, started as a keeper starts it, with a folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "src"
PATIENCE_SECONDS = 60
# A mail server that nobody is: pages speak of mails, and none goes out.
MAILS_NOWHERE = {
    "MAIL_HOST": "127.0.0.1",
    "MAIL_PORT": "9",
    "MAIL_SECURITY": "none",
    "MAIL_FROM": "notes@example.org",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running space.

    Attributes:
        url: Where it is, without a slash at the end.
        code: The one-time code for the first person.
        data: Its data folder.
        log: Everything it printed.
        temporary: Its folder for temporary files.
        elsewhere: The neutral page that leaving quickly goes to.
        environment: The settings it was started with.
    """

    url: str
    code: str
    data: Path
    log: Path
    temporary: Path
    elsewhere: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def stop(self) -> None:
        """Take the space away, as when the network is gone."""
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)

    def tell(self, *words: str) -> str:
        """What a command says that somebody gives at the machine."""
        told = subprocess.run(
            [sys.executable, "-m", "holdspace.cli", *words],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        return told.stdout.strip()

    @property
    def database(self) -> Path:
        """The database file."""
        return next(self.data.glob("*.sqlite3"))


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """Start a space, and stop it when the story is over."""
    with (
        tempfile.TemporaryDirectory(prefix="holdspace-journey-") as folder,
        _elsewhere() as elsewhere,
    ):
        place = Path(folder)
        data, temporary, log = place / "data", place / "tmp", place / "log"
        temporary.mkdir()
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "PYTHONUNBUFFERED": "1",
            "HOLDSPACE_DATA": str(data),
            "TMPDIR": str(temporary),
            "LEAVE_TO": elsewhere,
            "PORT": str(port),
            **settings,
        }
        with log.open("wb") as lines:
            process = subprocess.Popen(
                [sys.executable, "-m", "holdspace.cli", "serve"],
                env=environment,
                stdout=lines,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            told = re.search(r"first person: (\S+)", log.read_text())
            code = told[1] if told else ""
            yield Server(
                url, code, data, log, temporary, elsewhere, process, environment
            )
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/help/show/", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Weather</title><h1>Mild</h1>")

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def _elsewhere() -> Iterator[str]:
    """An ordinary page at another origin; stories reach nobody outside."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/weather"
    finally:
        server.shutdown()
        server.server_close()
