"""What a person can do with their reflections, one story a function."""

from holdspace.journal.flows.afterwards import (
    UNDO_FOR,
    change_words,
    count_overdue,
    decline_follow_up,
    due_follow_up,
    follow_up,
    let_go,
    list_leaving,
    sweep,
    take_back,
    tidy_list,
)
from holdspace.journal.flows.keeping import (
    ChangedMeanwhile,
    NotSettled,
    TargetGone,
    keep,
)
from holdspace.journal.flows.reading import (
    is_kept,
    list_all,
    list_entries,
    open_entries,
    read,
)
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
from holdspace.journal.rows import DRAFT, REFLECTION

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
    "count_overdue",
    "decide",
    "decline_follow_up",
    "due_follow_up",
    "follow_up",
    "is_kept",
    "keep",
    "let_go",
    "list_all",
    "list_entries",
    "list_leaving",
    "open_draft",
    "open_drafts",
    "open_entries",
    "read",
    "sweep",
    "take_back",
    "tidy_list",
    "write_answers",
    "write_locked",
]
