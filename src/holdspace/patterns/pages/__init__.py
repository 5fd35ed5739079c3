"""What the pages of patterns show, as plain records."""

from holdspace.patterns.pages.chance import ChancePage, chance
from holdspace.patterns.pages.keeping import GonePage, KeepPage, gone, keep
from holdspace.patterns.pages.letter import LetterPage, letter
from holdspace.patterns.pages.year import Sheet, YearPage, year

__all__ = [
    "ChancePage",
    "GonePage",
    "KeepPage",
    "LetterPage",
    "Sheet",
    "YearPage",
    "chance",
    "gone",
    "keep",
    "letter",
    "year",
]
