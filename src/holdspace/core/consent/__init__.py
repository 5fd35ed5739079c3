"""Whether what somebody shared may be read now, and whether it may be shared.

Pure rules about moments and days. They know no person, no key and no table: whoever
stores asks here before opening anything, swept or not.
"""

from holdspace.core.consent.grants import (
    Grant,
    GrantEnded,
    check_may_read,
    end_of,
    last_day,
    may_read,
)
from holdspace.core.consent.promises import (
    PROMISE_LASTS_DAYS,
    PromiseStale,
    check_may_share,
    is_current,
    promise_ends,
)

__all__ = [
    "PROMISE_LASTS_DAYS",
    "Grant",
    "GrantEnded",
    "PromiseStale",
    "check_may_read",
    "check_may_share",
    "end_of",
    "is_current",
    "last_day",
    "may_read",
    "promise_ends",
]
