"""What the worker does about walls: whoever supervises the agency of record hears that somebody stood before one (law S-17).

Nothing happens at the moment of the try itself, so that nothing can be noticed by whoever makes it.
"""

from django.db import connection

from agencies.models import Reminder
from mdt.kit import clock

DAYS = 7  # a worker that was away for less catches up
LIST_PAGE = "/cases/attempts/"


def tell_of_attempts() -> None:
    """One mail without a word of content for each wall, day and supervisor; a key that is there already is left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recusal_id, on_day, supervisor_id FROM mdt_walled_attempts(%s)", [DAYS])
        found = cursor.fetchall()
    rows = [
        Reminder(key=f"wall:{recusal}:{day:%Y%m%d}:{person}", person_id=person, path=LIST_PAGE, due_at=clock.now())
        for recusal, day, person in found
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
