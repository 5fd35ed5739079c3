"""Mails as a person gets them: asked for through the pages, carried by the runner."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core import mail

from holdspace.journal import runner
from holdspace.web import clock

ADDRESS = "quiet-heron@letterbox.example"
SITE = "https://space.example.org"
_LINK = re.compile(re.escape(SITE) + r"(/note/\S+)")
_DIGITS = re.compile(r"^(\d{6})$", re.MULTILINE)


def opened(settings):
    settings.MAIL = True
    settings.SITE = SITE
    settings.MAIL_FROM = "notes@example.org"
    runner.huey.storage.flush_queue()
    runner.huey.storage.flush_schedule()


def carry():
    runner.post_due(clock.now())
    while (task := runner.huey.dequeue()) is not None:
        runner.huey.execute(task)


def ask(somebody, which=("20-minutes", "90-minutes", "next-day")):
    browser = somebody.browser
    browser.post("/you/reminders/", {"go": "address", "address": ADDRESS})
    carry()
    (digits,) = _DIGITS.findall(mail.outbox.pop().body)
    given = {"go": "code", "digits": digits, "which": list(which)}
    assert browser.post("/you/reminders/", given).status_code == 303


def links():
    return [path for sent in mail.outbox for path in _LINK.findall(sent.body)]


def after(held, **time):
    """Time goes by, and what is due goes out."""
    held.move(timedelta(**time))
    carry()
