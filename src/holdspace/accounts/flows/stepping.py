"""The second step: an app that shows codes, backup codes, and what they let through.

It guards signing in. It does not seal anything: what a person wrote is sealed under
a key that their password opens, with a second step and without.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

from holdspace.accounts import steps, store, trails
from holdspace.accounts.moments import rounded_up
from holdspace.accounts.trails import Touched
from holdspace.web.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdspace.accounts.spaces import Space

APP = str(Authenticator.Type.TOTP)
PASSKEY = str(Authenticator.Type.WEBAUTHN)
BACKUP_CODES = str(Authenticator.Type.RECOVERY_CODES)

A_TURN = 5
"""After so many wrong codes the password is asked again."""
MOST_WRONG = 10
"""After so many wrong codes within the hour no code is looked at."""
_COUNTED_FOR = timedelta(hours=1)
_TOLERANCE = 1
_NAMES = {APP: "Authenticator app", BACKUP_CODES: "Backup codes"}


class WrongStep(Exception):
    """This is not a code or passkey of theirs, or it was used before."""


class TooManyWrong(Exception):
    """There were so many wrong codes that none is looked at for a while."""


class StepsDamaged(WrongStep):
    """What the codes would be compared with cannot be read."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has just taken their second step. Only taking it makes one.

    Attributes:
        person: Who.
    """

    person: UUID


@dataclass(frozen=True, slots=True)
class Step:
    """One second step, as its person sees it.

    Attributes:
        id: Names it in an address.
        kind: An app, a passkey, or backup codes.
        name: What it is called; always a name of ours.
        left: How many backup codes were not used yet.
        damaged: Whether what it rests on cannot be read any more.
    """

    id: UUID
    kind: str
    name: str
    left: int
    damaged: bool


def has_second_step(person: UUID) -> bool:
    """Whether signing in takes this person a second step."""
    return store.is_step(person)


def list_steps(person: UUID) -> list[Step]:
    """A person's second steps: the app, the passkeys, the backup codes."""
    order = (APP, PASSKEY, BACKUP_CODES)
    shown = [_shown(step) for step in store.list_steps(person)]
    return sorted(shown, key=lambda step: (order.index(step.kind), step.name))


def new_app_secret() -> str:
    """Draw what an authenticator app and this server will share."""
    return str(generate_totp_secret())


def add_app(space: Space, *, secret: str, code: str, now: datetime) -> None:
    """Begin to ask for a code of an app, once the app has shown a right one.

    The first second step brings backup codes along. The code that proved the app
    does not work again at the next signing in.

    Raises:
        WrongStep: The code is not the one that the app shows now.
        NotThere: There is an app already.
    """
    with changing(space, what=Touched.FACTOR_ON, now=now):
        if any(step.type == APP for step in store.list_steps(space.person)):
            raise NotThere
        counter = _counter_of(secret, code, now, last=-1)
        if counter is None:
            raise WrongStep
        store.add_app(space.person, secret, counter)
        store.add_backup_codes(space.person)


def remove_step(space: Space, *, step: UUID, now: datetime) -> None:
    """Ask for one second step no longer; with the last one the backup codes go.

    Raises:
        NotThere: It does not exist, or it is somebody else's.
    """
    with changing(space, what=Touched.FACTOR_OFF, now=now):
        if step.int >= 2**63 or not store.remove_step(space.person, step.int):
            raise NotThere
        if not store.is_step(space.person):
            store.remove_backup_codes(space.person)


def get_backup_codes(space: Space) -> tuple[str, ...] | None:
    """The backup codes that still work, until they were said to be kept."""
    step = _backup_codes(space.person)
    if step is None or steps.is_damaged(step) or step.data.get("kept"):
        return None
    codes = RecoveryCodes(step).get_unused_codes()
    return tuple(f"{code[:4]}-{code[4:]}" for code in codes)


def confirm_backup_codes(space: Space) -> None:
    """Show the backup codes no more: they were kept."""
    with store.alone_with(space.person):
        step = _backup_codes(space.person)
        if step is not None and not steps.is_damaged(step):
            step.data["kept"] = True
            store.replace_step(step)


def renew_backup_codes(space: Space, *, now: datetime) -> None:
    """Make new backup codes; the old ones end.

    Raises:
        NotThere: There is no second step that they could stand in for.
    """
    with changing(space, what=Touched.BACKUP_CODES, now=now):
        if not store.is_step(space.person):
            raise NotThere
        store.remove_backup_codes(space.person)
        store.add_backup_codes(space.person)


def prove_with_code(*, person: UUID, code: str, now: datetime) -> Proof:
    """Take the second step with a code of the app, or with a backup code.

    Each code works once, whatever is restarted in between: the number of the last
    one is kept, sealed. Tries are counted before they are answered, so that many
    at once are not looked at together.

    Raises:
        WrongStep: It does not work, or not any more.
        TooManyWrong: There were ten wrong ones within the hour.
        NotThere: There is no such person.
    """
    with store.alone_with(person):
        wrong = store.get_wrong_steps(person, now)
        if wrong >= MOST_WRONG:
            raise TooManyWrong
        found = [one for one in store.list_steps(person) if one.type != PASSKEY]
        readable = [one for one in found if not steps.is_damaged(one)]
        right = any(_fits(step, code, now) for step in readable)
        if not right:
            _count_wrong(person, wrong + 1, now)
    if not right:
        raise WrongStep if readable or not found else StepsDamaged
    return Proof(person)


@contextmanager
def changing(space: Space, *, what: Touched, now: datetime) -> Iterator[None]:
    """Change what signing in asks of somebody, while nobody else does.

    Every such change passes here: a step added or removed, new backup codes. What
    waits in other browsers for the steps of before ends with it.
    """
    with store.alone_with(space.person):
        yield
        store.remove_all_halfway(space.person)
        trails.add(space.person, what=what, now=now)


def _shown(step: Authenticator) -> Step:
    damaged = steps.is_damaged(step)
    name = _NAMES.get(step.type) or step.data.get("name", "Passkey")
    counts = step.type == BACKUP_CODES and not damaged
    left = len(RecoveryCodes(step).get_unused_codes()) if counts else 0
    return Step(UUID(int=step.pk), str(step.type), name, left, damaged)


def _backup_codes(person: UUID) -> Authenticator | None:
    found = (one for one in store.list_steps(person) if one.type == BACKUP_CODES)
    return next(found, None)


def _fits(step: Authenticator, code: str, now: datetime) -> bool:
    if step.type == BACKUP_CODES:
        return bool(RecoveryCodes(step).validate_code(code))
    counter = _counter_of(step.data["secret"], code, now, step.data.get("last", -1))
    if counter is None:
        return False
    step.data["last"] = counter
    store.replace_step(step)
    return True


def _counter_of(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Which code this is, if it is one of now that comes after the last one."""
    current = int(now.timestamp()) // app_settings.TOTP_PERIOD
    for counter in range(current - _TOLERANCE, current + _TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > last and compare_user_code(actual=code, expected=expected):
            return counter
    return None


def _count_wrong(person: UUID, wrong: int, now: datetime) -> None:
    store.replace_wrong_steps(person, wrong, rounded_up(now + _COUNTED_FOR))
    if wrong % A_TURN == 0:
        store.remove_all_halfway(person)
