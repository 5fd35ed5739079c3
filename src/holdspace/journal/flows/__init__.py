"""What a person can do with their reflections, one story a function."""

from holdspace.journal.flows.afterwards import (
    UNDO_FOR,
    change_words,
    come_back,
    count_overdue,
    decline_follow_up,
    due_follow_up,
    follow_up,
    let_go,
    sweep,
    take_back,
)
from holdspace.journal.flows.keeping import (
    ChangedMeanwhile,
    NotSettled,
    TargetGone,
    keep,
)
from holdspace.journal.flows.looking import (
    list_drafts,
    look_around,
    look_at_month,
    open_all,
    search,
)
from holdspace.journal.flows.reading import (
    is_kept,
    list_entries,
    open_entries,
    read,
)
from holdspace.journal.flows.resealing import overwrite, reseal
from holdspace.journal.flows.writing import (
    BEGINNINGS,
    begin,
    begin_addition,
    begin_correction,
    decide,
    open_draft,
    open_drafts,
    write_answers,
    write_locked,
)
from holdspace.journal.kinds import DRAFT, REFLECTION

__all__ = [
    "BEGINNINGS",
    "DRAFT",
    "REFLECTION",
    "UNDO_FOR",
    "ChangedMeanwhile",
    "NotSettled",
    "TargetGone",
    "begin",
    "begin_addition",
    "begin_correction",
    "change_words",
    "come_back",
    "count_overdue",
    "decide",
    "decline_follow_up",
    "due_follow_up",
    "follow_up",
    "is_kept",
    "keep",
    "let_go",
    "list_drafts",
    "list_entries",
    "look_around",
    "look_at_month",
    "open_all",
    "open_draft",
    "open_drafts",
    "open_entries",
    "overwrite",
    "read",
    "reseal",
    "search",
    "sweep",
    "take_back",
    "write_answers",
    "write_locked",
]
