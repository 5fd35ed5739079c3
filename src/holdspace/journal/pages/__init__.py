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
from holdspace.journal.pages.measures import (
    known_measures,
    listed_measures,
    measure_over_time,
    paper_total,
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
    "known_measures",
    "left",
    "left_open",
    "listed_measures",
    "mails_about",
    "markdown",
    "may_mail",
    "measure_over_time",
    "not_whole",
    "paper_total",
    "printed",
    "read",
    "reminders",
    "search",
    "timeline",
    "words",
    "year_of",
]
