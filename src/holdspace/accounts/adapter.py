"""How django-allauth is used here: its sign-in steps and rate limits, our people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Say allauth's refusals in our words, and put nothing into a mail or message."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "rate_limited": (
            "There were many tries in a short time. It opens again in a few minutes."
        ),
        "too_many_login_attempts": (
            "There were many tries in a short time. It opens again in a few minutes."
        ),
    }

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Show nothing: the pages say what happened."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Send nothing: this version has no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining goes through our own page only."""
        return False

    def give_back_try(self) -> None:
        """Take a try at a password back out of the count, when it was the right one.

        Its own tries alone: wiping the count would let somebody who knows one
        password go on guessing another.
        """
        self._rollback_login_failed_rl_usage()
