"""The shape of what comes in from a keeper's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdspace.accounts.uploads import SealedUpload

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict


class NoFile(Exception):
    """No file came with the form."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a keeper says when publishing."""

    licence: str
    is_open: bool


def read_file(request: HttpRequest) -> bytes:
    """The bytes of the file that came.

    Raises:
        NoFile: None came, or an empty one.
    """
    file = request.FILES.get("file")
    raw = b"".join(file.held.pieces()) if isinstance(file, SealedUpload) else b""
    if not raw:
        raise NoFile
    return raw


def read_publishing(post: QueryDict) -> Publishing:
    """What was said; whether it is enough is decided where it is kept."""
    return Publishing(post.get("licence", ""), post.get("open", "") == "yes")
