"""Read settings from the environment, typed, or say plainly how to set them."""

from __future__ import annotations

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingRefused(Exception):
    """A setting is missing or cannot be used; the message says how to set it."""


def text(name: str, default: str, *, among: tuple[str, ...] = ()) -> str:
    """Read ``name`` as text; with ``among``, only one of those words is taken.

    Raises:
        SettingRefused: The value is not among the allowed words.
    """
    value = os.environ.get(name, "").strip() or default
    if among and value not in among:
        allowed = ", ".join(among)
        raise SettingRefused(
            f"{name} takes one of: {allowed}. Set it in the environment."
        )
    return value


def flag(name: str) -> bool:
    """Read ``name`` as yes or no; unset is no.

    Raises:
        SettingRefused: The value is neither.
    """
    return text(name, "no", among=("yes", "no")) == "yes"


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Read ``name`` as a whole number from ``least`` to ``most``.

    Raises:
        SettingRefused: The value is not such a number.
    """
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingRefused(f"{name} takes a whole number from {least} to {most}.")
    return int(value)


def secret(name: str, *, kept_in: Path) -> str:
    """Read a secret from ``name``, ``name_FILE`` or the file ``kept_in``.

    There is no default: a secret that everybody knows is none.

    Raises:
        SettingRefused: The secret is in none of the three places, or too short.
    """
    value = os.environ.get(name, "")
    if not value:
        path = Path(os.environ.get(f"{name}_FILE", "") or kept_in)
        value = path.read_text(encoding="ascii") if path.is_file() else ""
    value = value.strip()
    if len(value) < 32:
        raise SettingRefused(
            f"{name} is missing or shorter than 32 characters. `holdspace serve` makes "
            f"one in the data folder; or set {name}, or {name}_FILE to a file with it."
        )
    return value


def optional_secret(name: str) -> str:
    """Read a secret that may be missing from ``name`` or the file ``name_FILE``.

    Raises:
        SettingRefused: ``name_FILE`` names a file that cannot be read.
    """
    value = os.environ.get(name, "")
    given = os.environ.get(f"{name}_FILE", "").strip()
    if value or not given:
        return value
    try:
        return Path(given).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as refusal:
        raise SettingRefused(f"{name}_FILE names a file that cannot be read.") from (
            refusal
        )


def sender(name: str, *, needed: bool) -> str:
    """Read the address that mails come from.

    Raises:
        SettingRefused: It is needed and missing, or it is no address.
    """
    value = os.environ.get(name, "").strip()
    address = parseaddr(value)[1]
    plain = address.isascii() and address.isprintable()
    whole = all(address.rpartition("@"))
    if (needed or value) and not (plain and whole):
        raise SettingRefused(
            f"{name} takes the address that mails come from, such as "
            "notes@example.org. MAIL_HOST needs it."
        )
    return value


def site(name: str, *, host: str, port: int, https: bool, proxy: bool) -> str:
    """Read the address at which this site is reached, without a slash at the end.

    Args:
        name: The variable.
        host: The name or address it is reached by, where the variable is not set.
        port: The port it listens at; behind a proxy nobody sees it.
        https: Whether it is reached by HTTPS.
        proxy: Whether a proxy stands in front of it.

    Raises:
        SettingRefused: It is no such address.
    """
    place = f"[{host}]" if ":" in host else host
    otherwise = f"{'https' if https else 'http'}://{place}{'' if proxy else f':{port}'}"
    value = (os.environ.get(name, "").strip() or otherwise).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise SettingRefused(
            f"{name} takes the address this is reached at, such as "
            "https://space.example.org."
        )
    return value


def mailer(
    host: str, port: int, user: str, password: str, security: str
) -> dict[str, Any]:
    """Describe how mails go out; without a host, they go nowhere.

    Returns:
        The ``default`` entry of Django's ``MAILERS``.
    """
    if not host:
        # A mistake would go nowhere instead of somewhere.
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    return {
        "BACKEND": "holdspace.journal.postbox.Backend",
        "OPTIONS": {
            "host": host,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": security == "starttls",
            "use_ssl": security == "tls",
            "timeout": 20,
        },
    }


def data_folder() -> Path:
    """Where this installation keeps its database and secrets.

    ``HOLDSPACE_DATA`` decides; otherwise ``var`` in a source checkout, and the
    person's own data folder for an installed package.
    """
    given = os.environ.get("HOLDSPACE_DATA", "").strip()
    if given:
        return Path(given).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    home = os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
    return Path(home).expanduser() / "holdspace"


# SQLite as measured for this product: WAL with FULL loses nothing confirmed at a
# power cut; IMMEDIATE takes the write lock first, so two writers wait instead of
# failing; secure_delete overwrites what is removed; temporary tables stay in memory,
# because a temporary file could outlive what it was made from. Nothing is mapped and
# little is held (1 MB a thread; the operating system holds the file anyway): more made
# no page quicker, and two workers on a long diary stay below 160 MiB.
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cache_size=-1000; "
    "PRAGMA journal_size_limit=27103364;"
)


def database(data: Path) -> dict[str, Any]:
    """Describe the database: ``DATABASE_URL``, or one SQLite file in ``data``.

    Returns:
        The ``default`` entry of Django's ``DATABASES``.

    Raises:
        SettingRefused: The address is of another kind than ``postgres://``.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "space.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": _SQLITE_START,
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingRefused(
            "DATABASE_URL takes postgres://user:password@host:port/name; "
            "leave it empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
