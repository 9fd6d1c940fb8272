"""Verifying the ledger by itself, once a night: what came of it is a row, and who runs the installation hears what is wrong."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from agencies.models import Person
from agencies.reminders import schedule
from confidentiality import sealing, verifying
from confidentiality.models import LedgerCheck
from mdt.kit import clock

NIGHT = 7  # o'clock UTC: the night of every time zone from Puerto Rico to Hawaii has begun
WHERE = "/administration/operation/"
_LOCK = 7_002  # one verifier at a time, beside the sealer's

log = logging.getLogger(__name__)


def nightly() -> None:
    """Verify, unless it was done since this night began, or another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            if not LedgerCheck.objects.filter(at__gte=night_began(clock.now())).exists():
                _tell(check())
        finally:  # the lock is the connection's: it ends with a worker that dies
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def night_began(now: datetime) -> datetime:
    began = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return began if began <= now else began - timedelta(days=1)


def check() -> LedgerCheck:
    """Verify now, with the worker's key and witness, and keep what came of it. Takes as long as the ledger is."""
    found = verifying.whole(sealing.public_key(), settings.LEDGER_WITNESS)
    return LedgerCheck.objects.create(checkpoint=found.checkpoint, rows=found.rows, findings=len(found.findings))


def _tell(done: LedgerCheck) -> None:
    """By a mail without content, each night again until it is settled. Who belongs to no agency runs the installation."""
    if not done.findings:
        return
    log.error("The ledger is not whole: %s findings.", done.findings)
    for person in Person.objects.filter(agency=None, is_active=True).only("pk").order_by("pk"):
        schedule(f"ledger:{done.pk}:{person.pk}", person, WHERE, clock.now())
