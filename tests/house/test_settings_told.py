"""Every setting is in `.env.example` and in the README, and nothing else is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
CONFIG = HOUSE / "src" / "holdspace" / "config"
READERS = {"text", "flag", "number", "secret", "optional_secret", "sender", "site"}
# Where systems keep the data of programs; it is read, and not ours to set.
NOT_OURS = {"XDG_DATA_HOME"}


def _calls():
    for file in CONFIG.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                yield ast.unparse(node.func), node.args[0]


def _read():
    for function, first in _calls():
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            continue
        if function.removeprefix("readers.") in READERS:
            yield first.value
        if function.endswith("secret"):
            yield f"{first.value}_FILE"
        if function == "os.environ.get":
            yield first.value


def _of_file(name, pattern):
    text = (HOUSE / name).read_text(encoding="utf-8")
    found = re.findall(pattern, text, re.MULTILINE)
    assert len(found) == len(set(found)), f"{name} names a setting twice"
    return set(found)


def test_the_example_names_every_setting_that_is_read():
    assert _of_file(".env.example", r"^# ([A-Z_]+)=") == set(_read()) - NOT_OURS


def test_the_readme_names_every_setting_that_is_read():
    assert _of_file("README.md", r"^\| `([A-Z_]+)` \|") == set(_read()) - NOT_OURS
