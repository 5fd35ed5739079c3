"""Promises have their tests, tests their promises, and columns their description."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.db import connection

HOUSE = Path(__file__).parents[2]
MODEL = (HOUSE / "THREAT_MODEL.md").read_text(encoding="utf-8")
FOLDER = HOUSE / "tests" / "promises"
FILES = sorted(FOLDER.glob("test_*.py"))
PROMISE = re.compile(r"^- \*\*P-(\d\d)\*\* \S.*\.$", re.MULTILINE)
COLUMN = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)
WAYS_OUT = ("skip", "skipif", "xfail", "importorskip", "mock", "Mock", "patch")


def test_promises_are_numbered_from_one_without_a_gap():
    numbers = [int(number) for number in PROMISE.findall(MODEL)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == len(re.findall(r"^- \*\*P-", MODEL, re.MULTILINE))


def test_each_promise_has_its_file_and_each_file_its_promise():
    numbers = [re.match(r"test_p(\d\d)_[a-z_]+\.py$", path.name)[1] for path in FILES]
    assert numbers == PROMISE.findall(MODEL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_begins_with_its_promise_and_tries_something(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    number = path.name[6:8]
    assert ast.get_docstring(tree).startswith(f"P-{number}: ")
    functions = [one.name for one in tree.body if isinstance(one, ast.FunctionDef)]
    assert sum(name.startswith("test_") for name in functions) >= 2


def _names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (one.name for one in node.names)


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem
)
def test_no_test_of_a_promise_can_be_skipped_or_pretends(path):
    names = set(_names(ast.parse(path.read_text(encoding="utf-8"))))
    assert names.isdisjoint(WAYS_OUT)


@pytest.mark.django_db
def test_every_column_is_described_and_every_description_has_its_column():
    described = [(table, column) for table, column, *_ in COLUMN.findall(MODEL)]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        there = {
            (table, column.name)
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        }
    assert set(described) == there
    assert len(described) == len(set(described))
