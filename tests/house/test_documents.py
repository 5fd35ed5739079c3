"""Decisions are numbered, links lead somewhere, and locks name no address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ADRS = sorted((HOUSE / "docs" / "adr").glob("*.md"))
DOCUMENTS = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)")
SECTIONS = ["Context", "Decision", "What we give up"]


def test_decisions_are_numbered_from_one_without_a_gap():
    numbers = [int(path.name[:4]) for path in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_a_decision_says_its_number_and_three_things_in_half_a_page(path):
    text = path.read_text(encoding="utf-8")

    assert text.startswith(f"# {path.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert text.count("\n") <= 60


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_inside_the_house_leads_somewhere(path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_decision_that_is_named_exists(path):
    numbers = {adr.name[:4] for adr in ADRS}
    named = re.findall(r"ADR (\d{4})", path.read_text(encoding="utf-8"))
    assert set(named) <= numbers


def test_the_dependencies_are_those_that_the_decision_gives_reasons_for():
    project = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^  "([A-Za-z-]+)[^"]*[<>=][^"]*",$', project, re.MULTILINE)
    text = (HOUSE / "docs/adr/0002-dependencies.md").read_text(encoding="utf-8").lower()

    assert len(wanted) > 10
    missing = [name for name in wanted if name.lower() not in text]
    short = [name for name in missing if name.removeprefix("pytest") not in text]
    assert not short


def test_a_lock_file_names_no_address():
    locks = sorted((HOUSE / "requirements").glob("*.txt"))

    assert locks
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        assert "--hash=sha256:" in text, path.name
