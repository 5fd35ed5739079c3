"""Moments as they may be stored in clear: in steps of five minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

STEP_SECONDS: Final = 300


def rounded_up(moment: datetime) -> datetime:
    """The end of the step in which a moment lies."""
    steps = -(-int(moment.timestamp()) // STEP_SECONDS)
    return datetime.fromtimestamp(steps * STEP_SECONDS, tz=UTC)


def rounded_down(moment: datetime) -> datetime:
    """The beginning of the step in which a moment lies."""
    steps = int(moment.timestamp()) // STEP_SECONDS
    return datetime.fromtimestamp(steps * STEP_SECONDS, tz=UTC)
