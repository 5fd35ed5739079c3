"""Handing one mail to the mail server: what it says, and what it does not.

A mail names nobody and nothing of the product. Its headers tell no program, no
machine and no purpose.
"""

from __future__ import annotations

import secrets
import smtplib
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.urls import reverse

from holdspace.core import vault
from holdspace.core.vault import About, Key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

KIND: Final = "letter"
NOTE_SUBJECT: Final = "A moment for the note you asked for"
NOTE_TEXT: Final = """\
You asked for a note at about this time. If you like, there is one short page:

{link}

It opens without signing in, works once, and ends by itself. Nothing has to be done.

You can change or end these notes in the place where you asked for them.
"""
CODE_SUBJECT: Final = "Your code"
CODE_TEXT: Final = """\
Somebody typed this address and asked for notes to it. If that was you, type this
code on the page you came from:

{digits}

It works for half an hour. If it was not you, nothing has to be done, and nothing
more will be sent.
"""
_PERMANENT: Final = 500


class Away(Exception):
    """The mail server could not be reached, or asks to try again later."""


class Refused(Exception):
    """The mail server will not take this mail, now or later."""


class Backend(EmailBackend):
    """Django's way to a mail server, without telling it this machine's name.

    A mail server writes the name it is greeted with into the mail.
    """

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        """What opens the connection."""
        opens: Callable[..., smtplib.SMTP] = super().connection_class

        def opened(host: str, port: int, **given: object) -> smtplib.SMTP:
            return opens(host, port, **{**given, "local_hostname": _domain()})

        return opened


def is_open() -> bool:
    """Whether the keeper gave this server a way to send mails."""
    return bool(settings.MAIL)


def server_key() -> Key:
    """What seals mails until they go out; the secret does not lie in the database."""
    return vault.server_key(settings.SECRET_KEY, KIND)


def about(letter: UUID) -> About:
    """The place of a mail that is to go out; it names nobody."""
    return About(vault.NOBODY, letter, KIND)


def note(token: str) -> tuple[str, str]:
    """The subject and the text of a mail with a link."""
    link = f"{settings.SITE}{reverse('journal:note', args=[token])}"
    return NOTE_SUBJECT, NOTE_TEXT.format(link=link)


def code(digits: str) -> tuple[str, str]:
    """The subject and the text of a mail with a code to type back."""
    return CODE_SUBJECT, CODE_TEXT.format(digits=digits)


def send(address: str, subject: str, text: str, *, now: datetime) -> None:
    """Hand one mail to the mail server; it is accepted, or this raises.

    Accepted is not arrived: what the server does with it, nobody here can know.

    Raises:
        Away: It could not be handed over now.
        Refused: It will never be taken.
    """
    headers = {
        # What Django and Python would put there tells the machine and the process.
        "Message-ID": f"<{secrets.token_hex(16)}@{_domain()}>",
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMessage(subject, text, settings.MAIL_FROM, [address], headers=headers)
    # The causes are left behind: their messages hold the address.
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [number for number, _ in refusal.recipients.values()]
        raise _by_code(min(codes, default=0)) from None
    except smtplib.SMTPDataError as refusal:
        raise _by_code(refusal.smtp_code) from None
    except ValueError:
        raise Refused from None
    except OSError:
        # Also what smtplib raises for anything else: a wrong password of the keeper's
        # for the mail server may be put right before the window is over.
        raise Away from None


def _by_code(number: int) -> Exception:
    return Refused() if number >= _PERMANENT else Away()


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
