"""The room's name for Django, and what has to listen before anything is stored."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, signing in, recovery."""

    name = "holdspace.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Seal second steps from the first one on."""
        from holdspace.accounts import steps  # noqa: F401  (needs the tables)
