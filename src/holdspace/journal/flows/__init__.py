"""What a person can do with their reflections, one story a function."""

from holdspace.journal.flows.afterwards import (
    UNDO_FOR,
    change_words,
    decline_follow_up,
    due_follow_up,
    follow_up,
    let_go,
    list_leaving,
    sweep,
    take_back,
    tidy_list,
)
from holdspace.journal.flows.exporting import Export, begin_export
from holdspace.journal.flows.importing import import_bundle
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
    "Export",
    "NotSettled",
    "TargetGone",
    "begin",
    "begin_addition",
    "begin_correction",
    "begin_export",
    "change_words",
    "decide",
    "decline_follow_up",
    "due_follow_up",
    "follow_up",
    "import_bundle",
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
