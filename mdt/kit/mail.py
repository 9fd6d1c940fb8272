"""The one mail that leaves this application: it says that there is something to do, and nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override


def notice(to: str, path: str, language: str, key: str, server: BaseEmailBackend | None = None) -> None:
    """Send "You have something to do. Sign in." with the address of a list page, in the reader's language.

    ``key`` names the mail: the same key always gives the same Message-ID, so a mail that had to be sent again
    (the sender died between sending and marking) is shown once by mail readers. Raises what the server raises.
    """
    with override(language):
        subject = gettext("You have something to do")
        body = gettext("You have something to do. Sign in:") + f"\n\n{_address(path)}\n"
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, to=[to], headers=headers, connection=server).send()


def message_id(key: str) -> str:
    """From the key and the installation's secret: the key cannot be read from it."""
    return f"<{salted_hmac('mdt.kit.mail', key, algorithm='sha256').hexdigest()[:40]}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _address(path: str) -> str:
    """Always an address of this installation, whatever the path says."""
    return settings.PUBLIC_URL.rstrip("/") + "/" + path.lstrip("/")
