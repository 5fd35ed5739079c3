"""An unlocked space: whose it is and what opens it, for the length of one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from holdspace.core.vault import Opened


@dataclass(frozen=True, slots=True)
class Space:
    """One person's unlocked space in one browser. Never stored, never logged."""

    person: UUID
    unlocked: UUID
    opened: Opened = field(repr=False)
