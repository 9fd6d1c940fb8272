"""Reminders while the mail server refuses, is busy or is away: one waits, the others go on, nothing is lost."""

from datetime import timedelta

import pytest

from agencies import tasks
from agencies.models import Reminder
from mdt.kit import clock
from tests.agencies.mailserver import due, send


@pytest.mark.parametrize("answer", ["550 no such box", "452 too many", "421 busy"])
def test_a_refused_address_waits_and_holds_up_nobody(server, people, answer):
    refused, *others = people(4)
    for person in (refused, *others):
        due(person)
    server.refuse[refused.email] = answer
    before = clock.now()
    assert refused.email not in send(server)
    assert sorted(m["To"] for m in server.mails) == sorted(person.email for person in others)
    row = Reminder.objects.get(person=refused)
    assert (row.attempts, row.sent_at, row.cancelled_at) == (1, None, None)
    assert timedelta(seconds=59) < row.due_at - before < timedelta(seconds=120)
    server.refuse.clear()
    Reminder.objects.filter(pk=row.pk).update(due_at=clock.now())
    send(server)
    assert len(server.to(refused.email)) == 1


def test_while_the_server_is_away_one_row_is_tried_and_none_is_lost(server, people, owner_db):
    crowd = people(4)
    for person in crowd:
        due(person)
    server.stop()
    output = send(server)
    assert "ConnectionRefusedError" in output
    assert not any(person.email in output for person in crowd)
    assert sorted(Reminder.objects.filter(person__in=crowd).values_list("attempts", flat=True)) == [0, 0, 0, 1]
    owner_db.execute("UPDATE agencies_reminder SET due_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL")
    server.start()
    send(server)
    assert len(server.mails) == 4


def test_an_address_that_cannot_be_written_holds_up_nobody(server, people):
    (broken,), crowd = people(1, email="a\nb@rooms.example"), people(2)
    due(broken, ago=timedelta(hours=1))
    for person in crowd:
        due(person)
    send(server)
    assert sorted(m["To"] for m in server.mails) == sorted(person.email for person in crowd)
    assert Reminder.objects.get(person=broken).attempts == 1


def test_waiting_doubles_up_to_an_hour_and_never_ends():
    row, waits = Reminder(due_at=clock.now()), []
    for _ in range(12):
        before = clock.now()
        tasks._postpone(row)
        waits.append(round((row.due_at - before).total_seconds() / 60))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]
    row.attempts = 32767
    tasks._postpone(row)
    assert row.attempts == 32767
