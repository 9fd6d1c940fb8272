"""Jobs about people: reminders that are due, and sign-ins that are over. Run with the worker's role in the database.

What "once" means here. Each reminder is one row with a unique key. A sender locks the row, sends, and marks it in the
same transaction; others skip what is locked. So two senders never send one row, and a sender that dies before the mail
server has answered leaves the row as it was: it is sent by the next one. One gap cannot be closed, because a mail
server takes no part in our transaction: when the sender dies after the server accepted the mail and before the row is
marked, the mail goes out again. It then carries the same Message-ID, by which mail readers show it once. So: never
lost, once in ordinary running, at least once across a crash.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from agencies.models import Reminder
from mdt.kit import clock, mail

BATCH = 100  # rows of one run; the next run comes within the minute
LONGEST_WAIT = timedelta(hours=1)
OF_THE_ROW = ("key", "path", "due_at", "sent_at", "cancelled_at", "attempts", "person_id")
OF_THE_PERSON = ("person__email", "person__language", "person__is_active")  # the worker may read no name
# Troubles of one mail; any other means that the server cannot be used now. A bad address is a ValueError.
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, ValueError)

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_due_reminders() -> None:
    """Send what is due, one row to a transaction, so that a crash can touch one mail only."""
    server = get_connection()
    try:
        for _ in range(BATCH):
            if not _send_next(server):
                break
    finally:
        server.close()


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Once a day: remove the sessions that are over. The worker's role cannot read one, nor remove one that lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_clear_sessions()")


def _send_next(server: BaseEmailBackend) -> bool:
    """Claim one row and settle it; False when nothing is due or the mail server cannot be used."""
    with transaction.atomic():
        row = _claim(clock.now())
        if row is None:
            return False
        go_on = _settle(row, server)
        row.save(update_fields=["sent_at", "cancelled_at", "attempts", "due_at"])
    return go_on


def _claim(now: datetime) -> Reminder | None:
    waiting = Reminder.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=now)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    return locked.only(*OF_THE_ROW, *OF_THE_PERSON).order_by("due_at", "pk").first()


def _settle(row: Reminder, server: BaseEmailBackend) -> bool:
    """Send, cancel or postpone; nothing raised here may keep a row at the head of the queue for ever."""
    if not row.person.is_active:
        row.cancelled_at = clock.now()
        return True
    try:
        server.open()
        mail.notice(row.person.email, row.path, row.person.language, row.key, server)
    except (OSError, ValueError) as problem:  # every error of smtplib is an OSError
        log.warning("A reminder waits: %s", type(problem).__name__)  # the text could hold an address
        server.close()
        _postpone(row)
        return isinstance(problem, OF_ONE_MAIL)
    row.sent_at = clock.now()
    return True


def _postpone(row: Reminder) -> None:
    """Next after one minute, then two, four …, at most an hour. Never given up: ``due_at`` is the next attempt."""
    wait = timedelta(minutes=2 ** min(row.attempts, 10))
    row.due_at = clock.now() + min(wait, LONGEST_WAIT)
    row.attempts = min(row.attempts + 1, 32767)
