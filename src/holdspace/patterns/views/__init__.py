"""HTTP in, HTTP out, for what a person's own reflections show.

What counts is imported when a page asks for it, never at start: NumPy takes its time
and its memory, and most pages of a space do without.
"""

from holdspace.patterns.views.keeping import keep, let_go
from holdspace.patterns.views.letter import chance, letter
from holdspace.patterns.views.year import year

__all__ = ["chance", "keep", "let_go", "letter", "year"]
