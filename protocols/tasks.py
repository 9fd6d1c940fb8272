"""Jobs of agreements: the sealed document of what was executed. Run with the worker's role in the database."""

import logging

from celery import shared_task
from django.db import transaction
from django.db.models import F

from mdt.kit import clock
from protocols import reminders, reviewing
from protocols.actions.signing import digest
from protocols.models import Executed, Version

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
    """Make what has been executed and has no document yet. Each step is written down, so that the page can tell how far it is."""
    for waiting in Executed.objects.filter(content=None).values_list("pk", flat=True):
        _make(waiting)


def _make(key: int) -> None:
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document
    from protocols import document, seal

    with transaction.atomic():
        row = Executed.objects.select_for_update(skip_locked=True).filter(pk=key, content=None).first()
        if row is None:
            return
        version = Version.objects.select_related("agreement__team", "fallback").get(pk=row.version_id)
        mine = Executed.objects.filter(pk=key)
        try:
            sealed = seal.seal(pdf.render(document.page(version)))
        except seal.Unsealable as problem:
            mine.update(trouble=str(problem)[:200])
            log.warning("A document waits for its seal: %s", type(problem).__name__)
            return
        mine.update(content=sealed, sha256=digest(sealed), sealed_at=clock.now(), step=F("steps"), trouble="")
