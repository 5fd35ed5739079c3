"""What every command needs first: the data folder, its secret, the database."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from holdspace.config import readers

if TYPE_CHECKING:
    from pathlib import Path


def make_ready() -> None:
    """Make what is missing: the data folder, its secret, the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.config.space.settings")
    folder = data_folder()
    secret = folder / "secret-key"
    given = os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")
    if not given and not secret.exists():
        write_secret(secret, secrets.token_urlsafe(48).encode())
    import django

    django.setup()
    from holdspace.config import prepared

    prepared.make_database()


def data_folder() -> Path:
    """The data folder, made if it is missing, for its owner's eyes alone."""
    folder = readers.data_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that nobody else on this machine can open."""
    # Made with its permissions, not given them afterwards: there is no moment in
    # which somebody else on this machine could open it.
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
    ) as f:
        f.write(content)
