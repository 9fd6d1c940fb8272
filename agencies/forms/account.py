"""Signing in and second factors: allauth's forms in our words, drawn like every other form."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agencies import sessions
from agencies.models import Person
from agencies.vocabulary import SignInOutcome
from mdt.kit.forms import PlainMixin

_PASSWORD_HINT = _("At least 12 characters. A few words that only you put together are best.")
_CODE = _("Code")
NAME_LENGTH = 60
_CODE_HINT = _("From the app on your phone, six digits; or one of your recovery codes.")
_NEW = {
    "password1": (_("New password"), _PASSWORD_HINT),
    "password2": (_("New password once more"), ""),
}


class _Ours(PlainMixin):
    """Our labels and hints in place of allauth's, and no text inside the fields."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class _Code(_Ours):
    words = {"code": (_CODE, _CODE_HINT)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"class": "input--short", "inputmode": "numeric"})


class _Asked(_Code):
    """A code that somebody gives to show who it is; a wrong one is on record."""

    user: Person

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError:
            sessions.tried(context.request, self.user, SignInOutcome.CODE)
            raise


class SignInForm(_Ours, account.LoginForm):  # type: ignore[misc]
    words = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}
    shared = forms.BooleanField(label=_("This computer is shared: lock it sooner"), required=False)
    field_order = ["login", "password", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.order_fields(self.field_order)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[sessions.SHARED] = self.cleaned_data["shared"]
        response: HttpResponse = super().login(request, redirect_url)
        return response


class PasskeySignInForm(_Ours, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    shared = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        context.request.session[sessions.SHARED] = cleaned.get("shared", False)
        return cleaned


class ConfirmPasswordForm(_Ours, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": (_("Your password"), "")}


class ChangePasswordForm(_Ours, account.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": (_("Current password"), ""), **_NEW}


class ForgotPasswordForm(_Ours, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": (_("E-mail address"), "")}


class NewPasswordForm(_Ours, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = _NEW


class CodeForm(_Asked, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""


class ConfirmCodeForm(_Asked, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor to prove once more who one is."""


class AddAppForm(_Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_("Code from the app"), _("The six digits that the app shows after scanning."))}


class AddPasskeyForm(_Ours, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": (_("Name"), _("So that you can tell it from others, such as “Blue key” or “Work laptop”.")),
        "passwordless": (
            _("Sign in with it alone"),
            _("Without address and password. Untick this for a security key that has no PIN."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = NAME_LENGTH
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        return str(super().clean_name())[:NAME_LENGTH]  # never refused: the device has made the passkey already
