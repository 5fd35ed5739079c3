"""ARCHITECTURE.md's table of rooms and the rooms themselves say the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = HOUSE / "src" / "holdspace"
ROW = re.compile(r"^\| `([a-z.]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
DATA_ONLY = {"content"}


def _table():
    text = (HOUSE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## Rooms")[2].partition("\n## ")[0]
    return {room: (owns, imports) for room, owns, imports in ROW.findall(section)}


def _path(room):
    place = ROOMS / room.replace(".", "/")
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _rooms():
    folders = {one.name for one in ROOMS.iterdir() if (one / "__init__.py").is_file()}
    modules = {one.stem for one in ROOMS.glob("*.py")} - {"__init__"}
    core = {f"core.{one.parent.name}" for one in (ROOMS / "core").glob("*/__init__.py")}
    return (folders - DATA_ONLY - {"core"}) | modules | core


def _imported(room):
    place = ROOMS / room.replace(".", "/")
    files = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    for file in files:
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{name.name}" for name in node.names)
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


def test_every_room_stands_in_the_table():
    assert set(_table()) == _rooms()


def test_a_room_says_of_itself_what_the_table_says():
    for room, (owns, _) in _table().items():
        docstring = ast.get_docstring(_tree(_path(room))) or ""
        assert docstring.partition("\n")[0] == owns, room


def test_a_room_imports_what_the_table_says_and_no_more():
    rooms = _rooms()
    for room, (_, imports) in _table().items():
        if imports == "all rooms":
            continue
        found = {
            other
            for name in _imported(room)
            for other in rooms - {room}
            if name == f"holdspace.{other}" or name.startswith(f"holdspace.{other}.")
        }
        said = set(re.findall(r"`([a-z.]+)`", imports))
        assert found == said & rooms, room
