"""What a person can do with their reflections, one story a function."""

from holdspace.journal.flows.afterwards import (
    UNDO_FOR,
    change_words,
    come_back,
    decline_follow_up,
    due_follow_up,
    follow_up,
    let_go,
    sweep,
    take_back,
)
from holdspace.journal.flows.exporting import Export, begin_export
from holdspace.journal.flows.finding import find, list_months
from holdspace.journal.flows.importing import import_bundle
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
    list_all,
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
    "Export",
    "NotSettled",
    "TargetGone",
    "begin",
    "begin_addition",
    "begin_correction",
    "begin_export",
    "change_words",
    "come_back",
    "decide",
    "decline_follow_up",
    "due_follow_up",
    "find",
    "follow_up",
    "import_bundle",
    "is_kept",
    "keep",
    "let_go",
    "list_all",
    "list_drafts",
    "list_entries",
    "list_months",
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
