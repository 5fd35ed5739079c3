"""HTTP in, HTTP out, for writing, reading and forgetting reflections."""

from holdspace.journal.views.carrying import export, import_
from holdspace.journal.views.letters import note, noted, quiet, reminders
from holdspace.journal.views.measures import list_measures, over_time, total
from holdspace.journal.views.reading import (
    gone,
    later,
    let_go,
    read,
    take_back,
    timeline,
    today,
    words,
)
from holdspace.journal.views.searching import search
from holdspace.journal.views.slips import rate
from holdspace.journal.views.writing import add, begin, both, correct, end, still, write

__all__ = [
    "add",
    "begin",
    "both",
    "correct",
    "end",
    "export",
    "gone",
    "import_",
    "later",
    "let_go",
    "list_measures",
    "note",
    "noted",
    "over_time",
    "quiet",
    "rate",
    "read",
    "reminders",
    "search",
    "still",
    "take_back",
    "timeline",
    "today",
    "total",
    "words",
    "write",
]
