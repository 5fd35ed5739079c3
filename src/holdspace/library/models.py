"""The table of forms that a keeper brought in."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Form(models.Model):
    """One version of a form from elsewhere, byte for byte as it came.

    ``raw`` never changes: another content is another row. ``url`` and ``version``
    are what it goes by here; a file that lacks one of them is given it. ``name`` is
    the same for all versions of a form and says nothing of it. ``measure`` is the code
    of the measure that the keeper takes it for, where the file does not say. ``order``
    counts how often anything was published, so that the newest version is the one
    published last. Nobody's name stands here, and no moment but a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    url = models.CharField(max_length=500)
    version = models.CharField(max_length=200)
    name = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=300)
    raw = models.BinaryField()
    state = models.CharField(max_length=9)
    is_open = models.BooleanField(default=False)
    licence = models.CharField(max_length=500)
    measure = models.CharField(max_length=40)
    order = models.PositiveIntegerField(default=0)
    since = models.DateField()

    class Meta:
        """One content for each version."""

        constraints = [
            models.UniqueConstraint(
                fields=["url", "version"], name="one_form_of_each_version"
            )
        ]

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a form"
