"""A mail comes, its link opens on another phone, and what was said finds its place."""

from __future__ import annotations

import queue
import re
import sqlite3
import time
from contextlib import closing

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests.journeys import server as servers
from tests.journeys import watching
from tests.journeys.person import Person

ADDRESS = "robin@letterbox.example"
# The sweeper comes once a minute.
PATIENCE_SECONDS = 100


class Letterbox:
    """A mail server that takes everything."""

    def __init__(self):
        self.came = queue.Queue()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.came.put(envelope.content.decode().replace("\r\n", "\n"))
        return "250 OK"


@pytest.fixture
def letterbox():
    box = Letterbox()
    port = servers.free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.port = port
    yield box
    controller.stop()


@pytest.fixture
def server(letterbox):
    settings = {**servers.MAILS_NOWHERE, "MAIL_PORT": str(letterbox.port)}
    with servers.running(**settings) as started:
        yield started


def _hasten(server):
    """What is planned is due now: nobody here waits for twenty minutes."""
    with closing(sqlite3.connect(server.database, timeout=10)) as database:
        database.execute("UPDATE journal_letter SET due_at = datetime('now')")
        database.commit()


def _wait_until_planned(server):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with closing(sqlite3.connect(server.database, timeout=10)) as database:
            (count,) = database.execute(
                "SELECT count(*) FROM journal_letter"
            ).fetchone()
        if count:
            return
        time.sleep(0.2)
    raise AssertionError(server.log.read_text())


def test_a_link_in_a_fresh_browser_writes_once(meet, opened, server, letterbox):
    robin, watch = meet()
    page = robin.page
    robin.join()
    robin.go("/you/")
    robin.press("Notes by e-mail")
    page.get_by_label("Address").fill(ADDRESS)
    robin.press("Send the code")
    expect(page.get_by_text(f"A code is on its way to {ADDRESS}")).to_be_visible()
    mail = letterbox.came.get(timeout=PATIENCE_SECONDS)
    digits = re.findall(r"^\d{6}$", mail, re.MULTILINE)[0]
    page.get_by_label("The six digits").fill(digits)
    robin.press("It is my address")
    expect(page.get_by_text(f"They go to {ADDRESS}")).to_be_visible()

    robin.begin()
    robin.to_end()
    robin.keep()
    expect(page.get_by_text("3 mails are planned about this.")).to_be_visible()
    _wait_until_planned(server)
    _hasten(server)
    links = set()
    while len(links) < 3:
        mail = letterbox.came.get(timeout=PATIENCE_SECONDS)
        assert "holdspace" not in mail.lower()
        links |= set(re.findall(r"http://\S+/note/\S+", mail))
    link = sorted(links)[0]

    # Somebody's phone: nobody is signed in there, and it has no script.
    other = opened(
        viewport={"width": 320, "height": 640}, java_script_enabled=False
    ).new_page()
    other.goto(link)
    assert other.context.cookies() == []
    expect(other.get_by_role("link", name="Need help now?")).to_be_visible()
    watching.check_title(other)
    watching.check_no_sideways(other)
    stranger = Person(other, server)
    stranger.rate("Mood now", 7)
    stranger.press("Keep this")
    other.wait_for_url("**/note/")
    expect(other.get_by_role("heading", name="Kept")).to_be_visible()
    assert other.context.cookies() == []
    other.goto(link)
    expect(other.get_by_role("heading", name="This page is over")).to_be_visible()

    robin.go("/today/")
    expect(page.get_by_text("is in its place, with its time")).to_be_visible()
    robin.go("/timeline/")
    page.locator("a.entry").first.click()
    # Which of the three it was for, nobody can see from the link.
    title = re.compile("later$|next day$")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    robin.go("/you/reminders/")
    expect(page.get_by_text("answered")).to_be_visible()
    watch.check()
