"""``holdspace guide import`` and what follows, and ``holdspace keeper``."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from holdspace import cli
from holdspace.accounts import flows as accounts
from holdspace.library import flows, shelf
from holdspace.library.flows import State
from tests.rooms import sheets

pytestmark = pytest.mark.django_db


def run(*given):
    return cli.main([str(one) for one in given])


@pytest.fixture
def form(tmp_path):
    file = tmp_path / "form.json"
    file.write_bytes(sheets.written())
    return file


def test_in_published_listed_retired(form, capsys):
    assert run("guide", "import", form) == 0
    assert capsys.readouterr().out == f"Brought in: {sheets.CANONICAL}\n"
    assert run("guide", "import", form) == 0
    assert capsys.readouterr().out == f"Here already: {sheets.CANONICAL}\n"
    given = ("--licence", sheets.LICENCE, "--open")
    assert run("guide", "publish", sheets.CANONICAL, *given) == 0
    assert "in the open list" in capsys.readouterr().out
    assert shelf.guide(sheets.URL).version == sheets.VERSION
    assert run("guide", "list") == 0
    line = f"{sheets.CANONICAL}\tpublished, open\tAn evening sheet\n"
    assert capsys.readouterr().out == line
    assert run("guide", "retire", sheets.CANONICAL) == 0
    assert run("guide", "list") == 0
    assert "\tretired\t" in capsys.readouterr().out


def test_import_and_publish_at_once_needs_the_line(form, capsys):
    assert run("guide", "import", form, "--publish") == 2
    assert "--licence" in capsys.readouterr().err
    assert not flows.list_forms()
    given = ("--publish", "--licence", sheets.LICENCE)
    assert run("guide", "import", form, *given) == 0
    (kept,) = flows.list_forms()
    assert (kept.state, kept.licence) == (State.PUBLISHED, sheets.LICENCE)
    # Once more it is there, and nothing is done twice.
    assert run("guide", "import", form, *given) == 0
    assert flows.list_forms() == (kept,)


def test_what_nobody_can_answer_is_something_to_look_at(tmp_path, capsys):
    file = tmp_path / "form.json"
    lacking = {"linkId": "x", "type": "reference", "text": "Pick a record"}
    items = [*sheets.evening()["item"], lacking]
    file.write_bytes(sheets.written(item=items, version=None))
    assert run("guide", "import", file) == 1
    said = capsys.readouterr().out
    assert "look: 1 of 3 questions cannot be answered here." in said
    assert "note: The file says no version." in said


@pytest.mark.parametrize("raw", [b"{}", b"", b"no", b" " * 5_000_001])
def test_no_form_is_refused(tmp_path, capsys, raw):
    file = tmp_path / "form.json"
    file.write_bytes(raw)
    assert run("guide", "import", file) == 2
    assert capsys.readouterr().err.startswith("holdspace: ")
    assert not flows.list_forms()


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert run("guide", "import", tmp_path / "nothing.json") == 2
    assert "No such file" in capsys.readouterr().err


def test_a_form_comes_from_standard_input(monkeypatch):
    given = io.TextIOWrapper(io.BytesIO(sheets.written()))
    monkeypatch.setattr(sys, "stdin", given)
    assert run("guide", "import", "-") == 0
    assert flows.find(sheets.CANONICAL)


def test_it_goes_out_as_it_came_and_overwrites_nothing(form, tmp_path, capfdbinary):
    assert run("guide", "import", form) == 0
    capfdbinary.readouterr()
    assert run("guide", "export", sheets.CANONICAL) == 0
    assert capfdbinary.readouterr().out == form.read_bytes()
    out = tmp_path / "out.json"
    assert run("guide", "export", sheets.CANONICAL, out) == 0
    assert out.read_bytes() == form.read_bytes()
    out.write_bytes(b"mine")
    assert run("guide", "export", sheets.CANONICAL, out) == 2
    assert out.read_bytes() == b"mine"


@pytest.mark.parametrize("what", ["publish", "retire", "remove", "export"])
@pytest.mark.parametrize("name", ["nothing", "https://forms.example/none|1", "\udcff|"])
def test_what_was_not_brought_in_is_told(what, name, capsys):
    assert run("guide", what, name) == 2
    assert "no such version" in capsys.readouterr().err


def test_a_draft_is_removed_and_what_was_published_is_not(form, capsys):
    run("guide", "import", form)
    assert run("guide", "remove", sheets.CANONICAL) == 0
    run("guide", "import", form, "--publish", "--licence", "x")
    assert run("guide", "remove", sheets.CANONICAL) == 2
    assert "can be retired" in capsys.readouterr().err
    assert flows.find(sheets.CANONICAL)


def test_the_measure_of_a_form_is_said(form, capsys):
    run("guide", "import", form)
    assert run("guide", "measure", sheets.CANONICAL, "scale-9") == 0
    assert flows.find(sheets.CANONICAL).measure == "scale-9"
    assert run("guide", "measure", sheets.CANONICAL, "No Code") == 2
    assert run("guide", "measure", sheets.CANONICAL, "") == 0
    assert "what its file says" in capsys.readouterr().out


def test_keepers_are_made_named_and_ended(ana, cleo, capsys):
    assert run("keeper", "list") == 0
    assert capsys.readouterr().out == ""
    assert run("keeper", "add", "ANA ") == 0
    assert run("keeper", "add", "ana") == 0
    assert "Already a keeper." in capsys.readouterr().out
    assert run("keeper", "list") == 0
    assert capsys.readouterr().out == "ana\n"
    assert run("keeper", "remove", "ana") == 0
    assert accounts.list_keepers() == []
    assert not accounts.is_keeper(cleo.id)


def test_nobody_of_that_name_can_be_made_one(db, capsys):
    for what in ("add", "remove"):
        assert run("keeper", what, "nobody") == 2
        assert "nobody signs in" in capsys.readouterr().err


def test_whoever_stops_reading_ends_it_quietly(form, tmp_path):
    env = {**os.environ, "HOLDSPACE_DATA": str(tmp_path / "data")}
    env |= {"DJANGO_SETTINGS_MODULE": "holdspace.config.space.settings"}
    env |= {"DATABASE_URL": ""}
    base = [sys.executable, "-m", "holdspace.cli", "guide"]
    subprocess.run([*base, "import", form], check=True, env=env, capture_output=True)
    line = f'"{sys.executable}" -m holdspace.cli guide export "$0" | head -c 0'
    done = subprocess.run(
        ["sh", "-c", line, sheets.CANONICAL], env=env, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr
