"""Inviting a person, and opening an account with an invitation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from agencies.actions.invitations import DAYS, MOST_DAYS
from agencies.forms.people import RolesForm
from agencies.models import Invitation, Person
from mdt.kit.forms import PlainForm


class InviteForm(RolesForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254,
        help_text=_("One that only this person reads. The account keeps it."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days until the link ends"), min_value=1, max_value=MOST_DAYS, initial=DAYS,
        help_text=_("From 1 to 14."),
    )  # fmt: skip
    field_order = ["name", "email", "roles", "days"]


class OpenAccountForm(PlainForm):
    """The address is not asked: the invitation has fixed it."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As colleagues know you. It stands beside what you do."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words that only you put together are best."),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("Password once more"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, initial={"name": invitation.name}, **kwargs)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(
            password,
            Person(
                email=self.invitation.email,
                name=self.cleaned_data.get("name", ""),
                agency=self.invitation.agency,
            ),
        )
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return cleaned
