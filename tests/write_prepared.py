"""Write the prepared database file anew: ``./do prepare`` after a new migration."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def fresh_dump() -> str:
    """Migrate an empty database from its beginning and write it down."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    from django.conf import settings

    from holdspace.config import prepared

    return prepared.dump(Path(settings.DATABASES["default"]["NAME"]))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOLDSPACE_DATA"] = folder
        os.environ["SECRET_KEY"] = "x" * 50
        os.environ["DATABASE_URL"] = ""
        os.environ["DJANGO_SETTINGS_MODULE"] = "holdspace.config.space.settings"
        text = fresh_dump()
    target = Path(__file__).parents[1] / "src/holdspace/config/prepared.sql"
    if "--print" in sys.argv:
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8")
