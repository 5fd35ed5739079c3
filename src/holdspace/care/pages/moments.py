"""How moments and days are said in this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo


def day_said(day: date, today: date) -> str:
    """A day in words, with its year where that is another one."""
    distance = (day - today).days
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(distance)
    if near:
        return near
    said = f"{day:%A} {day.day} {day:%B}"
    return said if day.year == today.year else f"{said} {day.year}"


def moment_said(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment in words, where the therapist is."""
    there = moment.astimezone(zone)
    return f"{day_said(there.date(), now.astimezone(zone).date())}, {there:%H:%M}"
