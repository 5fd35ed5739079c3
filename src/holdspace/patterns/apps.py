"""The room's name for Django."""

from django.apps import AppConfig


class PatternsConfig(AppConfig):
    """What a person's own reflections show."""

    name = "holdspace.patterns"
    label = "patterns"
