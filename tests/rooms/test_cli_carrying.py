"""``holdspace export`` and ``holdspace import``."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from holdspace import cli
from holdspace.accounts.models import ManifestPart, PersonLock
from holdspace.cli import carrying
from holdspace.core.vault import TooLong, Unreadable
from holdspace.journal import flows
from holdspace.journal.models import SealedRow
from holdspace.web.refusals import Locked, NotThere
from tests.rooms import people
from tests.rooms.people import PASSWORD

WORDS = "The heron at the weir"


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    return str(file)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    return made


def run(*given):
    return cli.main([str(one) for one in given])


def export(who, secret, file, *more):
    given = ("--name", who.sign_in, "--password-file", secret, *more)
    return run("export", file, *given)


def bring(who, secret, file, *more):
    given = ("--name", who.sign_in, "--password-file", secret, *more)
    return run("import", file, *given)


def test_a_file_is_written_for_its_owner_alone(ana, secret, folder, capsys):
    people.keep(ana, words=WORDS)
    file = folder / "notes.json"
    assert export(ana, secret, file) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == ["notes.json"]
    assert WORDS in file.read_text()
    assert json.loads(file.read_text())["resourceType"] == "Bundle"
    said = capsys.readouterr()
    assert said.out + said.err == ""


def test_it_comes_in_again_elsewhere_and_twice(ana, cleo, secret, folder, capsys):
    people.keep(ana, words=WORDS)
    file = folder / "notes.json"
    assert export(ana, secret, file) == 0
    assert bring(cleo, secret, file) == 0
    assert capsys.readouterr().out == "New here: 1 reflection.\n"
    assert bring(cleo, secret, file) == 0
    assert "Nothing in it was new here." in capsys.readouterr().out
    assert len(flows.list_entries(cleo.space, kind=flows.REFLECTION)) == 1


def test_markdown_is_written_too(ana, secret, folder):
    people.keep(ana, words=WORDS)
    file = folder / "notes.md"
    assert export(ana, secret, file, "--form", "markdown") == 0
    assert f"> {WORDS}" in file.read_text()


def test_nothing_is_overwritten_without_a_word(ana, secret, folder, capsys):
    file = folder / "notes.json"
    file.write_text("something else")
    assert export(ana, secret, file) == 2
    assert file.read_text() == "something else"
    assert "--overwrite" in capsys.readouterr().err
    assert export(ana, secret, file, "--overwrite") == 0
    assert json.loads(file.read_text())["resourceType"] == "Bundle"


def test_a_file_that_came_to_be_meanwhile_is_not_overwritten(folder):
    target = folder / "notes.json"

    def pieces():
        yield b"{"
        target.write_text("something else")
        yield b"}"

    with pytest.raises(carrying._Refusal):
        carrying._write(pieces(), target, overwrite=False)
    assert target.read_text() == "something else"
    assert [one.name for one in folder.iterdir()] == ["notes.json"]


def test_an_interrupted_export_leaves_nothing(ana, secret, folder, monkeypatch, capsys):
    def interrupted(self, *, now):
        yield b"{"
        raise KeyboardInterrupt

    monkeypatch.setattr(flows.Export, "bundle", interrupted)
    assert export(ana, secret, folder / "notes.json") == 130
    assert list(folder.iterdir()) == []
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_export_that_is_ended_leaves_nothing(
    ana, secret, folder, monkeypatch, capsys, number
):
    begun = []

    def ended(self, *, now):
        yield b"{"
        begun.extend(one.suffix for one in folder.iterdir())
        os.kill(os.getpid(), number)
        yield b"}"

    monkeypatch.setattr(flows.Export, "bundle", ended)
    before = signal.getsignal(number)
    signal.signal(number, signal.SIG_DFL)
    try:
        assert export(ana, secret, folder / "notes.json") == 128 + number
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)
    assert begun == [".part"]
    assert list(folder.iterdir()) == []
    assert "ended" in capsys.readouterr().err


def test_an_export_goes_on_where_the_end_of_a_terminal_is_ignored(
    ana, secret, folder, monkeypatch
):
    def ended(self, *, now):
        yield b"{"
        os.kill(os.getpid(), signal.SIGHUP)
        yield b"}"

    monkeypatch.setattr(flows.Export, "bundle", ended)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert export(ana, secret, folder / "notes.json") == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (folder / "notes.json").read_bytes() == b"{}"


def test_a_damaged_row_is_told_by_the_exit_code(ana, secret, folder, capsys):
    kept = people.keep(ana, words="Damaged")
    people.keep(ana, words="Whole")
    SealedRow.objects.filter(id=kept).update(sealed=b"noise")
    file = folder / "notes.json"
    assert export(ana, secret, file) == 1
    assert "Whole" in file.read_text()
    assert "1 entry could not be opened." in capsys.readouterr().err


def test_what_is_not_taken_in_is_told_by_the_exit_code(ana, secret, folder, capsys):
    other = {"resource": {"resourceType": "Patient"}}
    found = {"resourceType": "Bundle", "type": "collection", "entry": [other]}
    file = folder / "notes.json"
    file.write_text(json.dumps(found))
    assert bring(ana, secret, file) == 1
    assert "not taken in" in capsys.readouterr().out


def test_refusals_end_with_two_and_a_sentence(ana, secret, folder, capsys):
    file, none = folder / "notes.json", folder / "none"
    wrong = folder / "wrong"
    wrong.write_text("another password")
    none.write_text("no bundle")
    refused = [
        export(ana, str(wrong), file),
        export(ana, str(folder / "missing"), file),
        export(ana, secret, folder),
        export(ana, secret, folder / "no" / "folder.json"),
        run("export", file, "--name", "nobody", "--password-file", secret),
        bring(ana, secret, none),
        bring(ana, secret, folder / "missing"),
        bring(ana, str(wrong), none),
    ]
    assert refused == [2] * len(refused)
    said = capsys.readouterr().err
    assert said.count("holdspace: ") == len(refused)
    assert "another password" not in said
    assert not file.exists()


@pytest.mark.parametrize(
    ("hurt", "told"),
    [
        (lambda: ManifestPart.objects.update(sealed=b"noise"), "is damaged"),
        (lambda: PersonLock.objects.update(private=b"noise"), "is damaged"),
        (lambda: PersonLock.objects.all().delete(), "not there any more"),
    ],
    ids=["list", "key", "no lock"],
)
def test_damage_is_a_sentence_and_no_crash(ana, secret, folder, capsys, hurt, told):
    people.keep(ana, words=WORDS)
    whole = folder / "whole.json"
    assert export(ana, secret, whole) == 0
    hurt()
    file = folder / "notes.json"
    assert export(ana, secret, file) == 2
    assert export(ana, secret, file, "--form", "markdown") == 2
    assert bring(ana, secret, whole) == 2
    said = capsys.readouterr().err
    assert said.count("holdspace: ") == said.count(told) == 3
    assert [one.name for one in folder.iterdir()] == ["whole.json"]


@pytest.mark.parametrize("refusal", [Locked, NotThere, Unreadable, TooLong])
def test_what_a_page_would_refuse_is_a_sentence(
    ana, secret, folder, monkeypatch, capsys, refusal
):
    def refused(self, *, now):
        yield b"{"
        raise refusal

    monkeypatch.setattr(flows.Export, "bundle", refused)
    assert export(ana, secret, folder / "notes.json") == 2
    assert list(folder.iterdir()) == []
    assert capsys.readouterr().err.startswith("holdspace: ")


def test_standard_output_and_input_do_as_well(
    ana, cleo, secret, monkeypatch, capsysbinary
):
    people.keep(ana, words=WORDS)
    assert export(ana, secret, "-") == 0
    raw = capsysbinary.readouterr().out
    assert WORDS.encode() in raw
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert bring(cleo, secret, "-") == 0
    assert len(flows.list_entries(cleo.space, kind=flows.REFLECTION)) == 1


def test_the_password_is_asked_for_where_no_file_is_named(ana, folder, monkeypatch):
    asked = []

    def ask(prompt, stream):
        asked.append((prompt, stream is sys.stderr))
        return PASSWORD

    monkeypatch.setattr(carrying.getpass, "getpass", ask)
    assert run("export", folder / "notes.json", "--name", ana.sign_in) == 0
    assert asked == [("Password: ", True)]


def test_progress_is_told_on_a_terminal_and_nowhere_else(
    ana, secret, folder, monkeypatch, capsys
):
    people.keep(ana, words=WORDS)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert export(ana, secret, folder / "one.json") == 0
    assert "1 of 1" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert export(ana, secret, folder / "two.json", "--quiet") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["export", "import"])
def test_help_says_what_the_exit_codes_mean(command, capsys):
    with pytest.raises(SystemExit):
        run(command, "--help")
    said = " ".join(capsys.readouterr().out.split())
    assert "0 done; 1 done, and something could not be opened" in said
    assert "130 interrupted" in said


def test_whoever_stops_reading_is_no_crash(tmp_path):
    """As a process of its own, into a pipe that is closed at once."""
    env = {
        **os.environ,
        "HOLDSPACE_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "holdspace.config.space.settings",
        "DATABASE_URL": "",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    make = "from holdspace.config import demo; demo.make()"
    ready = "from holdspace.cli import setting_up; setting_up.make_ready(); "
    subprocess.run([sys.executable, "-c", ready + make], env=env, check=True)
    password = tmp_path / "password"
    password.write_text("rain on the allotment roof")
    command = [sys.executable, "-m", "holdspace.cli", "export", "-", "--name", "demo"]
    with subprocess.Popen(
        [*command, "--password-file", str(password)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 2
