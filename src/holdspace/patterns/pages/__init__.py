"""What the pages of patterns show, as plain records."""

from holdspace.patterns.pages.chance import ChancePage, chance
from holdspace.patterns.pages.keeping import KeepingPage, keeping
from holdspace.patterns.pages.letter import LetterPage, letter
from holdspace.patterns.pages.year import Sheet, YearPage, year

__all__ = [
    "ChancePage",
    "KeepingPage",
    "LetterPage",
    "Sheet",
    "YearPage",
    "chance",
    "keeping",
    "letter",
    "year",
]
