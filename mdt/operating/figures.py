"""How the installation stands, asked at this moment of the database and the broker. Totals over everything, and times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q
from redis import RedisError

from agencies.models import Reminder, SignInTry
from agencies.vocabulary import SignInOutcome
from confidentiality.models import BackupRecord, Checkpoint, LedgerCheck
from mdt import broker, health, tasks
from mdt.kit import clock
from meetings.models import CalendarMail
from protocols.models import Executed

DAY = timedelta(days=1)
LATE = timedelta(minutes=10)  # a mail that is due is sent within the minute
_HERE = (
    "SELECT clock_timestamp(), pg_database_size(current_database()), current_setting('server_version'), mdt_unsealed_since(),"
    " mdt_purge_waits_since()"
)


@dataclass(frozen=True)
class Waiting:
    """What is due and not done, how much of it is late or has failed once, and since when the oldest waits."""

    number: int
    late: int
    since: datetime | None


@dataclass(frozen=True)
class Figures:
    """``queue`` is None where the broker does not answer, ``pulse`` where nobody has given a sign of life since it began."""

    at: datetime
    clock_off: timedelta  # the database's clock less ours
    size: int  # bytes
    server: str  # version of PostgreSQL
    unlike: int  # migrations that only the code has, or only the database
    unsealed_since: datetime | None
    purge_since: datetime | None  # when the oldest one that waits was approved
    checkpoint: Checkpoint | None
    check: LedgerCheck | None
    backup: BackupRecord | None
    restore: BackupRecord | None
    notices: Waiting
    calendar: Waiting
    documents: Waiting
    queue: int | None
    pulse: datetime | None
    wrong_sign_ins: int  # within a day


def now() -> Figures:
    """Raises DatabaseError; without a broker there are still all others."""
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        theirs, size, server, unsealed, purge = cursor.fetchone()
        off = theirs - at - (clock.now() - at) / 2
        unlike = health.unlike(cursor)
    queue, pulse = _of_the_broker()
    return Figures(
        at=at, clock_off=off, size=size, server=server, unlike=unlike, unsealed_since=unsealed,
        purge_since=purge,
        checkpoint=Checkpoint.objects.defer("ids", "leaves").order_by("-number").first(),
        check=LedgerCheck.objects.first(),
        backup=BackupRecord.objects.filter(kind=BackupRecord.Kind.BACKUP).first(),
        restore=BackupRecord.objects.filter(kind=BackupRecord.Kind.RESTORE).first(),
        notices=_mails(Reminder, at), calendar=_mails(CalendarMail, at), documents=_documents(at),
        queue=queue, pulse=pulse,
        wrong_sign_ins=SignInTry.objects.filter(at__gt=at - DAY).exclude(outcome=SignInOutcome.IN).count(),
    )  # fmt: skip


def _of_the_broker() -> tuple[int | None, datetime | None]:
    try:
        return broker.waiting(health.LIMIT), tasks.last_pulse()
    except RedisError:
        return None, None


def _mails(model: Any, at: datetime) -> Waiting:
    """What has failed is due again later; it counts all the same."""
    failed = Q(attempts__gt=0)
    found = model.objects.filter(Q(due_at__lte=at) | failed, sent_at=None, cancelled_at=None).aggregate(
        number=Count("pk"), late=Count("pk", filter=failed | Q(due_at__lt=at - LATE)), since=Min("due_at")
    )
    return Waiting(**found)


def _documents(at: datetime) -> Waiting:
    found = Executed.objects.filter(content=None).aggregate(
        number=Count("pk"), late=Count("pk", filter=~Q(trouble="") | Q(asked_at__lt=at - LATE)), since=Min("asked_at")
    )
    return Waiting(**found)
