"""What sentences call an answer: nouns in plain words, for every code of our guides.

Each fits after *you named* and before *in 4 of 6*. The words on the screen of a guide
are another thing: they answer its questions, and change with its versions.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_WORD: Final = '"'
"""What a person's own words begin with, where codes stand beside them."""

_FEELINGS: Final = {
    "sadness": "sadness",
    "grief": "grief",
    "relief": "relief",
    "anger": "anger",
    "frustration": "frustration",
    "fear": "fear",
    "shame": "shame",
    "guilt": "guilt",
    "loneliness": "loneliness",
    "tenderness": "tenderness",
    "love": "love",
    "joy": "joy",
    "gratitude": "gratitude",
    "being-moved": "being moved",
    "helplessness": "helplessness",
    "longing": "longing",
    "calm": "calm",
    "cannot-tell": "a feeling you could not name",
}
_NEEDS: Final = {
    "rest": "rest",
    "company": "company",
    "being-held": "being held",
    "talk": "a talk",
    "quiet": "quiet",
    "movement": "movement",
    "food-or-water": "food or water",
    "cry-more": "crying some more",
    "practical-help": "practical help",
    "therapist": "your therapist",
    "none": "no need of anything",
}

PHRASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "setting": {
            "in-session": "a session",
            "home": "home",
            "work-or-study": "work or study",
            "out": "being out and about",
            "elsewhere": "another place",
        },
        "company": {
            "alone": "being alone",
            "therapist": "your therapist",
            "partner": "your partner",
            "family": "family",
            "friend": "a friend",
            "colleague": "a colleague",
            "stranger": "people you did not know",
        },
        "support": {
            "helped": "support that helped",
            "some": "support that helped a little",
            "none": "no support",
            "made-worse": "support that made things harder",
            "not-wanted": "no wish for support",
        },
        "kinds": {
            "sadness": "tears of sadness",
            "grief": "tears of grief",
            "frustration": "tears of frustration",
            "anger": "tears of anger",
            "relief": "tears of relief",
            "joy": "tears of joy",
            "tenderness": "tears of tenderness",
            "empathy": "tears for somebody else",
            "moved": "tears of being moved",
            "fear": "tears of fear",
            "overwhelm": "tears of too much at once",
            "pain": "tears of pain",
        },
        "apology": {
            "said-sorry": "saying sorry",
            "felt-the-urge": "the urge to say sorry",
            "neither": "no urge to say sorry",
        },
        "feelings": _FEELINGS,
        "feelings-after": _FEELINGS,
        "trigger": {
            "thought": "a thought",
            "conflict": "tension with someone",
            "loss": "a loss or a goodbye",
            "own-failing": "something you felt you got wrong",
            "someones-pain": "the pain of somebody else",
            "overload": "too much at once",
            "loneliness": "loneliness",
            "powerlessness": "not being able to change something",
            "kindness-or-beauty": "kindness or beauty",
            "film-music-book": "a film, music or a book",
            "memory": "a memory",
            "body": "your body",
            "therapy-topic": "something from therapy",
            "unknown": "something you did not know",
        },
        "body-places": {
            "head": "your head",
            "eyes": "your eyes",
            "jaw": "your jaw",
            "throat": "your throat",
            "shoulders": "your shoulders",
            "chest": "your chest",
            "belly": "your belly",
            "back": "your back",
            "arms": "your arms",
            "hands": "your hands",
            "legs": "your legs",
            "whole-body": "your whole body",
            "numb": "numbness",
        },
        "body-sensations": {
            "tight": "tightness",
            "heavy": "heaviness",
            "warm": "warmth",
            "cold": "cold",
            "shaky": "shakiness",
            "tired": "tiredness",
            "light": "lightness",
            "empty": "emptiness",
            "aching": "an ache",
            "tingling": "tingling",
            "numb": "numbness",
            "calm": "calm",
        },
        "clearer": {
            "yes": "something becoming clearer",
            "a-little": "something becoming a little clearer",
            "not-yet": "nothing clearer yet",
            "no": "nothing becoming clearer",
        },
        "needs": _NEEDS,
        "need": _NEEDS,
    }
)

SAID_WHOLE: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("feelings", "cannot-tell"): "You could not name a feeling",
        ("body-places", "numb"): "You felt numb",
        ("needs", "none"): "You needed nothing",
    }
)
"""What is said instead of *You named*, of answers that name no thing of their kind."""


def phrase(link: str, code: str) -> str:
    """Say an answer to a question, inside of a sentence.

    A person's own words stand in quotation marks. A code that is not ours is said as it
    is written, with spaces: what a person chose is never left out for want of a phrase.
    """
    if code.startswith(OWN_WORD):
        return f"“{code.removeprefix(OWN_WORD)}”"
    return PHRASES.get(link, {}).get(code, code.replace("-", " "))
