"""Keep ``content/columns.toml`` and the threat model's table of columns the same.

    ./do columns            write the table from the file
    ./do columns --import   take lines of the table that the file has not, or has
                            otherwise, into the file; what is not in the table stays

The file says more than the table: why a column is there, and what a table holds. What
is taken in without these gets empty ones, and a test asks for them:

    says    of a table: what it holds, to the person, in one sentence
    nobody  of a table: true if no row of it leads to a person
    passing of a table: true if a backup leaves its rows out, as who is signed in
    why     of a column: why it is there
    pad     of a sealed column: words, small or none, as it is given to the vault; or
            other, if it is no envelope of the vault's
    shown   of a column that helps to guess or to open: how many bytes the page shows
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

HOUSE = Path(__file__).parents[1]
FILE = HOUSE / "src/holdspace/content/columns.toml"
MODEL = HOUSE / "THREAT_MODEL.md"
LINE = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)
HEAD = (
    "# Every stored column: how it is kept, what it tells a thief, why it is there.\n"
    "# THREAT_MODEL.md's table is written from this: ./do columns. A test compares\n"
    "# both with the tables of the running program.\n"
)


def read():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def lines(described):
    """The lines of the threat model's table."""
    return [
        f"| `{table}` | `{name}` | {one['kept']} | {one['tells']} |"
        for table, inside in described.items()
        for name, one in inside.items()
        if isinstance(one, dict)
    ]


def with_table(model, described):
    """The threat model with its table written from the file."""
    found = list(LINE.finditer(model))
    start, end = found[0].start(), found[-1].end()
    return model[:start] + "\n".join(lines(described)) + model[end:]


def taken_in(model, described):
    """The file's content with the lines of the table in it, in the table's order."""
    result = {}
    for table, name, kept, tells in LINE.findall(model):
        before = described.get(table, {"says": ""})
        inside = result.setdefault(
            table, {k: v for k, v in before.items() if not isinstance(v, dict)}
        )
        known = before.get(name, {})
        inside[name] = {"why": "", **known, "kept": kept, "tells": tells}
    return result


def as_toml(described):
    """Write it down, in one layout."""
    parts = [HEAD]
    for table, inside in described.items():
        parts.append(f"\n[{table}]\n{_values(inside)}")
        for name, one in inside.items():
            if isinstance(one, dict):
                parts.append(f"\n[{table}.{name}]\n{_values(one)}")
    return "".join(parts)


def _values(inside):
    order = ("says", "nobody", "passing", "kept", "tells", "why", "pad", "shown")
    return "".join(
        f"{key} = {json.dumps(inside[key], ensure_ascii=False)}\n"
        for key in order
        if key in inside
    )


if __name__ == "__main__":
    text = MODEL.read_text(encoding="utf-8")
    if "--import" in sys.argv:
        content = taken_in(text, read() if FILE.exists() else {})
        FILE.write_text(as_toml(content), encoding="utf-8")
    else:
        MODEL.write_text(with_table(text, read()), encoding="utf-8")
