"""Signing in, the second factor, my account. Of allauth's pages only those that are named here exist.

Sign-up, another address, sign-in by code and the rest have no address: an invitation is the only way in.
"""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from agencies.door import View, fresh_sign_in, in_own_name, needs_cache
from agencies.views import account, lock
from agencies.views.second_factor import RemovePasskey


def sensitive(view: View) -> View:
    """Changes how somebody signs in: asked who they are just before, and on record."""
    return needs_cache(fresh_sign_in(in_own_name(view)))


urlpatterns = [
    path("lock/", lock.lock, name="lock"),
    path("stay/", lock.stay, name="stay"),
    path("signed-out/", lock.signed_out, name="signed_out"),
    path("language/", account.language, name="set_language"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.my_sessions, name="my_sessions"),
    path("account/login/", needs_cache(allauth.login), name="account_login"),
    path("account/logout/", lock.lock, name="account_logout"),
    path("account/inactive/", allauth.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", needs_cache(allauth.reauthenticate), name="account_reauthenticate"),
    path("account/password/", needs_cache(allauth.password_change), name="account_change_password"),
    path("account/password/reset/", needs_cache(allauth.password_reset), name="account_reset_password"),
    path("account/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        needs_cache(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/password/new/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/code/", needs_cache(mfa.authenticate), name="mfa_authenticate"),
    path("account/second-factor/confirm/", needs_cache(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor/app/", sensitive(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", sensitive(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/recovery/", fresh_sign_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/recovery/new/",
        sensitive(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-factor/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", sensitive(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        sensitive(RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second-factor/passkeys/confirm/",
        needs_cache(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkey/", needs_cache(webauthn.login_webauthn), name="mfa_login_webauthn"),
]
