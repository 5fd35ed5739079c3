"""What the pages of patterns show, as plain records."""

from holdspace.patterns.pages.keeping import GonePage, KeepPage, gone, keep
from holdspace.patterns.pages.year import Sheet, YearPage, year

__all__ = ["GonePage", "KeepPage", "Sheet", "YearPage", "gone", "keep", "year"]
