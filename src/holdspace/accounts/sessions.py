"""Django's sessions, sealed: a stolen row says only until which day it lasts.

The cookie holds a random token. The row is found by a value derived from it and
sealed under another, so that neither the database nor a log of it opens a session.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from holdspace.accounts import store
from holdspace.core import vault
from holdspace.web import clock

LEAST_BYTES = 1020
"""With the four bytes of its length, what is sealed of a session fills 1,024."""


class SessionStore(SessionBase):
    """Keep a session's content sealed under the token in its cookie."""

    def load(self) -> dict[str, Any]:
        """Read the session; what does not open counts as no session at all."""
        token = self.session_key
        row = vault.token_id(token) if token else ""
        sealed = store.get_session(row, clock.now()) if row else None
        if token is None or sealed is None:
            self._session_key = None
            return {}
        try:
            words = vault.unseal_under_token(sealed, token)
        except vault.Unreadable:
            self._session_key = None
            return {}
        content: dict[str, Any] = json.loads(words)
        return content

    def exists(self, session_key: str) -> bool:
        """Whether a session of this token is stored."""
        return store.is_session(vault.token_id(session_key))

    def create(self) -> None:
        """Begin a session under a fresh token."""
        self._session_key = self._get_new_session_key()
        self.modified = True
        self.save(must_create=True)

    def save(self, must_create: bool = False) -> None:
        """Store the session.

        Raises:
            CreateError: A session of this token exists where none may.
            UpdateError: The session was ended meanwhile; it stays ended.
        """
        if self.session_key is None:
            self.create()
            return
        row = vault.token_id(self.session_key)
        # The base class has no other way to say "do not read what is not there".
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        stored = store.is_session(row)
        if must_create and stored:
            raise CreateError
        if not must_create and not stored:
            raise UpdateError
        # Filled up with spaces, which JSON passes over: the row has one size whether
        # somebody is signed in, halfway in, or setting up a second step.
        words = json.dumps(content).encode().ljust(LEAST_BYTES)
        sealed = vault.seal_under_token(words, self.session_key)
        store.replace_session(row, sealed, _end_of(clock.now()))

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        token = session_key or self.session_key
        if token:
            store.remove_session(vault.token_id(token))

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has ended."""
        store.remove_ended(clock.now())

    def _get_new_session_key(self) -> str:
        return vault.new_token()


def _end_of(now: datetime) -> datetime:
    # Rounded up to a whole day: the column tells the day of the last session, and
    # not the hour in which somebody could not sleep.
    end = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    midnight = end.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)
