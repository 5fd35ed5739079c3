"""The room's name for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """How every page looks and behaves."""

    name = "holdspace.web"
    label = "web"
