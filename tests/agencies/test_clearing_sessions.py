"""Sign-ins that are over leave the database each day, by a role that can read none and end none that lives."""

import psycopg
import pytest
from celery.schedules import crontab
from django.contrib.sessions.models import Session

from agencies.models import StaffSession
from agencies.tasks import clear_sessions
from mdt.celery import app
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import signed_in
from tests.copies import as_worker


def clear():
    """As the worker does it."""
    with as_worker():
        clear_sessions()


def test_what_is_over_is_removed_and_who_works_stays_signed_in(owner_db):
    ada, ben = (doors.person(rooms.agency()) for _ in range(2))
    working, gone = signed_in(ada), signed_in(ben)
    keys = {client.session.session_key for client in (working, gone)}
    owner_db.execute(
        "UPDATE django_session SET expire_date = now() - interval '1 second' WHERE session_key = %s",
        [gone.session.session_key],
    )
    owner_db.execute(
        "UPDATE agencies_staffsession SET started_at = now() - interval '25 hours' WHERE person_id = %s", [ben.pk]
    )
    clear()
    clear()
    assert set(Session.objects.filter(pk__in=keys).values_list("pk", flat=True)) == {working.session.session_key}
    assert list(StaffSession.objects.filter(person__in=[ada, ben]).values_list("person", flat=True)) == [ada.pk]
    assert working.get("/account/").status_code == 200
    assert owner_db.execute("SELECT count(*) FROM django_session WHERE expire_date < now()").fetchone() == (0,)


@pytest.mark.parametrize("sql", [
    "SELECT session_key FROM django_session", "SELECT expire_date FROM django_session", "DELETE FROM django_session",
    "DELETE FROM django_session WHERE expire_date < now()", "DELETE FROM agencies_staffsession",
    "SELECT 1 FROM agencies_staffsession",
])  # fmt: skip
def test_the_worker_may_do_nothing_else_with_sessions(worker_db, sql):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker_db.execute(sql)


def test_nobody_but_the_worker_clears(web_db):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web_db.execute("SELECT mdt_clear_sessions()")


def test_it_is_done_each_day():
    (entry,) = (e for e in app.conf.beat_schedule.values() if e["task"] == "agencies.tasks.clear_sessions")
    assert entry["schedule"] == crontab(hour=9, minute=0)
