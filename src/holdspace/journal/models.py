"""Tables of sealed rows: whose, which, and bytes. No dates, no guides, no words."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class SealedRow(models.Model):
    """One reflection or one draft; which of the two only the manifest knows."""

    pk = models.CompositePrimaryKey("person", "id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    id = models.UUIDField(default=uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a sealed row"


class Waiting(models.Model):
    """What came in for a draft while the space was locked, sealed to the person.

    ``id`` is that of the page it was written on, and ``count`` how often that page
    saved, so that a slow, older save never takes the place of a newer one.
    """

    pk = models.CompositePrimaryKey("person", "id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    id = models.UUIDField()
    draft = models.UUIDField()
    count = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """Find what waits for one draft."""

        indexes = [models.Index(fields=["person", "draft"], name="waiting_for_draft")]

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "something waiting"


class Leaving(models.Model):
    """A row that is to be overwritten, and from when on, rounded up to five minutes."""

    pk = models.CompositePrimaryKey("person", "id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    id = models.UUIDField()
    overwrite_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a row that leaves"


class IndexPart(models.Model):
    """One sealed part of the index: its head, or columns or words of one page.

    It holds nothing that is not in the rows as well, and can be thrown away.
    """

    pk = models.CompositePrimaryKey("person", "part")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    part = models.PositiveIntegerField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a part of an index"
