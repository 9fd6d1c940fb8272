"""Jobs of the ledger."""

from celery import shared_task
from django.db import connection

from confidentiality import sealing


@shared_task
def seal_ledger() -> None:
    """Seal what is settled, until nothing is left."""
    while sealing.seal() >= sealing.BATCH:
        pass


@shared_task
def prepare_ledger_months() -> None:
    """Make the partitions of the months ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_ledger_months(12)")
