"""A letterbox for tests: mails that go out are carried at once, by the real runner."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import mail

from holdspace.journal import flows, runner
from holdspace.web import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.mail import EmailMessage

    from holdspace.web.clock import HeldClock
    from tests.rooms.people import Someone

ADDRESS = "anastasija@letterbox.example"
SITE = "https://space.example.org"
FROM = "notes@example.org"
EVERY = ("20-minutes", "90-minutes", "next-day")
_LINK = re.compile(re.escape(SITE) + r"(/note/\S+)")
_DIGITS = re.compile(r"^(\d{6})$", re.MULTILINE)


def opened(settings: object) -> None:
    """What a keeper sets who wants mails."""
    settings.MAIL = True
    settings.SITE = SITE
    settings.MAIL_FROM = FROM
    runner.huey.storage.flush_queue()
    runner.huey.storage.flush_schedule()


def carry() -> None:
    """What the threads do now: hand over what is due, and send what was handed over."""
    runner.post_due(clock.now())
    send()


def send() -> None:
    """Do what lies in the runner's queue."""
    while (task := runner.huey.dequeue()) is not None:
        runner.huey.execute(task)


def confirmed(someone: Someone, which: tuple[str, ...] = EVERY) -> None:
    """Switch mails on, through the pages."""
    answer = someone.client.post(
        "/you/reminders/", {"go": "address", "address": ADDRESS}
    )
    assert answer.status_code == 303, answer.content.decode()
    send()
    digits = digits_in(mail.outbox.pop())
    given = {"go": "code", "digits": digits, "which": list(which)}
    assert someone.client.post("/you/reminders/", given).status_code == 303
    assert flows.get_reminders(someone.space).address == ADDRESS


def planned(someone: Someone, reflection: UUID) -> None:
    """What the pages do after keeping."""
    flows.plan_letters(someone.space, reflection=reflection, now=clock.now())


def wait_for(held: HeldClock, minutes: int) -> None:
    """Let time go by a minute at a time, with the sweeper coming every minute."""
    for _ in range(minutes):
        held.move(timedelta(minutes=1))
        carry()


def link_in(sent: EmailMessage) -> str:
    """The path of the one link in a mail."""
    (path,) = _LINK.findall(sent.body)
    return path


def digits_in(sent: EmailMessage) -> str:
    """The code in a mail."""
    (digits,) = _DIGITS.findall(sent.body)
    return digits
