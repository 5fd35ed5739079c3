"""Bringing a measure: its numbers, its answers, and what asks for attention."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from holdspace.core.guides import Answers, read_guide
from holdspace.journal import flows as journal
from holdspace.journal import rows
from holdspace.library import measures, shelf
from holdspace.sharing import brought, gathering, making
from holdspace.sharing.sources import Source
from tests import invented
from tests.rooms import bonds, people
from tests.rooms.people import LONDON, NOON, shown

pytestmark = pytest.mark.usefixtures("held")

KITES = invented.facts()
FIRST = (0, 0, 0, 0, 0, 0)
THERE = (0, 0, 0, 0, 0, 4)


@pytest.fixture
def kites(monkeypatch):
    """A form lies on the shelf that nobody ships, and its measure is known."""
    form = invented.form(code=(invented.OWN, "kites"))
    guide = read_guide(invented.written(form))
    ours = shelf._by_any_name()
    by_name = {**ours, guide.canonical: guide, guide.url: guide}
    monkeypatch.setattr(shelf, "_by_any_name", lambda: by_name)
    known = (*measures.every_measure(), KITES)
    monkeypatch.setattr(measures, "every_measure", lambda: known)
    measures._attached.cache_clear()
    yield guide
    measures._attached.cache_clear()


def kept(someone, guide, given, *, now=NOON):
    moment = now.isoformat(timespec="seconds")
    draft = rows.add_draft(someone.space, guide, Answers(), moment, LONDON)
    answers = {f"q{number}": [f"k{one}"] for number, one in enumerate(given, 1)}
    people.write(someone, draft, given=answers, now=now)
    return journal.keep(someone.space, draft=draft, zone=LONDON)


def gathered(someone, **source):
    return gathering.gather(someone.space, Source(**source), now=NOON)


def marks(someone, row):
    page = gathering.read_page(someone.space, row)
    return [one.mark for part in making.offers_of(page) for one in part.offers]


def test_numbers_over_time_are_drawn_told_and_listed(ana, kites):
    kept(ana, kites, FIRST, now=NOON - timedelta(days=30))
    kept(ana, kites, (1, 1, 2, 3, 0, 0))
    found = gathered(ana, measure="kites").brought
    assert found.kind == brought.MEASURE
    assert found.measure == "kites"
    assert len(found.figures) == len(KITES.scales)
    assert all(one.chart and len(one.chart.dots) == 2 for one in found.figures)
    assert any("than on" in told for one in found.figures for told in one.told)
    (table,) = found.tables
    assert len(table.rows) == 2
    assert len(table.heads) == 1 + len(KITES.scales)


def test_an_answer_that_asks_for_attention_marks_what_holds_it(ana, kites):
    row = kept(ana, kites, THERE)
    assert gathered(ana, row=row).brought.attention
    *others, asking = marks(ana, row)
    assert gathered(ana, row=row, marks=(asking,)).brought.attention
    assert not gathered(ana, row=row, marks=tuple(others)).brought.attention


def test_without_such_an_answer_nothing_is_marked(ana, kites):
    row = kept(ana, kites, FIRST)
    assert not gathered(ana, row=row).brought.attention
    assert gathered(ana, measure="kites").unsaid is None


def test_numbers_never_tell_such_an_answer_and_the_preview_leads_to_it(ana, kites):
    row = kept(ana, kites, THERE)
    found = gathered(ana, measure="kites")
    assert not found.brought.attention
    assert found.unsaid == row
    ben = bonds.therapist()
    given = {"go": "see", "until": "open", "bond": bonds.meet(ana, ben)}
    page = shown(ana.client.post(reverse("sharing:measure", args=[1]), given))
    assert "The numbers do not tell it" in page
    assert reverse("sharing:reflection", args=[row]) in page
    assert "If it cannot wait:" in page
    assert "asked for your attention" not in page
    whole = {**given, "part": "all"}
    page = shown(ana.client.post(reverse("sharing:reflection", args=[row]), whole))
    assert "asked for your attention" in page
    assert "It is read no sooner for that." in page
