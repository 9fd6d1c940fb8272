"""``reencrypt``: after a new key was put in front in MDT_FIELD_KEY, encrypts all second-factor secrets with it."""

from typing import Any

from allauth.mfa.models import Authenticator
from auditlog.context import disable_auditlog
from django.core.management.base import BaseCommand
from django.db import transaction

from agencies.adapters import PURPOSE
from mdt.kit import secrets

NAMES = ("secret", "seed")  # where allauth keeps what it encrypts


class Command(BaseCommand):
    help = "Encrypt second-factor secrets with the first key of MDT_FIELD_KEY. May be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = sum(_renewed(key) for key in Authenticator.objects.values_list("pk", flat=True))
        self.stdout.write(f"{changed} second factors encrypted anew. Older keys can be dropped from MDT_FIELD_KEY.")


def _renewed(key: int) -> bool:
    """One at a time and locked: somebody may be using a recovery code at this moment."""
    with transaction.atomic(), disable_auditlog():  # nothing changes but the key
        factor = Authenticator.objects.select_for_update().get(pk=key)
        old = [name for name in NAMES if name in factor.data and not secrets.is_current(factor.data[name])]
        for name in old:
            plain = secrets.decrypt(factor.data[name], purpose=PURPOSE)
            factor.data[name] = secrets.encrypt(plain, purpose=PURPOSE)
        factor.save(update_fields=["data"])
    return bool(old)
