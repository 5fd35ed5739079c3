"""What the journal's pages show: decided here from records, drawn by templates."""

from holdspace.journal.pages.reading import read, timeline
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
    "read",
    "timeline",
    "words",
]
