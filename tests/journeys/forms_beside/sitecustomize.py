"""Lays an invented form on the shelf of a space that a story starts.

Only a story that puts this folder on the path has it: Python reads a module of this
name by itself when it starts. The form then stands where *Reflect on tears* leads.
"""

from __future__ import annotations

import os

import django

_setup = django.setup


def _set_up(**given: bool) -> None:
    # The shelf has a table, so that it can be reached only when all is set up.
    _setup(**given)
    from tests.forms import form

    from holdspace.library import shelf

    theirs = shelf.guide

    def guide(name: str):
        laid = form(os.environ["FORM_BESIDE"])
        return laid if name in (shelf.AFTER_TEARS, laid.canonical) else theirs(name)

    shelf.guide = guide


django.setup = _set_up
