"""Reminders as rows: planned once by their key, cancelled by it, never by a job's own clock."""

from datetime import datetime, timedelta

from agencies.lifecycle import REMINDED_DAYS_BEFORE
from agencies.models import Acknowledgement, Person, Reminder
from mdt.kit import clock


def schedule(key: str, person: Person, path: str, due_at: datetime) -> None:
    """Plan one mail. The key makes it happen once: planned again, whether waiting, sent or cancelled, it is left alone."""
    row = Reminder(key=key, person=person, path=path, due_at=due_at)
    Reminder.objects.bulk_create([row], ignore_conflicts=True)


def cancel(prefix: str) -> None:
    """Stop what still waits under this prefix. A row that is being sent is waited for, and then left as sent."""
    waiting = Reminder.objects.filter(key__startswith=prefix, sent_at=None, cancelled_at=None)
    waiting.update(cancelled_at=clock.now())


def schedule_acknowledgement_reminders(signed: Acknowledgement) -> None:
    """30, 7 and 0 days before the new end; what an earlier signature had planned is cancelled."""
    for earlier in Acknowledgement.objects.filter(person_id=signed.person_id).exclude(pk=signed.pk):
        cancel(f"ack:{earlier.pk}:")
    for days in REMINDED_DAYS_BEFORE:
        due_at = signed.expires_at - timedelta(days=days)
        schedule(f"ack:{signed.pk}:{days}", signed.person, "/acknowledgement/", due_at)
