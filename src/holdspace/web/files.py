"""Where our own styles and scripts stand."""

from __future__ import annotations

from typing import override

from django.contrib.staticfiles.storage import StaticFilesStorage


class PackagedFiles(StaticFilesStorage):
    """Files that are served from the package.

    Every page names a score of them, and none moves while the program runs: an
    address is worked out once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str | None, str] = {}

    @override
    def url(self, name: str | None) -> str:
        """Tell the address of a file."""
        if name not in self._known:
            self._known[name] = super().url(name)
        return self._known[name]
