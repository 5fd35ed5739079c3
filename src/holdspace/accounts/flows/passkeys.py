"""Passkeys as a second step: made by a browser, proved by it, for one address only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from holdspace.accounts import steps, store
from holdspace.accounts.flows.stepping import PASSKEY, Proof, WrongStep, changing
from holdspace.accounts.trails import Touched
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from allauth.mfa.models import Authenticator
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

    from holdspace.accounts.spaces import Space

MOST = 10
"""How many passkeys one person can have."""
_NAME = "Notes"
_NUMBERED = "Passkey {}"

type State = dict[str, Any]
"""What has to be remembered between asking a browser and its answer."""


@dataclass(frozen=True, slots=True)
class Site:
    """The address at which a passkey is made or asked for; it works at no other.

    Attributes:
        origin: Scheme, host and port, as the browser names them.
    """

    origin: str

    @property
    def host(self) -> str:
        """The host alone."""
        return urlsplit(self.origin).hostname or ""

    @property
    def takes_passkeys(self) -> bool:
        """Whether browsers make passkeys here: HTTPS under a name, or localhost."""
        if self.host == "localhost":
            return True
        named = not self.host.replace(".", "").isdigit() and ":" not in self.host
        return self.origin.startswith("https://") and named


def ask_for_new(*, person: UUID, site: Site) -> tuple[str, State]:
    """What a browser needs to make a passkey, as JSON, and what to remember of it.

    Raises:
        NotThere: There is no such person, or they have ten passkeys already.
    """
    from fido2.webauthn import PublicKeyCredentialUserEntity

    found = store.get_person(person)
    if found is None or len(_passkeys(person)) >= MOST:
        raise NotThere
    who = PublicKeyCredentialUserEntity(
        id=person.bytes, name=found.sign_in, display_name=found.sign_in
    )
    options, state = _server(site).register_begin(who, _credentials(person))
    return json.dumps(dict(options.public_key)), state


def add_passkey(
    space: Space, *, site: Site, state: State, credential: str, now: datetime
) -> None:
    """Begin to take a passkey as the second step. The first brings backup codes along.

    Its name is ours, a number: what a device is called is nobody's business.

    Raises:
        WrongStep: The browser's answer is not one to what it was asked.
        NotThere: There are ten already.
    """
    given = _loaded(credential)
    made = _checked(lambda: _server(site).register_complete(state, given))
    with changing(space, what=Touched.FACTOR_ON, now=now):
        known = _passkeys(space.person)
        if len(known) >= MOST:
            raise NotThere
        taken = {one.data.get("name") for one in known}
        names = (_NUMBERED.format(number) for number in range(1, MOST + 1))
        if made.credential_data in _credentials(space.person):
            raise WrongStep
        store.add_passkey(space.person, next(n for n in names if n not in taken), given)
        store.add_backup_codes(space.person)


def ask_for_one(*, person: UUID, site: Site) -> tuple[str, State] | None:
    """What a browser needs to prove a passkey, or nothing if there is none here."""
    credentials = _credentials(person)
    if not credentials or not site.takes_passkeys:
        return None
    options, state = _server(site).authenticate_begin(credentials)
    return json.dumps(dict(options.public_key)), state


def prove_with_passkey(
    *, person: UUID, site: Site, state: State, credential: str
) -> Proof:
    """Take the second step with a passkey.

    Raises:
        WrongStep: It is not one of theirs, or not an answer to what was asked.
    """
    given, known = _loaded(credential), _credentials(person)
    if not known:
        raise WrongStep
    _checked(lambda: _server(site).authenticate_complete(state, known, given))
    return Proof(person)


def _server(site: Site) -> Fido2Server:
    # Loaded where it is needed: it takes 13 MiB, and most spaces have no passkey.
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    place = PublicKeyCredentialRpEntity(id=site.host, name=_NAME)
    # Exactly this origin: the library alone would take every name below the host.
    return Fido2Server(place, verify_origin=lambda origin: origin == site.origin)


def _passkeys(person: UUID) -> list[Authenticator]:
    return [one for one in store.list_steps(person) if one.type == PASSKEY]


def _credentials(person: UUID) -> list[AttestedCredentialData]:
    found = [one for one in _passkeys(person) if not steps.is_damaged(one)]
    return [one.wrap().authenticator_data.credential_data for one in found]


def _loaded(credential: str) -> dict[str, Any]:
    given = _checked(lambda: json.loads(credential))
    if not isinstance(given, dict):
        raise WrongStep
    return given


def _checked[T](trial: Callable[[], T]) -> T:
    try:
        return trial()
    except Exception as refusal:
        # The library reads what a stranger's browser sent, and breaks over some of
        # it in many ways. Whatever it was: this is not a passkey of theirs.
        raise WrongStep from refusal
