"""Reminders: real senders as the worker's role, a real mail server, and what happens when either of them dies.

What is held here: two senders at once send each row once; a sender that dies before the server answers loses nothing
and doubles nothing; one that dies after it sends the same Message-ID again; trouble delays a mail and never drops it.
"""

import os
import re
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.translation import gettext, override

from agencies import reminders
from agencies.models import Reminder
from mdt.celery import app
from mdt.kit import clock, mail
from tests import rooms
from tests.agencies.mailserver import due, send, sender
from tests.database import ROOT

# --- What a mail says -------------------------------------------------------------------------------------------


def test_G5_mail_says_that_there_is_something_to_do_and_nothing_else(server, people):
    (ada,) = people(1, name="Testa Person-901", title="Bait title")
    row = due(ada)
    send(server)
    (got,) = server.to(ada.email)
    assert got["Subject"] == "You have something to do"
    assert " ".join(got.get_content().split()) == "You have something to do. Sign in: https://mdt.test/acknowledgement/"
    assert set(got.keys()) == {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
        "Auto-Submitted",
    }  # fmt: skip
    for bait in ("Testa", "Person-901", "Bait", row.key, ada.agency.name):
        assert bait not in str(got)
    row.refresh_from_db()
    assert row.sent_at is not None


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_mail_is_in_the_readers_language(server, people, language):
    (one,) = people(1, language=language)
    due(one)
    send(server)
    with override(language):
        assert server.to(one.email)[0]["Subject"] == gettext("You have something to do")


def test_message_id_is_the_same_for_the_same_key_and_tells_nothing_of_it():
    first = mail.message_id("ack:12:30")
    assert first == mail.message_id("ack:12:30") != mail.message_id("ack:12:7")
    assert re.fullmatch(r"<[0-9a-f]{40}@[a-z0-9.-]+>", first)


def test_address_is_always_one_of_this_installation(settings):
    settings.PUBLIC_URL = "https://mdt.test/"
    assert mail._address("//elsewhere.example/x") == "https://mdt.test/elsewhere.example/x"
    assert mail._address("/meetings/") == "https://mdt.test/meetings/"


# --- Which are sent ---------------------------------------------------------------------------------------------


def test_only_what_is_due_is_sent_and_only_once(server, people):
    now_due, later, cancelled, gone = people(4)
    for person in (now_due, cancelled, gone):
        due(person)
    due(later, ago=timedelta(hours=-1))
    reminders.cancel(f"test:{cancelled.pk}")
    rooms.Person.objects.using("owner").filter(pk=gone.pk).update(is_active=False)
    send(server)
    send(server)
    assert [m["To"] for m in server.mails] == [now_due.email]
    assert Reminder.objects.get(key=f"test:{gone.pk}").cancelled_at is not None
    assert Reminder.objects.get(key=f"test:{later.pk}").sent_at is None


def test_planned_twice_is_sent_once(server, people):
    (one,) = people(1)
    due(one)
    due(one)
    send(server)
    due(one)
    send(server)
    assert len(server.to(one.email)) == 1


def test_the_database_refuses_the_same_key_twice_and_sent_with_cancelled(people):
    (one,) = people(1)
    row = due(one)
    with pytest.raises(IntegrityError, match="agencies_reminder_key"):
        Reminder.objects.create(key=row.key, person=one, due_at=clock.now())
    with pytest.raises(IntegrityError, match="reminder_sent_or_cancelled"):
        Reminder.objects.filter(pk=row.pk).update(sent_at=clock.now(), cancelled_at=clock.now())


# --- Several senders, and senders that die ----------------------------------------------------------------------


@pytest.mark.slow
def test_two_senders_at_once_send_each_mail_once(server, people):
    crowd = people(60)
    for person in crowd:
        due(person)
    server.delay = 0.02
    pair = [sender(server), sender(server)]
    for process in pair:
        assert process.wait(60) == 0
    assert sorted(m["To"] for m in server.mails) == sorted(person.email for person in crowd)
    assert len(server.senders) == 2, "both took part"


def test_a_row_that_another_sender_holds_is_passed_by_and_not_waited_for(server, people, owner_db):
    held, *others = people(3)
    row = due(held, ago=timedelta(hours=1))
    for person in others:
        due(person)
    with owner_db.transaction():
        owner_db.execute("SELECT 1 FROM agencies_reminder WHERE id = %s FOR UPDATE", [row.pk])
        send(server)
    assert sorted(m["To"] for m in server.mails) == sorted(person.email for person in others)
    send(server)
    assert len(server.to(held.email)) == 1


def test_a_sender_killed_before_the_server_has_the_mail_loses_and_doubles_nothing(server, people):
    crowd = people(3)
    rows = [due(person) for person in crowd]
    server.kill_at, process = "RCPT", sender(server)
    server.kill_pid = process.pid
    assert process.wait(60) == -9
    assert server.mails == []
    assert Reminder.objects.filter(pk__in=[r.pk for r in rows], sent_at=None).count() == 3
    send(server)
    assert sorted(m["To"] for m in server.mails) == sorted(person.email for person in crowd)


def test_a_sender_killed_after_the_server_has_the_mail_sends_it_again_under_the_same_id(server, people):
    """The one gap that cannot be closed: seen twice by the server, once by whoever reads by Message-ID."""
    crowd = people(3)
    for person in crowd:
        due(person)
    server.kill_at, process = "DATA", sender(server)
    server.kill_pid = process.pid
    assert process.wait(60) == -9
    (first,) = server.mails
    send(server)
    again = server.to(first["To"])
    assert len(again) == 2
    assert again[0]["Message-ID"] == again[1]["Message-ID"]
    assert len(server.mails) == 4
    assert len({m["Message-ID"] for m in server.mails}) == 3
    assert not Reminder.objects.filter(person__in=crowd, sent_at=None).exists()


# --- The jobs ---------------------------------------------------------------------------------------------------


def test_jobs_are_json_without_results_and_every_scheduled_one_exists():
    app.loader.import_default_modules()
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result is True
    assert app.conf.result_backend is None
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert not entry.get("args")


def test_a_worker_takes_the_job_from_the_broker_and_sends(server, people):
    (one,) = people(1)
    due(one)
    queue = f"test-{os.getpid()}"
    app.send_task("agencies.tasks.send_due_reminders", queue=queue)
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "mdt", "worker", "--pool", "solo", "-Q", queue, "-l", "WARNING",
         "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "MDT_ROLE": "worker", "EMAIL_URL": server.url},
    )  # fmt: skip
    try:
        until = time.monotonic() + 40
        while not server.mails and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        worker.terminate()
        output, _ = worker.communicate(timeout=30)
    assert [m["To"] for m in server.mails] == [one.email], output
