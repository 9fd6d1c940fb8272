"""A year of reminders, each exactly once, whatever dies.

In this process the house's clock is moved, and meetings move, are cancelled and are answered in between. In the long run
10,000 are sent by real workers whose whole processes believe in another day (libfaketime): they are killed at random and
replaced, the broker is killed and started again with nothing kept, and two beats were started by mistake.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core import mail as sent_mail

from agencies.models import Reminder
from agencies.tasks import send_due_reminders
from mdt.kit import clock, mail
from meetings import reminding
from meetings.actions import calendars
from meetings.models import Attendee, LeadTimes, Meeting
from meetings.vocabulary import MeetingStatus
from tests import rooms
from tests.agencies import test_reminders_story as real
from tests.agencies.test_reminders_story import NOTHING_WAITS
from tests.copies import as_web, as_worker, database_copy
from tests.database import URLS
from tests.meetings.diaries import Table, change, kept, thrown
from tests.protocols.test_two_years import Faked

engine, post = real.engine, real.post  # its fixtures
HOURS = [72, 24, 1]


def year_of(table: Table, people: list[Any], many: int, begins: datetime, every: timedelta) -> list[Meeting]:
    """So many meetings, to which all of them are invited."""
    made = [table.meeting(begins + every * n) for n in range(many)]
    Attendee.objects.using("owner").bulk_create(
        Attendee(meeting_id=one.pk, person_id=person.pk, agency_id=person.agency_id, discipline="advocacy")
        for one in made for person in people
    )  # fmt: skip
    return made


def expected(meetings: list[Meeting], people: list[Any]) -> Iterator[tuple[str, Any, datetime]]:
    """Key, person and instant of everything that is told, had nothing changed: at her times, and asked once for an answer."""
    for meeting in meetings:
        for person in people:
            for what in (*HOURS, "answer"):
                before = timedelta(hours=what) if isinstance(what, int) else timedelta(days=3)
                yield f"meet:{meeting.pk}:{meeting.sequence}:{person.pk}:{what}", person, meeting.starts_at - before


def seated(table: Table, count: int) -> list[Any]:
    people = [table.sits(rooms.person(table.agencies[n % 3])) for n in range(count)]
    for person in people:
        kept(LeadTimes(person_id=person.pk, hours=HOURS))
    return people


@pytest.mark.slow
def test_over_a_year_each_comes_once_at_its_time_while_meetings_move(
    monkeypatch: pytest.MonkeyPatch, owner_db: Any
) -> None:
    """Looked at around each mark; planned and sent twice each time."""
    owner_db.execute(NOTHING_WAITS)
    table, dice = Table(), thrown(7)
    people, start = seated(table, 2), clock.now().replace(minute=0, second=0, microsecond=0)
    meetings = year_of(table, people, 24, start + timedelta(days=4), every=timedelta(days=15, hours=5))
    wanted = {key: (person.email, at) for key, person, at in expected(meetings, people)}
    marks = sorted({at for _email, at in wanted.values()})
    changed = dice.sample(meetings[2:], 8)
    came: dict[str, datetime] = {}
    with as_worker():
        reminding.plan()
        for mark in marks:
            monkeypatch.setattr(clock, "now", lambda mark=mark: mark + timedelta(minutes=3))
            for _again in range(2):
                reminding.plan()
                send_due_reminders()
            for one in sent_mail.outbox:
                assert one.to[0] not in emails(people) or one.extra_headers["Message-ID"] not in came, "once"
                if one.to[0] in emails(people):
                    came[one.extra_headers["Message-ID"]] = clock.now()
            sent_mail.outbox.clear()
            for meeting in [one for one in changed if timedelta(0) < one.starts_at - mark < timedelta(days=4)]:
                changed.remove(meeting)
                with as_web():
                    settle(meeting, wanted, people, cancelled=len(changed) % 2 == 0)
    assert not changed, "all of that happened"
    monkeypatch.undo()
    by_id = {mail.message_id(key): told for key, told in wanted.items()}
    assert set(came) == set(by_id) and len(came) > 140
    assert all(timedelta(0) <= came[one] - at <= timedelta(minutes=6) for one, (_email, at) in by_id.items())


def emails(people: list[Any]) -> set[str]:
    return {person.email for person in people}


def settle(meeting: Meeting, wanted: dict[str, Any], people: list[Any], *, cancelled: bool) -> None:
    """Cancelled, or an hour later; what is told of it by then stays told."""
    for key in [key for key in wanted if key.startswith(f"meet:{meeting.pk}:")]:
        if wanted[key][1] > clock.now():
            del wanted[key]
    if cancelled:
        calendars.cancel(change(meeting, status=MeetingStatus.CANCELLED))
        return
    later = change(meeting, starts_at=meeting.starts_at + timedelta(minutes=2))
    calendars.invite(later)
    wanted |= {k: (p.email, at) for k, p, at in expected([later], people) if at > clock.now()}


# --- With the clock of whole processes --------------------------------------------------------------------------
class Year(Faked):
    """Workers and beats that all believe in another day. What dies is replaced by another of its kind."""

    def __init__(self, engine: Any, folder: Path) -> None:
        super().__init__(engine, folder)
        self.started, self.killed, self.broken = 2, 0, 0
        for name in ("beat-one", "beat-two"):
            self.start(self._beat, name)

    def _beat(self, name: str) -> None:
        schedule = self.engine.place.local / name
        self.engine.python(name, "beat", "--schedule", str(schedule), "--pidfile=")

    def kill(self) -> None:
        """One of the two workers with all its processes, whatever it was at; another takes its place."""
        name = self.names.pop(random.randrange(2))  # noqa: S311 - which one is no secret
        child = self.engine.post.workers.pop(name)
        assert child.process.poll() is None, f"{name} ended by itself: {child.process.poll()}"
        for process in [*psutil.Process(child.process.pid).children(recursive=True), psutil.Process(child.process.pid)]:
            process.kill()
        child.process.wait()
        self.engine.family.forget(child)
        self.started, self.killed = self.started + 1, self.killed + 1
        self.names.append(f"worker-{self.started}")
        self.start(self.engine.start_worker, self.names[-1])

    def break_broker(self) -> None:
        self.engine.kill_broker()
        time.sleep(0.5)
        self.engine.restart_broker()
        self.broken += 1


@pytest.mark.slow
def test_ten_thousand_in_a_year_come_once_each_with_workers_killed_a_broker_that_dies_and_two_beats(
    post: Any, tmp_path: Path, owner_db: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    many = int(os.environ.get("MDT_FORTNIGHTS", "26"))
    owner_db.execute(NOTHING_WAITS)
    owner_db.execute(
        "UPDATE meetings_calendarmail SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL"
    )
    begins = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=4)
    wanted: dict[str, tuple[Any, datetime]] = {}
    for table in (Table() for _ in range(4)):
        people = seated(table, 25)
        found = expected(year_of(table, people, many, begins, every=timedelta(weeks=2)), people)
        wanted |= {key: (person.email, at) for key, person, at in found}
    post.delay = 0
    with database_copy("year") as copy:
        for variable in URLS:
            monkeypatch.setenv(variable, copy.url(variable))
        engine = request.getfixturevalue("engine")
        with copy.served():
            year, dice, began = Year(engine, tmp_path), random.Random(), time.monotonic()  # noqa: S311 - no secret
            marks = sorted({at for _email, at in wanted.values()})
            now = clock.now()
            for n, mark in enumerate(marks):
                planned(year, now, [key for key, (_email, at) in wanted.items() if at == mark])
                now = mark + timedelta(minutes=1)
                year.set(now)
                due = {key for key, (_email, at) in wanted.items() if at <= mark}
                if dice.random() < 0.2:
                    time.sleep(dice.random() * 6)
                    year.kill()
                if n % 5 == 4:
                    year.break_broker()
                until(
                    year,
                    now,
                    lambda due=due: Reminder.objects.filter(key__in=due, sent_at__isnull=False).count() == len(due),
                )
            rows = {row.key: row for row in Reminder.objects.filter(key__in=wanted)}
            others = Reminder.objects.filter(person__email__in={email for email, _at in wanted.values()}).exclude(
                key__in=wanted
            )
            assert not others.exclude(key__contains=":needed").exists()
    report(year, post, wanted, rows, time.monotonic() - began)


def planned(year: Year, now: datetime, keys: list[str]) -> None:
    """As it is days before: every five minutes somebody looks, so the clock goes on until it was looked at."""
    for looked in range(40):
        if Reminder.objects.filter(key__in=keys).count() == len(keys):
            return
        year.set(now + timedelta(minutes=6 * (looked + 1)))
        time.sleep(5)
    pytest.fail("nobody planned what comes next")


def until(year: Year, now: datetime, happened: Any) -> None:
    """Beat sends each minute, and a run takes a hundred: what is left waits for the next minute, which comes sooner here."""
    begun = looked = time.monotonic()
    while not happened():
        if time.monotonic() > begun + 240:
            pytest.fail("".join(year.engine.log(name) for name in year.names)[-5000:])
        if time.monotonic() > looked + 4:
            looked, now = time.monotonic(), now + timedelta(minutes=1)
            year.set(now)
        time.sleep(0.1)


def report(year: Year, post: Any, wanted: dict[str, Any], rows: dict[str, Reminder], took: float) -> None:
    came = Counter((got["To"], got["Message-ID"]) for got in post.mails)
    ours = {(email, mail.message_id(key)) for key, (email, _at) in wanted.items()}
    assert {one for one in came if one[0] in {email for email, _at in wanted.values()}} == ours
    again = [one for one in ours if came[one] > 1]
    late = [rows[key].sent_at - at for key, (_email, at) in wanted.items()]
    print(  # noqa: T201 - what was measured, for who reads the long run
        f"{len(wanted)} reminders in {took:.0f} s; {year.killed} workers killed, {year.broken} times no broker, two beats;"
        f" {len(again)} mails sent again under the same Message-ID; the latest came after {max(late)}."
    )
    assert all(timedelta(0) <= one < timedelta(minutes=45) for one in late), max(late)
    assert len(again) <= year.killed * 2 and all(came[one] == 2 for one in islice(again, len(again)))
    assert max(row.attempts for row in rows.values()) == 0


def test_the_year_begins_now() -> None:
    """Its first mark lies ahead, whatever day it is."""
    begins = datetime.now(UTC) + timedelta(days=4)
    assert (
        min(at for _key, _person, at in expected([Meeting(pk=1, starts_at=begins)], [rooms.person(rooms.agency())]))
        > clock.now()
    )
