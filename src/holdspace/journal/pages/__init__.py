"""What the journal's pages show: decided here from records, drawn by templates."""

from holdspace.journal.pages.reading import months_of, read, timeline
from holdspace.journal.pages.reminders import mails_about, may_mail, reminders
from holdspace.journal.pages.today import (
    FollowUpPage,
    TodayPage,
    follow_up,
    greeting,
    left_open,
)
from holdspace.journal.pages.writing import WritePage, both, drops, end, words

__all__ = [
    "FollowUpPage",
    "TodayPage",
    "WritePage",
    "both",
    "drops",
    "end",
    "follow_up",
    "greeting",
    "left_open",
    "mails_about",
    "may_mail",
    "months_of",
    "read",
    "reminders",
    "timeline",
    "words",
]
