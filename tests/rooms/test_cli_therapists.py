"""Therapists are made, named and ended at the machine."""

from __future__ import annotations

import pytest

from holdspace import cli
from holdspace.accounts import flows as accounts
from holdspace.accounts import trails
from tests.rooms import people

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments):
    return cli.main(list(arguments))


def test_therapists_are_made_named_and_ended(capsys):
    ana, cleo = people.make("ana"), people.make("cleo")
    assert run("therapist", "list") == 0
    assert capsys.readouterr().out == ""
    assert run("therapist", "add", "ANA ") == 0
    assert run("therapist", "add", "ana") == 0
    assert "Already a therapist." in capsys.readouterr().out
    assert run("therapist", "list") == 0
    assert capsys.readouterr().out == "ana\n"
    assert accounts.is_therapist(ana.id)
    assert not accounts.is_keeper(ana.id)
    assert run("therapist", "remove", "ana") == 0
    assert accounts.list_therapists() == []
    assert not accounts.is_therapist(cleo.id)
    trails.take_in(ana.space)
    told = [line.what for line in trails.read(ana.space).lines]
    assert told == ["therapist-on", "therapist-off"]


def test_nobody_of_that_name_can_be_made_one(db, capsys):
    for what in ("add", "remove"):
        assert run("therapist", what, "nobody") == 2
        assert "nobody signs in" in capsys.readouterr().err
