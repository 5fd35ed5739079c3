"""The room's name for Django."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The therapist's side."""

    name = "holdspace.care"
    label = "care"
