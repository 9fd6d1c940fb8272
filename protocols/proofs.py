"""How a person proves afresh, for this one signature, who signs (law E-06): by an app's code, a passkey, or a password.

A code works once and tries are counted with those of signing in, by allauth's own means. Nothing of it is kept.
"""

from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agencies.models import Person
from protocols.vocabulary import Factor


def factor_of(person: Person) -> Factor:
    """What this person proves it with. The password serves only where somebody has no second factor and needs none."""
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return Factor.CODE
    return Factor.PASSKEY if Authenticator.Type.WEBAUTHN in kinds else Factor.PASSWORD


def refuses(person: Person, factor: str, typed: str) -> str | None:
    """None when it is right; a code is used up by it. A sentence when it is wrong, or when it was tried too often."""
    try:
        right = _code_fits(person, typed) if factor == Factor.CODE else get_adapter().reauthenticate(person, typed)
    except ValidationError as refused:
        return " ".join(refused.messages)
    if right:
        return None
    if factor == Factor.CODE:
        return str(get_mfa_adapter().error_messages["incorrect_code"])
    return _("This is not your password.")


def _code_fits(person: Person, typed: str) -> bool:
    forget = check_rate_limit(person)
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    fits = app is not None and bool(app.wrap().validate_code(typed))
    if fits:
        forget()
    return fits


def passkey_used_at(request: HttpRequest) -> datetime | None:
    """When this browser last answered with a passkey because it was asked again; a sign-in with one does not count."""
    records = get_authentication_records(request, request.user)
    at = [one["at"] for one in records if one.get("reauthenticated") and one.get("type") == "webauthn"]
    return datetime.fromtimestamp(max(at), UTC) if at else None
