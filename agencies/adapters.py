"""Where allauth asks what this house does: who may come in, what is sent, what is encrypted, in which words."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import mails, sessions
from agencies.models import Person
from agencies.vocabulary import SignInOutcome
from mdt.kit import secrets

PURPOSE = "second factor"
_WRONG_CODE = _("This code does not fit. Codes change every half minute: type the one that is shown now.")
_TOO_MANY = _("Too many tries. For safety, signing in with this address rests for five minutes. Then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in with e-mail and password. The only way to an account is an invitation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sessions.tried(request, _whose(credentials), SignInOutcome.RESTING)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sessions.tried(request, _whose(credentials), SignInOutcome.PASSWORD)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Deactivated people are told so, but only once they have shown that they are who they say."""
        return self._kept_out(request, user) or super().pre_login(request, user, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        """An address that nobody can read leads nowhere, and is no error of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Asked again: the account may have been closed between the password and the second factor."""
        if kept_out := self._kept_out(request, user):
            raise ImmediateHttpResponse(kept_out)
        super().login(request, user)
        sessions.begin(request, user)
        sessions.tried(request, user, SignInOutcome.IN)
        # Who has just signed in need not prove it again at once, say to set up the second factor.
        record_authentication(request, user, method="sign_in", reauthenticated=True)

    def _kept_out(self, request: HttpRequest, user: Person) -> HttpResponse | None:
        if user.is_active and (user.agency is None or user.agency.is_active):
            return None
        sessions.tried(request, user, SignInOutcome.CLOSED)
        sessions.leave(request)
        return redirect("account_inactive")

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def logout(self, request: HttpRequest) -> None:
        sessions.leave(request)

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends the other sessions, and the wait after failed tries with the old one."""
        super().set_password(user, password)
        request = context.request
        own = request.session.session_key if request.user.pk == user.pk else None
        sessions.end_all(user, but=own)
        self._delete_login_attempts_cached_email(request, email=user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signed_out")

    # Mail: only the three of agencies.mails; allauth's own name the browser, the address and the site.
    def get_reset_password_from_key_url(self, key: str) -> str:
        return mails.address(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        mails.new_password(user, urlsplit(context["password_reset_url"]).path)

    def send_notification_mail(self, template_prefix: str, user: Person, *args: Any, **kwargs: Any) -> None:
        mails.sign_in_changed(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing else is ever sent, least of all to an address that we do not know."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address alone; allauth adds the host, and another name of ours would give five more tries."""
        return str(credentials.get("email", "")).strip().lower()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP, passkeys and recovery codes. What is secret in them lies encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _("You keep at least one second factor. Add another one first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second factor. Set that up first."),
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text, purpose=PURPOSE)

    def build_totp_svg(self, url: str) -> str:
        """To stand in the page itself: our policy lets no image come from a data address."""
        text = super().build_totp_svg(url)
        drawn = text[text.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1)
        return drawn.replace(">", '><rect width="100%" height="100%" fill="#fff"/>', 1)  # read in the dark theme too

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


def _whose(credentials: dict[str, Any]) -> Person | None:
    """Asked for every address alike, so that the time which it takes tells nothing."""
    return Person.objects.filter(email__iexact=str(credentials.get("email", "")).strip()).first()


def remember_language(response: HttpResponse, language: str) -> None:
    """A person's language goes with them to every browser in which they sign in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH, secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite="Lax",
    )  # fmt: skip
