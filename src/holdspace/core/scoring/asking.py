"""Whether a quiet card with ways to reach somebody stands on the page.

It answers what a person said themselves and assesses nothing. A yes is no alarm and a
no is no clearance: most people who died by suicide had answered such an item with a
zero when they were last asked (Louzon 2016, doi 10.1176/appi.ps.201500149). So the
answer is used for the one page and kept nowhere, and nothing is ever shown for a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from holdspace.core.scoring.facts import Measure


def asks_kindly(measure: Measure, numbers: Mapping[int, Decimal]) -> bool:
    """Tell whether a person said that thoughts of death or of hurting were there.

    Args:
        measure: The facts about the measure that was answered.
        numbers: The number of each answered item, as for ``score``; an unfinished form
            is looked at like a finished one.

    Returns:
        Whether to show the card. False says nothing whatever about the person.
    """
    given = numbers.get(measure.safety_item)
    return given is not None and given > measure.lowest
