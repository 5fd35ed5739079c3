"""What is not read: a whole file, or something in it that makes no sense."""

from __future__ import annotations

from enum import StrEnum


class NotReadable(Exception):
    """This file is not read. The message says why, and holds no word of it."""


class LeftOut(StrEnum):
    """Why something in a file does not count, as it is said behind a figure.

    Attributes:
        NOT_FINISHED: A response that is marked as open, broken off or an error.
        UNREADABLE: A response of another form than FHIR R4 gives it.
        NO_MOMENT: One that says no moment, or none between 1900 and 2199.
        FOLLOWS_NOTHING: A later rating of a response that is not in the file.
        NOT_LATER: A later rating that does not say which one it is.
        NUMBER: A number outside of its range.
        CHOICE: A choice that the guides do not know, a word longer than others, or more
            of either than are looked at.
    """

    NOT_FINISHED = "not finished, or marked as an error"
    UNREADABLE = "not readable as a response"
    NO_MOMENT = "without a moment"
    FOLLOWS_NOTHING = "later ratings of something that is not in the file"
    NOT_LATER = "later ratings that do not say which one they are"
    NUMBER = "numbers outside of their range"
    CHOICE = "choices that no guide has, or too many of them"
