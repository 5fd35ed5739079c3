"""A real server in a folder of its own, and browsers that speak HTTP to it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

HOLDSPACE = Path(sys.executable).parent / "holdspace"
PASSWORD = "a heron stands by the weir at dusk"  # noqa: S105 - opens nothing
START_SECONDS = 30
_CODE = re.compile(r"One-time code for the first person: (\S+)")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_RECOVERY = re.compile(r'id="recovery-code">([^<]+)<')


class NotAnswering(Exception):
    """The server did not answer: it is down, or went down meanwhile."""


class Server:
    """``holdspace serve`` in its own process group, with its own data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.log = data.parent / f"{data.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the process, and wait for nothing."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.data.parent),
            "HOLDSPACE_DATA": str(self.data),
            "IDLE_MINUTES": "240",
        }
        self._process = subprocess.Popen(
            [HOLDSPACE, "serve", "--port", str(self.port)],
            env=environment,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def start(self) -> None:
        """Start, and wait until a page is there.

        Raises:
            NotAnswering: It did not come up, or ended; its log says more.
        """
        self.begin()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                break
            with contextlib.suppress(NotAnswering):
                if Browser(self.port, patience=5).get("/offline/").status == 200:
                    return
            time.sleep(0.03)
        raise NotAnswering(self.log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """Kill the whole group at once, as a power cut would end it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the server to end, and wait until it has."""
        self._end(signal.SIGTERM)

    @property
    def group(self) -> int | None:
        """The process group of the server and its workers."""
        return None if self._process is None else self._process.pid

    def one_time_code(self) -> str:
        """The newest code that the server printed for its first person."""
        return _CODE.findall(self.log.read_text(errors="replace"))[-1]

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(timeout=20)
        # The workers outlive their parent by a moment; the port must be free.
        until = time.monotonic() + 10
        while time.monotonic() < until and _listens(self.port):
            time.sleep(0.005)


class Answer:
    """What came back: the status, where it leads, and the page."""

    def __init__(self, status: int, where: str, body: bytes) -> None:
        self.status = status
        self.where = urlsplit(where).path
        self.body = body

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def token(self) -> str:
        """The draft token on the page."""
        return _TOKEN.findall(self.text)[0]


class Browser:
    """One connection with cookies; it follows nothing by itself."""

    def __init__(self, port: int, patience: float = 30) -> None:
        self._port = port
        self._patience = patience
        self._connection: HTTPConnection | None = None
        self.cookies: dict[str, str] = {}

    def other(self) -> Browser:
        """Another connection of the same browser."""
        twin = Browser(self._port, self._patience)
        twin.cookies = dict(self.cookies)
        return twin

    def close(self) -> None:
        """End the connection; the next question opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str) -> Answer:
        """Ask for a page.

        Raises:
            NotAnswering: The server is not there, or went while it answered.
        """
        return self._ask("GET", path, None, {})

    def post(self, path: str, *, autosave: bool = False, **fields: object) -> Answer:
        """Send a form.

        Raises:
            NotAnswering: The server is not there, or went while it answered.
        """
        form = {"csrfmiddlewaretoken": self.cookies.get("holdspace-form", ""), **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if autosave:
            headers["X-Autosave"] = "1"
        return self._ask("POST", path, urlencode(form, doseq=True), headers)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> Answer:
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            headers["Cookie"] = "; ".join(pairs)
        connection = self._connection or HTTPConnection(
            "127.0.0.1", self._port, timeout=self._patience
        )
        self._connection = connection
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            read = answer.read()
        except Exception as gone:
            connection.close()
            self._connection = None
            raise NotAnswering(type(gone).__name__) from gone
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return Answer(answer.status, answer.headers.get("Location", ""), read)


def join(server: Server, *, sign_in: str = "ana") -> Browser:
    """Make a space over HTTP, type its recovery code back, and come out unlocked."""
    browser = Browser(server.port)
    browser.get("/create/")
    made = browser.post(
        "/create/",
        sign_in=sign_in,
        password=PASSWORD,
        invitation=server.one_time_code(),
        of_age="on",
        zone="Europe/London",
    )
    assert made.status in (302, 303), made.text
    code = _RECOVERY.findall(browser.get("/code/").text)[0]
    assert browser.post("/code/", code=code).status == 303
    assert browser.get("/today/").status == 200
    return browser


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
