"""Jobs of the ledger and of releases."""

from celery import shared_task
from django.db import connection

from confidentiality import checking, sealing
from confidentiality.actions import ending


@shared_task
def seal_ledger() -> None:
    """Seal what is settled, until nothing is left."""
    while sealing.seal() >= sealing.BATCH:
        pass


@shared_task
def tell_ending_releases() -> None:
    """Each hour: the releasing agency hears which releases end within seven days (law R-22)."""
    ending.tell_ending()


@shared_task
def prepare_ledger_months() -> None:
    """Make the partitions of the months ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_ledger_months(12)")


# Acknowledged before it runs: it may take longer than the broker waits, and a second one beside it would say nothing new.
@shared_task(acks_late=False, time_limit=6 * 3600, soft_time_limit=6 * 3600 - 60)  # seconds
def verify_ledger() -> None:
    """Once a night; asked each hour, so that a night without a worker is made up for."""
    checking.nightly()
