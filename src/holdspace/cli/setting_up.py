"""What every command needs first: the data folder, its secret, the database."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from holdspace.config import holding, readers

if TYPE_CHECKING:
    from pathlib import Path


def make_ready() -> None:
    """Make what is missing: the data folder, its secret, the database.

    Raises:
        SettingRefused: A restore has the folder to itself just now.
    """
    folder = data_folder()
    try:
        holding.hold(folder)
    except holding.InUse:
        raise readers.SettingRefused(
            "a restore is under way in this data folder. Wait until it has ended."
        ) from None
    make_secret(folder)
    load_settings()
    from holdspace.config import prepared

    prepared.make_database()


def load_settings() -> None:
    """Read the settings of the private space; nothing is made, no table touched.

    Raises:
        SettingRefused: One of them is missing or cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.config.space.settings")
    import django
    from django.apps import apps

    # Once in a process: a second time would bind the logs to whatever standard error
    # is at that moment.
    if not apps.ready:
        django.setup()


def secret_is_elsewhere() -> bool:
    """Whether the secret comes from the environment, not from the data folder."""
    return bool(os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"))


def make_secret(folder: Path) -> None:
    """Make the secret of this folder, unless it is there or comes from elsewhere."""
    secret = folder / "secret-key"
    if not secret_is_elsewhere() and not secret.exists():
        write_secret(secret, secrets.token_urlsafe(48).encode())


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
