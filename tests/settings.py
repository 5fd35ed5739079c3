"""Settings for tests: the real ones, with cheap passwords and a database of their own.

The data folder is made for each process and thrown away with it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests import postgres

_FOLDER = tempfile.mkdtemp(prefix="holdspace-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
for name in (
    "ADDRESS",
    "PORT",
    "WORKERS",
    "BEHIND_PROXY",
    "TLS_CERTIFICATE",
    "TLS_KEY",
    "HOSTS",
    "SIGNUP",
    "MIN_AGE",
    "HELP_COUNTRY",
    "LEAVE_TO",
    "IDLE_MINUTES",
    "THERAPIST_IDLE_MINUTES",
    "DEMO",
    "TIME_ZONE",
    "MAIL_HOST",
    "MAIL_PORT",
    "MAIL_USER",
    "MAIL_PASSWORD",
    "MAIL_PASSWORD_FILE",
    "MAIL_SECURITY",
    "MAIL_FROM",
    "SITE",
    "SECRET_KEY_FILE",
    "DATABASE_URL",
):
    os.environ.pop(name, None)
os.environ["HOLDSPACE_DATA"] = _FOLDER
os.environ["SECRET_KEY"] = "only for tests, and long enough to be taken as one"
# Started here, before pytest makes its workers: they inherit the address.
_server = postgres.wanted()
if _server is not None:
    os.environ["HOLDSPACE_TEST_POSTGRES"] = os.environ["DATABASE_URL"] = _server

from holdspace.config.space.settings import *  # noqa: E402, F403
from holdspace.core.vault import CHEAPEST  # noqa: E402

PASSWORD_COST = CHEAPEST
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A file, not memory: several threads and the write-ahead log are part of the story.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{_FOLDER}/test.sqlite3"}  # noqa: F405
ACCOUNT_RATE_LIMITS = False
