"""The reminders of an acknowledgement: 30, 7 and 0 days before its end, and none of a signature that was renewed."""

from datetime import timedelta

from agencies import reminders
from agencies.models import Reminder
from mdt.kit import clock
from tests import rooms
from tests.agencies.tables import sign_as


def test_reminders_stand_30_7_and_0_days_before_the_end(acting_as):
    person = rooms.person(rooms.agency())
    made = sign_as(acting_as, person)
    due = {r.key: made.expires_at - r.due_at for r in Reminder.objects.filter(person=person)}
    assert due == {f"ack:{made.pk}:{days}": timedelta(days=days) for days in (30, 7, 0)}


def test_signing_again_cancels_what_still_waits_of_the_earlier_signature(acting_as, owner_db):
    person = rooms.person(rooms.agency())
    first = sign_as(acting_as, person)
    nearly_over = "UPDATE agencies_acknowledgement SET expires_at = now() + interval '9 days' WHERE id = %s"
    owner_db.execute(nearly_over, [first.pk])
    sent = Reminder.objects.get(key=f"ack:{first.pk}:30")
    Reminder.objects.filter(pk=sent.pk).update(sent_at=clock.now())
    second = sign_as(acting_as, person)
    waiting = Reminder.objects.filter(person=person, sent_at=None, cancelled_at=None)
    assert {r.key for r in waiting} == {f"ack:{second.pk}:{days}" for days in (30, 7, 0)}
    sent.refresh_from_db()
    assert sent.cancelled_at is None


def test_renewing_leaves_the_reminders_of_others_whose_number_begins_alike(acting_as, owner_db):
    """``ack:1:`` must not reach ``ack:10:``."""
    person, other = rooms.person(rooms.agency()), rooms.person(rooms.agency())
    first = sign_as(acting_as, person)
    reminders.schedule(f"ack:{first.pk}0:7", other, "/", clock.now())
    owner_db.execute(
        "UPDATE agencies_acknowledgement SET expires_at = now() + interval '9 days' WHERE id = %s", [first.pk]
    )
    sign_as(acting_as, person)
    assert Reminder.objects.get(key=f"ack:{first.pk}0:7").cancelled_at is None
    assert Reminder.objects.get(key=f"ack:{first.pk}:7").cancelled_at is not None
