"""The three mails about accounts: an invitation, a new password, and that the way of signing in was changed.

None names the agency, the work, the system or the reader. A link is the only thing in them that differs.
"""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, ngettext, override

from agencies.models import Person

log = logging.getLogger(__name__)


def invitation(to: str, path: str, language: str, days: int) -> bool:
    """The link of an invitation. False when the mail server did not take it; then nothing was sent."""
    with override(language):
        subject = gettext("You have an invitation")
        lead = ngettext(
            "You can open an account until tomorrow. The link works once:",
            "You can open an account within %(days)s days. The link works once:",
            days,
        )
        end = gettext("If you did not expect this, delete it. Do not pass it on.")
        body = f"{lead % {'days': days}}\n\n{address(path)}\n\n{end}\n"
    return _send(to, subject, body)


def new_password(person: Person, path: str) -> None:
    """The link to set a new password."""
    with override(person.language):
        subject = gettext("You asked for a link")
        lead = gettext("With this link you can set a new password. It works once:")
        end = gettext("If you did not ask for it, delete this mail. Nothing has been changed.")
        body = f"{lead}\n\n{address(path)}\n\n{end}\n"
    _send_aside(person.email, subject, body)


def sign_in_changed(person: Person) -> None:
    """So that a change that the person did not make is noticed."""
    with override(person.language):
        subject = gettext("The way you sign in was changed")
        lead = gettext("Your password or your second factor was changed. If it was you, delete this mail.")
        end = gettext("If it was not you, tell whoever manages accounts where you work, now and in person.")
    _send_aside(person.email, subject, f"{lead}\n\n{end}\n")


def address(path: str) -> str:
    """Of this installation, as it is set: never of what a request says that its host is."""
    return settings.PUBLIC_URL.rstrip("/") + path


def _send_aside(to: str, subject: str, body: str) -> None:
    """Beside the request: a known address and an unknown one are answered in the same time, and with the same words
    when the mail server is away. A mail that is lost like that is asked for again."""
    Thread(target=_send, args=(to, subject, body), name="mail").start()


def _send(to: str, subject: str, body: str) -> bool:
    try:
        EmailMessage(subject, body, to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
    except (OSError, ValueError) as problem:  # every error of smtplib is an OSError; a bad address a ValueError
        log.warning("A mail about an account was not taken: %s", type(problem).__name__)  # its text holds the address
        return False
    return True
