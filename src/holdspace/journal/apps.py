"""The room's name for Django, and where it joins in with the accounts."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Writing, reading, correcting and forgetting sealed reflections."""

    name = "holdspace.journal"
    label = "journal"

    def ready(self) -> None:
        """Take part in putting a new key in place, and in deleting everything."""
        from holdspace.journal import joining_in  # noqa: F401  (connects itself)
