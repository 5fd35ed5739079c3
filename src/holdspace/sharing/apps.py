"""The room's name for Django, and where it joins in with the accounts."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The client's side of what is between a client and a therapist."""

    name = "holdspace.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Take part in putting a new key in place, and in deleting everything."""
        from holdspace.sharing import joining_in  # noqa: F401  (connects itself)
