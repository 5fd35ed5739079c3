"""Second steps as they are stored: sealed whole by the server, and without a moment.

django-allauth brings the table. Its own hook reaches the secret of an app only; a
passkey, its name, which backup codes are used and when a step was made or used it
keeps in clear. So every row is sealed here as it is saved, whoever saves it, and
opened as it is read.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models.signals import post_init, post_save, pre_save
from django.dispatch import receiver

from holdspace.core import vault
from holdspace.core.vault import About, Key, Sealed

NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands in the table where allauth would keep a moment."""

_USE = "second-step"
_HIGHEST_ID = 2**62


def is_damaged(step: Authenticator) -> bool:
    """Whether what this step rests on could not be opened."""
    return bool(getattr(step, "damaged", False))


@receiver(pre_save, sender=Authenticator)
def seal_step(instance: Authenticator, **_: object) -> None:
    """Seal what is about to be stored, and take the moments out of it.

    Raises:
        Unreadable: The step is damaged: what cannot be read is never overwritten.
    """
    if is_damaged(instance):
        raise vault.Unreadable
    if instance.pk is None:
        # Random: a counted id would tell how many steps were ever made here.
        instance.pk = secrets.randbelow(_HIGHEST_ID) + 1
    instance.created_at, instance.last_used_at = NO_MOMENT, None
    instance.readable = instance.data
    words = json.dumps(instance.data).encode()
    sealed = vault.seal(words, _key(), _about(instance))
    instance.data = {"sealed": base64.b64encode(sealed).decode()}


@receiver(post_save, sender=Authenticator)
def keep_readable(instance: Authenticator, **_: object) -> None:
    """Leave the object in memory as it was before it was stored."""
    instance.data = instance.readable


@receiver(post_init, sender=Authenticator)
def open_step(instance: Authenticator, **_: object) -> None:
    """Open what was read from the table; what does not open is marked, not told."""
    if instance.pk is None or "data" not in instance.__dict__:
        return
    try:
        instance.data = _opened(instance)
    except vault.Unreadable:
        instance.data, instance.damaged = {}, True


def _opened(step: Authenticator) -> dict[str, Any]:
    try:
        sealed = Sealed(base64.b64decode(step.data["sealed"], validate=True))
    except (KeyError, TypeError, ValueError) as refusal:
        raise vault.Unreadable from refusal
    data: dict[str, Any] = json.loads(vault.unseal(sealed, _key(), _about(step)))
    return data


def _about(step: Authenticator) -> About:
    # Whose, which and of which kind: a row given to somebody else does not open.
    return About(step.user_id, UUID(int=step.pk), f"second/{step.type}")


def _key() -> Key:
    return vault.server_key(settings.SECRET_KEY, _USE)
