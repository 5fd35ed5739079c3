"""What counts over whole diaries is imported by whoever counts, not by a start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]
CODE = """
import sys
import django
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
WSGIHandler()
assert len(get_resolver().url_patterns) > 1
print(*(one for one in ("numpy", "scipy", "typst") if one in sys.modules))
"""


def test_a_server_starts_without_what_patterns_need():
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{HOUSE / 'src'}:{HOUSE}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
