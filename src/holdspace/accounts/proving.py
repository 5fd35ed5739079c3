"""Asking for the password once more, where an open space is not enough.

A phone that was left open is not enough for everything. Tries are counted together
with those at signing in and unlocking, and given back when the password was right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from holdspace.accounts import flows, unlocking
from holdspace.core import vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

    from holdspace.accounts.models import Person

NOT_THE_ONE = (
    "This password does not open this space. Nothing was changed; you can try again."
)
MEANWHILE = (
    "The password or the recovery code was changed somewhere else at the same moment, "
    "and that stays. Nothing was changed here; you can look, and try again."
)


def proved(request: HttpRequest, form: Form) -> Person | None:
    """Make sure that whoever is there knows the password of who is signed in.

    It costs one slow derivation. What does not work stands on the form.

    Returns:
        The person with their keys in hand, or nothing if it is not proved.

    Raises:
        SpaceDamaged: The password is right and the stored key is damaged.
    """
    person = cast("Person", request.user)
    password = form.cleaned_data["password"]
    try:
        found = get_adapter().authenticate(
            request, username=person.sign_in, password=password
        )
    except ValidationError as too_many:
        form.add_error(None, too_many)
        return None
    if found is None or found.pk != person.pk:
        form.add_error("password", NOT_THE_ONE)
        return None
    unlocking.stay(request, found)
    return cast("Person", found)


def with_password[Outcome](
    request: HttpRequest, form: Form, act: Callable[[], Outcome]
) -> Outcome | None:
    """Do what checks the password of now itself; what does not work stands on the form.

    Returns:
        What was done gave, or nothing if it was refused.
    """
    adapter = get_adapter()
    person = request.user
    try:
        adapter.pre_authenticate(request, username=person.get_username())
        outcome = act()
    except ValidationError as too_many:
        form.add_error(None, too_many)
    except vault.WrongPassword:
        form.add_error("password", NOT_THE_ONE)
    except flows.ChangedMeanwhile:
        form.add_error(None, MEANWHILE)
    else:
        adapter.give_back_try()
        return outcome
    return None
