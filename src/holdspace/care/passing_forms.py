"""The shape of what a therapist writes when assigning a guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from holdspace.sharing.flows import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    type Group = tuple[str, list[tuple[str, str]]]

_FITS = {"max_length": f"Up to {LONGEST_LINE} characters fit here."}
_QUIET = {"autocomplete": "off"}


class AssignForm(forms.Form):
    """A guide or measure, what it is for, a smaller version, and a day."""

    guide = forms.ChoiceField(
        label="Which guide or measure?",
        error_messages={
            "required": "Which one is still missing.",
            "invalid_choice": "Choose one of the list.",
        },
    )
    why = forms.CharField(
        label="What is it for, in one line?",
        help_text="It stands beside the guide, in your words.",
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": "A line of why is still missing.", **_FITS},
    )
    smaller = forms.CharField(
        label="Is there a smaller version?",
        help_text="For days with little room, for instance: only the first question. "
        "It can stay empty.",
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages=_FITS,
    )
    look_on = forms.DateField(
        label="On which day do you mean to look at it together?",
        help_text="It is told as that and as nothing else. It can stay empty.",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "A day is written as year, month, day."},
    )

    def __init__(
        self, choices: Iterable[Group], *args: Any, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # Nothing is chosen beforehand.
        every = [("", "Choose one"), *choices]
        self.fields["guide"].choices = every  # type: ignore[attr-defined]

    def clean_look_on(self) -> date | None:
        """A day that is still ahead, or none; today is ahead."""
        day: date | None = self.cleaned_data["look_on"]
        if day is not None and day < self.today:
            raise ValidationError("That day is over.")
        return day
