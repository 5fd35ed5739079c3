"""The kinds of sealed rows that the journal keeps, as their envelopes name them."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
REFLECTION: Final = "reflection"
WAITING: Final = "waiting"
