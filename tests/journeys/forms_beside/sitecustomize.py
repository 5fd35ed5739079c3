"""Lays an invented form on the shelf of a space that a story starts.

Only a story that puts this folder on the path has it: Python reads a module of this
name by itself when it starts. The form then stands where *Reflect on tears* leads.
"""

from __future__ import annotations

import os

from tests.forms import form

from holdspace.library import shelf

_theirs = shelf.guide


def _guide(name: str):
    laid = form(os.environ["FORM_BESIDE"])
    return laid if name in (shelf.AFTER_TEARS, laid.canonical) else _theirs(name)


shelf.guide = _guide
