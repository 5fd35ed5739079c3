"""The table of a therapist's own sealed things: whose, which, and bytes."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class CareRow(models.Model):
    """One note, the list of one client's notes, or the calendar of one therapist.

    Which of the three it is, and about whom, only the manifest and the inside know.
    """

    pk = models.CompositePrimaryKey("person", "id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    id = models.UUIDField(default=uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a sealed row"
