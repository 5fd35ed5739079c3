"""The columns are all described, and the threat model's table is a mirror of that."""

from __future__ import annotations

import pytest
from django.db import connection

from holdspace.accounts import columns, held
from holdspace.core.vault import Padding
from tests import write_columns

MODEL = write_columns.MODEL.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_every_column_of_the_database_is_described_and_none_besides():
    with connection.cursor() as cursor:
        see = connection.introspection
        there = {
            (table, column.name)
            for table in see.table_names(cursor)
            for column in see.get_table_description(cursor, table)
        }
    assert set(columns.described()) == there


def test_the_threat_model_says_the_same_as_the_file():
    assert write_columns.with_table(MODEL, write_columns.read()) == MODEL, (
        "run ./do columns, or ./do columns --import to go the other way"
    )


def test_the_file_is_in_its_layout():
    text = write_columns.FILE.read_text(encoding="utf-8")
    assert text == write_columns.as_toml(write_columns.read())


def test_taking_in_and_writing_out_change_nothing():
    described = write_columns.read()
    assert write_columns.taken_in(MODEL, described) == described


def test_lines_that_somebody_added_to_the_threat_model_are_taken_in():
    last = write_columns.LINE.findall(MODEL)[-1]
    end = MODEL.index(f"| `{last[0]}` | `{last[1]}` |")
    line = "| `journal_new` | `note` | in clear | what it says |\n"
    taken = write_columns.taken_in(
        MODEL[:end] + line + MODEL[end:], write_columns.read()
    )
    assert taken["journal_new"] == {
        "says": "",
        "note": {"why": "", "kept": "in clear", "tells": "what it says"},
    }
    assert write_columns.read().items() <= taken.items()


@pytest.mark.parametrize("name", list(columns.tables()))
def test_a_table_says_what_it_is_for_in_a_sentence(name):
    says = columns.tables()[name].says
    assert says.endswith("."), name
    assert says[0].isupper()


@pytest.mark.parametrize(
    "place", list(columns.described()), ids=lambda place: ".".join(place)
)
def test_a_column_says_how_it_is_kept_what_it_tells_and_why(place):
    one = columns.described()[place]
    assert one.kept
    assert one.tells
    assert one.why.endswith("."), f"{'.'.join(place)} does not say why it is there"


def test_what_is_kept_sealed_says_how_it_is_padded_and_nothing_else_does():
    ways = {one.value for one in Padding} | {columns.NO_ENVELOPE}
    for table, inside in write_columns.read().items():
        for name, one in inside.items():
            if isinstance(one, dict):
                sealed = "sealed" in one["kept"]
                assert sealed == (one.get("pad") in ways), f"{table}.{name}"


@pytest.mark.django_db
def test_a_table_without_a_way_to_a_person_is_one_of_those_that_say_so():
    from uuid import uuid4

    found = held.everything(uuid4())
    nobody = {one.name for one in found.nobody}
    assert nobody == {name for name, one in columns.tables().items() if one.nobody}
    assert found.held == ()
