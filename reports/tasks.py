"""Jobs of reports: counting. The worker calls the database's functions and sees how far they are, no number and no record."""

import logging

from celery import shared_task
from django.db import DatabaseError, connection, transaction

from reports import drafting

LOCK = 9_115  # of counts, among the database's advisory locks

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def count_waiting() -> None:
    """Every few seconds: what somebody asked for, and what a worker that died has left. One that fails keeps none waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reports_run WHERE status IN ('waiting', 'counting') ORDER BY id")
        waiting = [row[0] for row in cursor.fetchall()]
    for run in waiting:
        try:
            count(run)
        except DatabaseError as problem:  # what the database says may name a value
            log.warning("A count could not be made: %s", type(problem).__name__)


@shared_task(ignore_result=True)
def prepare() -> None:
    """Twice an hour: drafts of what is over, and who is reminded of what is due."""
    drafting.plan()


def count(run: int) -> None:
    """One count, unless another worker is at it: it would begin anew under its hands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run])
        (mine,) = cursor.fetchone()
    if not mine:
        return
    try:
        _count(run)
    finally:  # the lock is the connection's: it ends with a worker that dies
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run])


def _count(run: int) -> None:
    """Each table is a transaction of its own, so that the page can tell how far it is."""
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
