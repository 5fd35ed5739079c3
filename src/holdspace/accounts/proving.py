"""Asking for the password once more, where an open space is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.http import HttpRequest

NOT_THE_ONE = (
    "This password does not open this space. Nothing was changed; you can try again."
)


class NotProved(Exception):
    """The password is another one, or there were many tries.

    ``sentence`` says which, to the person.
    """

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__("The password was not proved.")


def prove(request: HttpRequest, password: str) -> None:
    """Make sure that whoever is there knows the password of who is signed in.

    A phone that was left open is not enough. It costs one slow derivation, and is
    counted like a try to sign in.

    Raises:
        NotProved: It is not proved.
        SpaceDamaged: The password is right and the stored key is damaged.
    """
    if not request.user.is_authenticated:
        raise NotProved(NOT_THE_ONE)
    try:
        found = get_adapter().authenticate(
            request, username=request.user.sign_in, password=password
        )
    except ValidationError as too_many:
        raise NotProved(" ".join(too_many.messages)) from None
    if found is None or found.pk != request.user.pk:
        raise NotProved(NOT_THE_ONE)
    # Its cost may have been raised on the way, and with it what the session is
    # bound to.
    update_session_auth_hash(request, found)
