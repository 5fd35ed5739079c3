"""HTTP in, HTTP out, for a therapist. Whoever is none is told that nothing is there."""

from holdspace.care.views.clients import brief, end, phrase, thing
from holdspace.care.views.days import calendar, remove_session, today
from holdspace.care.views.notes import before, note, notes, remove_note
from holdspace.care.views.offering import card, confirm, invites, withdraw

__all__ = [
    "before",
    "brief",
    "calendar",
    "card",
    "confirm",
    "end",
    "invites",
    "note",
    "notes",
    "phrase",
    "remove_note",
    "remove_session",
    "thing",
    "today",
    "withdraw",
]
