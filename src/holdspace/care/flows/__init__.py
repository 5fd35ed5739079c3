"""What a therapist can do in their room: look before a session, note, keep a day."""

from holdspace.care.flows.briefs import (
    MOST_SHOWN,
    read_brief,
    read_thing,
)
from holdspace.care.flows.clients import get_client, list_clients
from holdspace.care.flows.days import (
    NoRoom,
    add_session,
    note_moment,
    read_calendar,
    remove_session,
)
from holdspace.care.flows.notes import (
    LONGEST_NOTE,
    ChangedMeanwhile,
    NoteTooLong,
    NoWords,
    list_folders,
    read_note,
    read_notes,
    remove_note,
    write_note,
)
from holdspace.care.flows.resealing import overwrite, reseal
from holdspace.care.flows.rights import check

__all__ = [
    "LONGEST_NOTE",
    "MOST_SHOWN",
    "ChangedMeanwhile",
    "NoRoom",
    "NoWords",
    "NoteTooLong",
    "add_session",
    "check",
    "get_client",
    "list_clients",
    "list_folders",
    "note_moment",
    "overwrite",
    "read_brief",
    "read_calendar",
    "read_note",
    "read_notes",
    "read_thing",
    "remove_note",
    "remove_session",
    "reseal",
    "write_note",
]
