"""What a therapist's own rows are, as the manifest and their envelopes name it."""

from typing import Final

NOTE: Final = "care/note"
FOLDER: Final = "care/folder"
CALENDAR: Final = "care/calendar"
