"""``administrator``: the first account of an installation, and the way back in for who runs it.

Nobody can be invited before somebody is there; and nobody manages the account of who runs the installation. So this
runs where the machine is administered, and prints a link instead of mailing it.
"""

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from agencies import mails, sessions
from agencies.models import Person


class Command(BaseCommand):
    help = (
        "Make the account of who runs the installation, or let that person in again; prints a link to set a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        with transaction.atomic():
            person = Person.objects.select_for_update().filter(email=email.strip().lower()).first()
            if person is None:
                person = _made(email, name)
            elif not person.runs_installation:
                raise CommandError("This account belongs to an agency. Use an address of its own.")
            else:
                _shut_out(person)
        key = PasswordResetTokenGenerator().make_token(person)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
        self.stdout.write(f"Open this within the hour, and set a password and a second factor:\n{mails.address(path)}")


def _made(email: str, name: str) -> Person:
    if not name.strip():
        raise CommandError("Say the name of the person, too: administrator EMAIL NAME")
    return Person.objects.create_user(email, None, name=" ".join(name.split()), runs_installation=True)


def _shut_out(person: Person) -> None:
    """What was there before counts no more: password, second factors, sessions."""
    person.is_active = True
    person.set_unusable_password()
    person.save()
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)
