"""Jobs of agreements: the sealed document of what was executed. Run with the worker's role in the database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection
from django.db.models import F

from mdt.kit import clock
from protocols import reminders, reviewing
from protocols.actions.signing import digest
from protocols.models import Executed, Version

LOCK = 9_113  # of documents, among the database's advisory locks

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def remind_of_endings() -> None:
    """What ends within half a year, by rows that say each thing once."""
    reminders.plan()


@shared_task(ignore_result=True)
def plan_reviews() -> None:
    """What is due to be read again, and who is told, by rows that say each thing once."""
    reviewing.plan()


@shared_task(ignore_result=True)
def seal_executed() -> None:
    """Make what has been executed and has no document yet. Each step is written down when it begins, for the page to tell."""
    for waiting in Executed.objects.filter(content=None).values_list("pk", flat=True):
        make(waiting)


def make(key: int) -> None:
    """The document of this row, unless another worker is at it."""
    with _alone(key) as mine:
        if mine:
            _make(key)


@contextmanager
def _alone(key: int) -> Iterator[bool]:
    """Whether this worker makes the document. The lock is the connection's: it ends with a worker that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, key])
        (mine,) = cursor.fetchone()
        try:
            yield bool(mine)
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, key])


def _make(key: int) -> None:
    """Written, laid out, sealed, kept: four steps, each committed by itself. Nothing of the document is kept before the last."""
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document
    from protocols import document, seal

    row = Executed.objects.filter(pk=key, content=None)
    version = Version.objects.select_related("agreement__team", "fallback").filter(document__in=row).first()
    if version is None:  # another worker has just kept it
        return
    try:
        row.update(step=1, trouble="")
        page = document.page(version)
        row.update(step=2)
        laid_out = pdf.render(page)
        row.update(step=3)
        sealed = seal.seal(laid_out)
    except seal.Unsealable as problem:
        row.update(step=0, trouble=str(problem)[:200])
        log.warning("A document waits for its seal: %s", type(problem).__name__)
        return
    row.update(content=sealed, sha256=digest(sealed), sealed_at=clock.now(), step=F("steps"))
