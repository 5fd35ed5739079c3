"""What rooms above the journal lay beside it: guides handed to a person, and what
follows once one was answered.

The journal knows no room above it. A room that has something to say connects to these
signals; one that stays silent changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from holdspace.accounts.spaces import Space

# Sent with ``space``. A receiver gives the short names of guides that were handed to
# that person, who may then begin them.
HANDED = Signal()

# Sent with ``space`` and ``now`` when Today is made. A receiver gives a ``Laid``.
LAYING = Signal()

# Sent with ``space``, ``reflection`` and ``now`` once a new reflection was kept. A
# receiver gives the address of the page that comes next, or nothing.
KEPT = Signal()


@dataclass(frozen=True, slots=True)
class Laid:
    """Something that another room lays onto Today.

    Attributes:
        template: What draws it.
        page: What it shows; the template knows it as ``laid``.
    """

    template: str
    page: object


def is_handed(space: Space, guide: str) -> bool:
    """Whether the guide of this short name was handed to this person."""
    answers = HANDED.send(sender=None, space=space)
    return any(guide in names for _, names in answers)


def laid_on_today(space: Space, *, now: datetime) -> tuple[Laid, ...]:
    """What other rooms lay onto Today."""
    answers = LAYING.send(sender=None, space=space, now=now)
    return tuple(laid for _, laid in answers if laid is not None)


def next_after(space: Space, *, reflection: UUID, now: datetime) -> str:
    """The address of what comes next after a reflection was kept; empty if nothing."""
    answers = KEPT.send(sender=None, space=space, reflection=reflection, now=now)
    return next((str(where) for _, where in answers if where), "")
