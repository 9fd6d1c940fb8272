"""What the tests of signing in share: people with a password, a browser, a clock that moves, an app that shows codes."""

import itertools
import re
import threading
import time
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from auditlog.context import disable_auditlog
from django.core import mail
from django.test import Client

from agencies.actions import invitations
from agencies.models import Agency, Invitation, Person
from mdt.kit import clock
from tests import rooms

PASSWORD = "four words nobody says"
NEW = {"name": "Nia New", "password1": PASSWORD, "password2": PASSWORD}
_addresses = itertools.count(1)


def person(at: Agency | None, **fields: Any) -> Person:
    """Somebody who can sign in with ``PASSWORD``."""
    one = rooms.person(at, **fields)
    one.set_password(PASSWORD)
    one.save(update_fields=["password"])
    return one


def browser(**headers: str) -> Client:
    """A browser of its own, at an address of its own: what one test's tries use up, another's still has."""
    number = next(_addresses)
    return Client(REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", headers=headers or None)


def sign_in(client: Client, who: Person, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": who.email, "password": password, **more})


def signed_in(who: Person, **headers: str) -> Client:
    """Through our own door, not by force."""
    client = browser(**headers)
    answer = sign_in(client, who)
    assert answer.status_code == 302, answer.content
    return client


def with_app(who: Person) -> str:
    """The person has an app as second factor, and recovery codes; the secret that the app holds."""
    secret = totp.generate_totp_secret()
    with disable_auditlog():
        totp.TOTP.activate(who, secret)
        RecoveryCodes.activate(who)
    return secret


def with_key(who: Person) -> Authenticator:
    """The person has a security key, too; one that cannot be used here."""
    with disable_auditlog():
        return Authenticator.objects.create(
            user=who, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": {}}
        )


def code(secret: str) -> str:
    """What the app shows now; if that is about to change, what it shows then."""
    if (left := 30 - time.time() % 30) < 3:
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def has_factor(who: Person) -> bool:
    return Authenticator.objects.filter(user=who).exists()


class Clock:
    """The house's clock, moved by hand."""

    def __init__(self, monkeypatch: Any) -> None:
        self.ahead = timedelta()
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + self.ahead)

    def pass_(self, **span: float) -> None:
        self.ahead += timedelta(**span)


class InvitingHouse:
    """An agency whose manager invites, its component, another agency, and who runs the installation."""

    def __init__(self) -> None:
        self.agency, self.other = rooms.agency(), rooms.agency()
        self.component = rooms.agency(parent_id=self.agency.pk)
        self.hana = person(self.agency, manages_people=True)
        self.root = person(None)
        self.email = f"new+{self.agency.pk}@rooms.example"

    def invited(self) -> tuple[Invitation, str]:
        """An open invitation and the path of its link."""
        sent = invitations.invite(agency=self.agency, by=self.hana, email=self.email, name="Nia", takes_referrals=True)
        return sent, link_in(mail.outbox[-1])


def opened(client: Client, link: str) -> Any:
    """The page to which the link of an invitation leads."""
    return client.get(link, follow=True)


def mails_to(address: str) -> list[Any]:
    """The mails to this address, once those that go beside a request are gone."""
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(5)
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message: Any) -> str:
    """The path of the only link of a mail."""
    (found,) = re.findall(r"https?://[^/\s]+(/\S+)", message.body)
    return str(found)
