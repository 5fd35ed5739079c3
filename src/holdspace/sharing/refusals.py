"""Why something between a client and a therapist does not go on. None carries words."""

from __future__ import annotations


class KeyChanged(Exception):
    """The therapist has another key than the one that was pinned."""


class NotCompared(Exception):
    """The phrase was not compared yet, so nobody knows whose key it is."""


class SecondStepMissing(Exception):
    """A therapist needs a second step for signing in before anything of clients."""


class CardMissing(Exception):
    """The therapist has not said who they are and when they read."""


class AlreadyMet(Exception):
    """There is a bond between these two already."""


class OwnCode(Exception):
    """The code is their own: nobody is their own therapist here."""


class WordsDoNotFit(Exception):
    """Nothing was written, or more than fits."""


class Full(Exception):
    """There are as many of these as there may be at once."""
