"""Django's own deployment check, with the settings of a space behind a proxy."""

from __future__ import annotations

import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    os.environ.update(
        HOLDSPACE_DATA=folder,
        SECRET_KEY="a secret for this check only, 50 characters or more of it",
        BEHIND_PROXY="yes",
        HOSTS="space.example.org",
        DATABASE_URL="",
        DJANGO_SETTINGS_MODULE="holdspace.config.space.settings",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", "--deploy", "--fail-level", "WARNING")
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
