"""The shape of what comes in from a therapist's pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from holdspace.care.sessions import LONGEST_MINUTES
from holdspace.sharing.flows import Away, Card

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo

    from holdspace.sharing.flows import Client

LONGEST_NAME: Final = 80
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 2_000
DAYS: Final = (
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
)
_QUIET: Final = {"autocomplete": "off"}
_LONG: Final = {"max_length": f"Up to {LONGEST_TEXT} characters fit here."}


def _text(label: str, help_text: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, **_QUIET}),
        error_messages={"required": missing, **_LONG},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "A day is written as year, month, day."},
    )


class CardForm(forms.Form):
    """What a therapist says of themselves, and their reading promise."""

    name = forms.CharField(
        label="Your name, as clients know you",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": "A name is still missing."},
    )
    about = forms.CharField(
        label="A few words about you and your practice",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, **_QUIET}),
        error_messages=_LONG,
    )
    reading_days = forms.MultipleChoiceField(
        label="On which days do you read what was brought?",
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "One day at least is still missing."},
    )
    reply_time = forms.CharField(
        label="How long does an answer usually take?",
        help_text="For instance: by the next session, or within three working days.",
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": "How long it usually takes is still missing."},
    )
    belongs = _text(
        "What belongs in the session, and not in here?",
        "So that nobody waits for an answer here that needs a conversation.",
        "What belongs in the session is still missing.",
    )
    emergency = _text(
        "What can a client do when it cannot wait?",
        "Whom to call, and that nobody is watching here. The help page with its "
        "telephone lines is always one tap away beside it.",
        "What to do when it cannot wait is still missing.",
    )
    limits = _text(
        "When may you have to tell somebody else?",
        "The limits of confidentiality, as they are where you practise. What you could "
        "read, you may have to act on.",
        "The limits of confidentiality are still missing.",
    )
    away_since = _day("Away from")
    away_until = _day("Away until")
    cover = forms.CharField(
        label="Who is there meanwhile",
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs=_QUIET),
    )

    @classmethod
    def of(cls, card: Card | None) -> CardForm:
        """The form as it is filled in now."""
        if card is None:
            return cls()
        away = card.away
        return cls(
            initial={
                "name": card.name,
                "about": card.about,
                "reading_days": [str(day) for day in card.reading_days],
                "reply_time": card.reply_time,
                "belongs": card.belongs,
                "emergency": card.emergency,
                "limits": card.limits,
                "away_since": away and away.since,
                "away_until": away and away.until,
                "cover": away.cover if away else "",
            }
        )

    def clean(self) -> dict[str, Any]:
        """Away has two days, in their order, or none."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("away_since"), cleaned.get("away_until")
        if (since is None) != (until is None) and not self.errors:
            missing = "away_until" if until is None else "away_since"
            self.add_error(missing, "The other day is needed as well, or neither.")
        if since and until and until < since:
            self.add_error("away_until", "This day lies before the first one.")
        return cleaned

    def card(self) -> Card:
        """What was said, once it is valid."""
        said = self.cleaned_data
        away = None
        if said["away_since"] and said["away_until"]:
            away = Away(said["away_since"], said["away_until"], said["cover"])
        return Card(
            name=said["name"],
            about=said["about"],
            reading_days=tuple(sorted(int(day) for day in said["reading_days"])),
            reply_time=said["reply_time"],
            belongs=said["belongs"],
            emergency=said["emergency"],
            limits=said["limits"],
            away=away,
        )


class InviteForm(forms.Form):
    """Whom a therapist invites, for themselves."""

    called = forms.CharField(
        label="Whom is it for?",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Only you see this, in your list of invites. It can stay empty.",
        widget=forms.TextInput(attrs=_QUIET),
    )


class _MomentForm(forms.Form):
    """A day and a time, as they are where the therapist is."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "A day is still missing.",
            "invalid": "A day is written as year, month, day.",
        },
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": "A time is still missing.",
            "invalid": "A time is written as hours and minutes.",
        },
    )

    def moment(self, zone: tzinfo) -> datetime:
        """The moment that was said."""
        said = self.cleaned_data
        there = datetime.combine(said["day"], said["time"], tzinfo=zone)
        return there.astimezone(UTC)

    def clean_day(self) -> date:
        """A day that a calendar can hold: computing with the very first fails."""
        day: date = self.cleaned_data["day"]
        if not 1900 <= day.year <= 2200:
            raise ValidationError("This day is too far away.")
        return day


class SessionForm(_MomentForm):
    """A session: with whom, when, how long."""

    bond = forms.ChoiceField(
        label="With whom",
        error_messages={
            "required": "Who it is with is still missing.",
            "invalid_choice": "Choose one of your clients.",
        },
    )
    minutes = forms.IntegerField(
        label="Minutes",
        initial=50,
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages={
            "required": "How long it lasts is still missing.",
            "invalid": "Whole minutes are needed here.",
            "min_value": "Whole minutes are needed here.",
            "max_value": "A session lasts up to twelve hours here.",
        },
    )

    field_order = ("bond", "day", "time", "minutes")

    def __init__(self, clients: Iterable[Client], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), one.name) for one in clients]
        self.fields["bond"].choices = choices  # type: ignore[attr-defined]


class NoteForm(_MomentForm):
    """A note: what was noted, and the moment it is about."""

    words = forms.CharField(
        label="What you note, for yourself",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, **_QUIET}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("words", "day", "time", "seen")

    def seen_at(self) -> datetime | None:
        """When the note was last changed, as the page knew it."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None


def note_initial(at: datetime, zone: tzinfo) -> dict[str, object]:
    """What a note begins with: its moment."""
    there = at.astimezone(zone)
    return {"day": there.date(), "time": there.time()}


def chosen_bond(given: Mapping[str, str]) -> UUID:
    """The client that was chosen, or one that is nobody's."""
    try:
        return UUID(given.get("bond", ""))
    except ValueError:
        return uuid4()
