"""What the journal's pages show: decided here from records, drawn by templates."""

from holdspace.journal.pages.carrying import (
    ExportPage,
    export,
    imported,
    left,
    markdown,
    not_whole,
    printed,
    year_of,
)
from holdspace.journal.pages.reading import read, timeline
from holdspace.journal.pages.reminders import mails_about, may_mail, reminders
from holdspace.journal.pages.searching import SearchPage, search
from holdspace.journal.pages.today import (
    FollowUpPage,
    TodayPage,
    follow_up,
    greeting,
    left_open,
)
from holdspace.journal.pages.writing import WritePage, both, drops, end, words

__all__ = [
    "ExportPage",
    "FollowUpPage",
    "SearchPage",
    "TodayPage",
    "WritePage",
    "both",
    "drops",
    "end",
    "export",
    "follow_up",
    "greeting",
    "imported",
    "left",
    "left_open",
    "mails_about",
    "markdown",
    "may_mail",
    "not_whole",
    "printed",
    "read",
    "reminders",
    "search",
    "timeline",
    "words",
    "year_of",
]
