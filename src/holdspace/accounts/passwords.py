"""What a password may not be, beyond Django's list of common ones."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

FEWEST_DIFFERENT = 5
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")


class LongEnoughValidator(MinimumLengthValidator):
    """Refuse a short password, in our words."""

    def get_error_message(self) -> str:
        """Say how many characters are needed."""
        return f"A few more characters are needed: {self.min_length} or more."


class NotAPatternValidator(CommonPasswordValidator):
    """Refuse long passwords that are a short common thing, stretched.

    At fifteen characters the list of common passwords hardly bites; what people
    reach for instead is one of its words repeated, or with digits behind it.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Refuse a pattern.

        Raises:
            ValidationError: The password is such a pattern.
        """
        lowered = password.lower()
        name = getattr(user, "sign_in", "")
        if (
            len(set(lowered)) < FEWEST_DIFFERENT
            or _steps(lowered)
            or _unit(lowered) in self.passwords
            or _unit(lowered) != lowered
            or lowered.strip("0123456789 .,-_!?*#") in self.passwords
            or any(row in lowered for row in _ROWS)
            or (len(name) >= 5 and name in lowered)
        ):
            raise ValidationError(
                "This one is easy to guess: it follows a pattern or holds your "
                "sign-in name. A few words that only you would put together work well.",
                code="password_pattern",
            )

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return "Not a repeated or counted pattern, and not your sign-in name."


def _unit(text: str) -> str:
    """The shortest piece that ``text`` is a repetition of."""
    place = (text + text).find(text, 1)
    return text[:place]


def _steps(text: str) -> bool:
    """Whether nearly every character follows from the one before, as in 12345."""
    same = sum(abs(ord(b) - ord(a)) == 1 for a, b in pairwise(text))
    return same > len(text) * 0.7
