"""Jobs of the ledger and of releases."""

from celery import shared_task
from django.db import connection

from confidentiality import sealing
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
