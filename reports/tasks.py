"""Jobs of reports: counting. The worker calls the database's functions and sees how far they are, no number and no record."""

from celery import shared_task
from django.db import connection, transaction


@shared_task(ignore_result=True)
def count_waiting() -> None:
    """Every few seconds: what somebody asked for, and what a worker that died has left. Two at once do no harm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reports_run WHERE status IN ('waiting', 'counting') ORDER BY id")
        waiting = [row[0] for row in cursor.fetchall()]
    for run in waiting:
        count(run)


def count(run: int) -> None:
    """One count. Each table is a transaction of its own, so that the page can tell how far it is."""
    steps = _begin(run)
    for step in range(steps or 0):
        with connection.cursor() as cursor:
            cursor.execute("SELECT mdt_count_table(%s, %s)", [run, step])
            if not cursor.fetchone()[0]:
                return


def _begin(run: int) -> int | None:
    """What the run counts stands still while it is read: all of it is of one moment. None: there is nothing to count."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT mdt_count_begin(%s)", [run])
        found: int | None = cursor.fetchone()[0]
        return found
