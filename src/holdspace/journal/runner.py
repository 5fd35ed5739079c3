"""Trying mails again, later and later, in threads of this process.

Huey keeps its queue in memory: nothing of it lies on a disk. What has to outlast a
restart is the row of the mail itself, which says when it is tried next. A task knows
an opaque id and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

from django.db import connection
from huey import MemoryHuey
from huey.consumer import Consumer

from holdspace.journal import flows
from holdspace.journal.flows import Outcome
from holdspace.web import clock

if TYPE_CHECKING:
    from datetime import datetime

TRIES_AGAIN: Final = 9
FIRST_DELAY_SECONDS: Final = 60
TIMES_LONGER: Final = 2

huey = MemoryHuey("letters", results=False)


class MailAway(Exception):
    """The mail server could not take a mail: huey tries it again."""


class Task(Protocol):
    """What of huey's task this knows: in how many seconds it would be tried again."""

    retry_delay: float


@huey.task(  # type: ignore[untyped-decorator]
    retries=TRIES_AGAIN,
    retry_delay=FIRST_DELAY_SECONDS,
    retry_backoff=TIMES_LONGER,
    context=True,
)
def deliver(letter: str, task: Task) -> None:
    """Try to send one mail; huey waits twice as long after each try.

    Raises:
        MailAway: It is to be tried again.
    """
    again = timedelta(seconds=task.retry_delay)
    outcome = flows.send_letter(UUID(letter), now=clock.now(), again=again)
    if outcome is Outcome.AGAIN:
        raise MailAway


def post_due(now: datetime) -> None:
    """Hand the mails whose time has come to the threads that send."""
    known = {task.args[0] for task in (*huey.pending(), *huey.scheduled())}
    for letter in flows.take_due_letters(now):
        if str(letter) not in known:
            deliver(str(letter))


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's threads, beside a server that looks after the signals itself."""

    def _set_signal_handlers(self) -> None:
        """Leave them alone: the server stops on them, and these threads with it."""


def start() -> None:
    """Begin to send in the background of this process."""
    huey.post_execute()(_close)
    consumer = _Consumer(huey, workers=1, periodic=False, scheduler_interval=5)
    consumer.start()


def _close(*_: object) -> None:
    # Nothing of a mail stays open between two of them.
    connection.close()
