"""Tables between a client and a therapist: who knows whom, and sealed bytes."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class Card(models.Model):
    """What a therapist says of themselves, and their reading promise; in clear.

    An invited person reads it before there is any key between the two.
    """

    therapist = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    written = models.TextField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a card"


class Invite(models.Model):
    """A code with which somebody may accept a therapist, once; only its hash is kept.

    ``sealed`` is what the therapist calls whom they invited, for themselves.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "an invite"


class Bond(models.Model):
    """One client and one therapist; what each holds of the other is sealed to each.

    ``paper`` is the client's, ``held`` the therapist's, and ``offer`` what the client
    hands to the therapist, until it is taken in.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    paper = models.BinaryField()
    offer = models.BinaryField(null=True)
    held = models.BinaryField(null=True)

    class Meta:
        """One bond between two people."""

        constraints = [
            models.UniqueConstraint(
                fields=["client", "therapist"], name="one_bond_between_two"
            )
        ]

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a bond"


class Copy(models.Model):
    """A frozen copy that a client shared, under a key of its own.

    ``record`` is what the client keeps of it. ``offer`` has its key for the therapist
    until it is taken in, then ``held`` has it. ``opened`` says when it was first read.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bond = models.ForeignKey(Bond, on_delete=models.CASCADE)
    ends_at = models.DateTimeField(null=True, db_index=True)
    sealed = models.BinaryField()
    record = models.BinaryField()
    offer = models.BinaryField(null=True)
    held = models.BinaryField(null=True)
    opened = models.BinaryField(null=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a copy"


class Parcel(models.Model):
    """A letter, or something assigned, that passes within a bond; both sides open it.

    What it is, whose it is and when it was sent stand inside.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bond = models.ForeignKey(Bond, on_delete=models.CASCADE)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a parcel"
