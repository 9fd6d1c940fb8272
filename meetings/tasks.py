"""Jobs of meetings: dates of series, calendar mails, reminders. Run with the worker's role; two at once do no harm."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from agencies.tasks import BATCH, LONGEST_WAIT, OF_ONE_MAIL
from mdt.kit import clock
from meetings import mailing, reminding
from meetings.actions import calendars, making
from meetings.models import CalendarMail

OF_THE_PERSON = ("person__email", "person__language", "person__is_active", "person__agency")  # no name is read

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def make_ahead() -> None:
    """Each hour: the dates of series that have come within thirteen months, and who is invited to them."""
    making.make_ahead()


@shared_task(ignore_result=True)
def plan_reminders() -> None:
    """Every few minutes: what is due about the meetings of the next days, and series for who came to a table since."""
    calendars.catch_up()
    reminding.plan()


@shared_task(ignore_result=True)
def send_calendar_mails() -> None:
    """Each minute, as ``agencies.tasks.send_due_reminders`` does: one row to a transaction, locked while it is sent."""
    server = get_connection()
    try:
        for _ in range(BATCH):
            if not _send_next(server):
                break
    finally:
        server.close()


def _send_next(server: BaseEmailBackend) -> bool:
    """Claim one row and settle it; False when nothing is due or the mail server cannot be used."""
    with transaction.atomic():
        row = _claim(clock.now())
        if row is None:
            return False
        go_on = _settle(row, server)
        row.save(update_fields=["sent_at", "cancelled_at", "attempts", "due_at"])
    return go_on


def _claim(now: datetime) -> CalendarMail | None:
    waiting = CalendarMail.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=now)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    of_the_row = [field.attname for field in CalendarMail._meta.fields]
    return locked.only(*of_the_row, *OF_THE_PERSON).order_by("due_at", "pk").first()


def _settle(row: CalendarMail, server: BaseEmailBackend) -> bool:
    """Send, cancel or postpone; nothing raised here may keep a row at the head of the queue for ever."""
    try:
        said = mailing.content(row)
        if said is None:
            row.cancelled_at = clock.now()
            return True
        server.open()
        mailing.send(row, said, server)
    except (OSError, ValueError, LookupError) as problem:  # of smtplib the first, of a zone that is unknown the last
        log.warning("A calendar mail waits: %s", type(problem).__name__)  # the text could hold an address
        server.close()
        row.due_at = clock.now() + min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
        row.attempts = min(row.attempts + 1, 32767)
        return isinstance(problem, (*OF_ONE_MAIL, LookupError))
    row.sent_at = clock.now()
    return True
