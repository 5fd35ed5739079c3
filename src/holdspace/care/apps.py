"""The room's name for Django, and where it joins in with the accounts."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The therapist's side."""

    name = "holdspace.care"
    label = "care"

    def ready(self) -> None:
        """Take part in putting a new key in place, and in deleting everything."""
        from holdspace.care import joining_in  # noqa: F401  (connects itself)
