"""What pages of other rooms are told about sharing: whether somebody is there for it.

Those rooms stand below this one and cannot ask; their templates can.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from holdspace.sharing import flows

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from holdspace.accounts.spaces import Space


def with_therapist(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Tell a page, if it asks, whether somebody has a therapist, and a full basket."""
    space: Space | None = getattr(request, "space", None) or None

    @cache
    def has_therapist() -> bool:
        return space is not None and flows.has_therapist(space)

    def basket_waits() -> bool:
        return space is not None and bool(flows.look_into_basket(space))

    return {"has_therapist": has_therapist, "basket_waits": basket_waits}
