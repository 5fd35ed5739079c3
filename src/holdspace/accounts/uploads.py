"""How files come in: sealed, and only where a page asks for one.

Django's own handlers write what is long into a file that can be read. This one is
the only one that is set, for every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from holdspace.accounts.spooling import SealedFile
from holdspace.web.headers import TAKES_FILE

if TYPE_CHECKING:
    from django.http import HttpRequest


# Generic in its type stubs only; when it runs it takes no parameter.
class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that came in, under no name; ``held`` gives its bytes."""

    def __init__(self, held: SealedFile, size: int) -> None:
        """Hold what was sealed, until the request ends."""
        super().__init__(name="file", size=size)
        self.held = held

    def close(self) -> None:
        """Let it go; Django does this at the end of the request."""
        self.held.close()


class SealedUploads(FileUploadHandler):
    """Keep one file, sealed, for a view that takes one from an open space.

    It runs before the form is checked to be ours. Until the view runs nothing is
    done with the file, and it is gone when the request ends.
    """

    held: SealedFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Take a file, or read past it.

        Raises:
            SkipFile: This page takes none, the space is not open, or one came.
        """
        super().new_file(*args, **kwargs)
        if self.held is not None or not _is_asked_for(self.request):
            raise SkipFile
        self.held = SealedFile(settings.DATA)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal what came.

        Raises:
            SkipFile: There is no room for it; the page says that no file came.
        """
        del start
        if self.held is None:
            raise SkipFile
        try:
            self.held.write(raw_data)
        except OSError:
            self.held.close()
            raise SkipFile from None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """Hand the file over; it goes under no name."""
        if self.held is None:
            return None
        return SealedUpload(self.held, file_size)

    def upload_interrupted(self) -> None:
        """Let go of what came so far."""
        if self.held is not None:
            self.held.close()


def _is_asked_for(request: HttpRequest | None) -> bool:
    match = request.resolver_match if request is not None else None
    takes = match is not None and getattr(match.func, TAKES_FILE, False)
    return takes and bool(getattr(request, "space", None))
