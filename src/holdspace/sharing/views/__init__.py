"""HTTP in, HTTP out, for the client's side of sharing."""

from holdspace.sharing.views.basket import basket, put_out, sheet
from holdspace.sharing.views.bringing import measure, pattern, reflection, words
from holdspace.sharing.views.meeting import ask_code, meet
from holdspace.sharing.views.shared import copy, list_shared, take_back
from holdspace.sharing.views.therapists import (
    end,
    list_therapists,
    new_key,
    phrase,
    therapist,
)

__all__ = [
    "ask_code",
    "basket",
    "copy",
    "end",
    "list_shared",
    "list_therapists",
    "measure",
    "meet",
    "new_key",
    "pattern",
    "phrase",
    "put_out",
    "reflection",
    "sheet",
    "take_back",
    "therapist",
    "words",
]
