"""Tables of people, their locks, their manifest and what is unlocked now."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Person(AbstractBaseUser):
    """Somebody with a space of their own.

    ``password`` holds the sign-in verifier, never the password. There is no
    ``last_login`` and no day of joining: a stolen database has no such dates.
    ``is_keeper`` allows to put forms on the shelf, and ``is_therapist`` to be brought
    things by others; neither opens anything of anybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign_in = models.CharField(max_length=254, unique=True)
    is_keeper = models.BooleanField(default=False)
    is_therapist = models.BooleanField(default=False)
    last_login = None

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "sign_in"

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a person"


class PersonLock(models.Model):
    """How one person's key is wrapped, with the cost their password was given."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True)
    memory_kib = models.PositiveIntegerField()
    passes = models.PositiveSmallIntegerField()
    lanes = models.PositiveSmallIntegerField()
    salt = models.BinaryField()
    by_password = models.BinaryField()
    by_code = models.BinaryField()
    public = models.BinaryField()
    private = models.BinaryField()
    code_to_confirm = models.BinaryField(null=True)
    profile = models.BinaryField()
    before = models.BinaryField(null=True)
    trail = models.BinaryField(null=True)
    browsers = models.BinaryField(null=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a lock"


class TrailLine(models.Model):
    """Something that touched access, sealed to the person, until it is taken in."""

    pk = models.CompositePrimaryKey("person", "id")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    id = models.UUIDField(default=uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a line of a trail"


class ManifestPart(models.Model):
    """One sealed part of the list of which rows exist: 64 shards and their root."""

    pk = models.CompositePrimaryKey("person", "part")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    part = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a part of a manifest"


class Unlocked(models.Model):
    """Half of what opens a space in one browser; the cookie there is the other.

    ``ends_at`` is rounded up to five minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    secret = models.BinaryField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "an unlocked space"


class Halfway(models.Model):
    """Half of what opens a space, between the password and the second step.

    It opens nothing: the other half is in a cookie, and neither is an unlocked
    space. ``ends_at`` is rounded up to five minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    secret = models.BinaryField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "halfway in"


class WrongSteps(models.Model):
    """How many wrong codes somebody's second step had within the hour."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True)
    count = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "wrong codes"


class Session(models.Model):
    """A signed-in browser; its content is sealed under the token in the cookie.

    ``id`` is derived from that token and does not lead back to it. ``ends_at`` is
    rounded up to a day.
    """

    id = models.CharField(primary_key=True, max_length=64)
    sealed = models.BinaryField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "a session"


class Invitation(models.Model):
    """A code that lets one person join, once; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    first = models.BooleanField()

    def __str__(self) -> str:
        """Say nothing that could end up in a log."""
        return "an invitation"
