"""``holdspace guide check``: any file, one line of JSON, no crash."""

from __future__ import annotations

import json

from holdspace.cli import main
from holdspace.cli.looking_over import lay_out
from holdspace.core.guides import read_guide
from tests.everything import EVERYTHING


def test_each_file_gets_one_line(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(EVERYTHING))
    bad.write_bytes(b"\xff{")
    gone = tmp_path / "gone.json"
    assert main(["guide", "check", str(good), str(bad), str(gone)]) == 1
    lines = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in lines] == [str(good), str(bad), str(gone)]
    assert [one["ok"] for one in lines] == [True, False, False]
    assert lines[0]["items"] > 30
    assert lines[0]["problems"] == []
    assert any("file cannot be answered" in one for one in lines[0]["unsupported"])
    assert lines[1]["problems"] == ["This file is not a form that can be read."]
    assert lines[2]["problems"] == ["This file cannot be opened."]
    assert all(
        set(one) == {"file", "ok", "problems", "unsupported", "items"} for one in lines
    )
    assert main(["guide", "check", str(good)]) == 0


def test_laying_out_draws_every_screen():
    guide = read_guide(json.dumps(EVERYTHING).encode())
    assert lay_out(guide) > len(guide.places)
