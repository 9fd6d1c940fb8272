"""Telling the releasing agency that a release will end. Recipients are told nothing: nobody presses the survivor (law R-22)."""

from django.db import connection

from agencies.models import Reminder
from confidentiality.queries.releases import SOON
from mdt.kit import clock


def tell_ending() -> None:
    """One mail without content for each release and person; the key keeps it at one, however often this runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_id, person_id FROM mdt_ending(%s)", [SOON.days])
        found = cursor.fetchall()
    now = clock.now()
    rows = [
        Reminder(key=f"ending:{release}:{person}", person_id=person, path="/", due_at=now) for release, person in found
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
