from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_prepared_file_is_what_migrating_from_nothing_gives():
    fresh = subprocess.run(
        [sys.executable, ROOT / "tests/write_prepared.py", "--print"],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout
    kept = (ROOT / "src/holdspace/config/prepared.sql").read_text(encoding="utf-8")
    assert kept == fresh, "run ./do prepare"
