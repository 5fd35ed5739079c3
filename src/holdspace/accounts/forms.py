"""The shape of what comes in when somebody joins, signs in or gets back in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from holdspace.accounts.models import Person
from holdspace.accounts.names import is_zone, tidy_name

LONGEST_PASSWORD = 1000
LONGEST_NAME = 254
_NAME_ATTRIBUTES = {"autocapitalize": "none", "spellcheck": "false"}


def password_field(label: str, *, new: bool) -> forms.CharField:
    """A password: any characters, spaces kept, paste and managers welcome."""
    purpose = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": purpose}),
        error_messages={
            "required": "The password is still missing.",
            "max_length": f"Up to {LONGEST_PASSWORD} characters fit here.",
        },
    )


def called_field() -> forms.CharField:
    """What a person wants to be called, or nothing."""
    return forms.CharField(
        label="What would you like to be called?",
        required=False,
        max_length=80,
        help_text="Sealed like everything you write. It can stay empty.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewPasswordForm(forms.Form):
    """A sign-in name with a new password for it."""

    sign_in = forms.CharField(
        label="Sign-in name or e-mail address",
        max_length=LONGEST_NAME,
        help_text="Only for signing in. It is the one thing about you here that is "
        "not sealed, so a made-up name is fine. No mail is sent to it.",
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "username"}),
        error_messages={"required": "A name to sign in with is still missing."},
    )
    password = password_field("Password", new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = (
            f"{settings.PASSWORD_LEAST} characters or more, any characters; pasting is "
            "fine. A few words that only you would put together are easy to remember."
        )

    def clean_sign_in(self) -> str:
        """Take one form of the name, whatever case it was typed in."""
        name = tidy_name(str(self.cleaned_data["sign_in"]))
        if not name or not name.isprintable():
            raise ValidationError("A name needs at least one visible character.")
        # Some letters become several when the name is brought into one form.
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"Up to {LONGEST_NAME} characters fit here.")
        return name

    def clean(self) -> dict[str, Any]:
        """Check the password with the name beside it."""
        cleaned = super().clean() or {}
        if "password" in cleaned:
            person = Person(sign_in=cleaned.get("sign_in", ""))
            try:
                validate_password(cleaned["password"], user=person)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned


class CreateForm(NewPasswordForm):
    """A new space. What it asks is little, and each line says why."""

    name = called_field()
    invitation = forms.CharField(
        label="The code you were given",
        max_length=40,
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "off"}),
        error_messages={"required": "The code is still missing."},
    )
    of_age = forms.BooleanField(
        error_messages={"required": "This needs a tick before a space can be made."}
    )
    zone = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    field_order = ("name", "sign_in", "password", "invitation", "of_age", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.SIGNUP == "open":
            del self.fields["invitation"]
        elif settings.SIGNUP == "alone":
            self.fields["invitation"].label = "The one-time code from the terminal"
        if settings.MIN_AGE == 0:
            del self.fields["of_age"]
        else:
            self.fields["of_age"].label = f"I am {settings.MIN_AGE} or older."


class RecoverForm(NewPasswordForm):
    """Back in with the recovery code, and a new password for the time after."""

    code = forms.CharField(
        label="Recovery code",
        max_length=200,
        help_text="Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "off"}),
        error_messages={"required": "The recovery code is still missing."},
    )

    field_order = ("sign_in", "code", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "A new password"
        self.fields["sign_in"].help_text = ""


class SignInForm(forms.Form):
    """Name and password."""

    sign_in = forms.CharField(
        label="Sign-in name or e-mail address",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "username"}),
        error_messages={"required": "Your sign-in name is still missing."},
    )
    password = password_field("Password", new=False)


class UnlockForm(forms.Form):
    """The password alone, for somebody who is signed in already."""

    password = password_field("Password", new=False)


class AccessForm(forms.Form):
    """The password of now, for something that touches access."""

    password = password_field("Your password", new=False)


class ChangePasswordForm(AccessForm):
    """The password of now, and the one for the time after."""

    new_password = password_field("A new password", new=True)

    def __init__(self, *args: Any, sign_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sign_in = sign_in
        self.fields["new_password"].help_text = (
            f"{settings.PASSWORD_LEAST} characters or more, any characters; pasting is "
            "fine."
        )

    def clean(self) -> dict[str, Any]:
        """Check the new password with the name and the old one beside it."""
        cleaned = super().clean() or {}
        new = cleaned.get("new_password")
        if new is None:
            return cleaned
        if new == cleaned.get("password"):
            self.add_error("new_password", "This is the password you have already.")
        try:
            validate_password(new, user=Person(sign_in=self._sign_in))
        except ValidationError as refusal:
            self.add_error("new_password", refusal)
        return cleaned


class DeleteForm(AccessForm):
    """The password, and a word that nobody types by accident."""

    WORD = "delete"

    word = forms.CharField(
        label=f"To be sure, type the word: {WORD}",
        max_length=40,
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "off"}),
        error_messages={"required": f"The word is still missing: {WORD}"},
    )

    field_order = ("word", "password")

    def clean_word(self) -> str:
        """Take the word in any case, and no other word."""
        word = str(self.cleaned_data["word"]).strip().casefold()
        if word != self.WORD:
            raise ValidationError(f"This is another word. It is: {self.WORD}")
        return word


class CodeForm(forms.Form):
    """The recovery code, typed back whole."""

    code = forms.CharField(
        label="Type or paste the whole code",
        max_length=200,
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "off"}),
        error_messages={"required": "The code is still missing."},
    )


class ProfileForm(forms.Form):
    """What a person may tell about themselves."""

    name = called_field()
    zone = forms.CharField(
        label="Time zone",
        required=False,
        max_length=60,
        help_text="For example Europe/London. Empty: the time zone of this server.",
        widget=forms.TextInput(attrs={**_NAME_ATTRIBUTES, "autocomplete": "off"}),
    )

    def clean_zone(self) -> str:
        """Take only a zone that is known here."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone and not is_zone(zone):
            raise ValidationError(
                "This zone is not known here. It looks like Europe/London."
            )
        return zone
