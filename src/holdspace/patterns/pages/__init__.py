"""What the pages of patterns show, as plain records."""

from holdspace.patterns.pages.chance import ChancePage, chance
from holdspace.patterns.pages.letter import LetterPage, letter

__all__ = ["ChancePage", "LetterPage", "chance", "letter"]
