"""Django's cache, as far as counting tries needs one."""

from __future__ import annotations

from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from holdspace.config import counter

_FOR_EVER: Final = 366 * 24 * 3600.0


class Cache(BaseCache):
    """Holds tries for all workers; nothing of it touches a disk.

    ``add`` is what allauth locks a count with, so that two workers never count one
    try for two. Where nobody counts any more, ``add`` notes nothing: the lock is not
    taken and the try is refused, and so is a code that would have to be used once.
    Whoever is signed in notices nothing.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self,
        key: str,
        value: Any,  # noqa: ANN401 - Django's own signature
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Note a value unless there is one; says whether it was noted."""
        return bool(self._ask(False, "add", key, version, value, self._long(timeout)))

    def get(
        self,
        key: str,
        default: Any = None,  # noqa: ANN401
        version: int | None = None,
    ) -> Any:  # noqa: ANN401
        """The value that is there, or ``default``."""
        there, value = self._ask((False, None), "get", key, version)
        return value if there else default

    def set(
        self,
        key: str,
        value: Any,  # noqa: ANN401
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Note a value in place of what was there."""
        self._ask(None, "put", key, version, value, self._long(timeout))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; says whether one was there."""
        return bool(self._ask(False, "drop", key, version))

    def clear(self) -> None:
        """Forget everything."""
        try:
            counter.ask("clear")
        except counter.Away:
            return

    def _ask(
        self,
        otherwise: object,
        what: str,
        key: str,
        version: int | None,
        *given: object,
    ) -> Any:  # noqa: ANN401
        try:
            return counter.ask(what, self.make_key(key, version), *given)
        except counter.Away:
            return otherwise

    def _long(self, timeout: float | None) -> float:
        chosen = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _FOR_EVER if chosen is None else float(chosen)
