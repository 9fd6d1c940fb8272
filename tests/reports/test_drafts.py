"""Drafts that are made by themselves when a period is over, and who is reminded of what is due: once each, whoever dies."""

import os
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils.formats import date_format
from psycopg.types.json import Jsonb

from agencies.models import Reminder
from reports import drafting, tasks
from reports.queries.awards import duties_for
from tests import rooms, rows
from tests.copies import as_worker
from tests.reports.scene import Agency

CHICAGO = ZoneInfo("America/Chicago")
FIRST, LAST = date(2025, 7, 1), date(2025, 9, 30)  # due on November 15


@contextmanager
def at(day: date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """The application's clock stands at this time in Chicago. The database's goes on: it is later."""
    moment = datetime.combine(day, time(hour, minute), CHICAGO)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mdt.kit.clock.now", lambda: moment)
        yield


@pytest.fixture
def here(owner_db: Any) -> Agency:
    made = Agency(owner_db)
    made.pmt = made.award("ovc.pmt", "2015", starts_on=date(2025, 7, 1))  # type: ignore[attr-defined]
    owner_db.execute("UPDATE agencies_award SET ends_on = '2020-12-31' WHERE id = %s", [made.stop])
    case = made.person(told=(30, FIRST), sex="female", counted_under=[("sexual_assault", FIRST)])
    made.service(case, "counseling", LAST, made.pmt)  # type: ignore[attr-defined]
    return made


def plan(here: Agency) -> None:
    """As the worker does it, for this agency alone: other tests leave many awards behind."""
    mine = [key for (key,) in here.db.execute("SELECT id FROM agencies_award WHERE agency_id = %s", [here.agency.pk])]
    with pytest.MonkeyPatch.context() as patch, as_worker():
        patch.setattr("reports.drafting.periods", partial(drafting.periods, mine))
        tasks.prepare()


def drafts(here: Agency) -> list[Any]:
    return here.db.execute(
        "SELECT starts_on, status FROM reports_run WHERE agency_id = %s AND asked_by_id IS NULL ORDER BY id",
        [here.agency.pk],
    ).fetchall()


def told(here: Agency, *, waiting: bool = False) -> list[tuple[str, datetime]]:
    """Mark and time of the director's mails about the first period."""
    found = Reminder.objects.filter(person=here.director, key__startswith=drafting.about(here.pmt, FIRST)).order_by(
        "pk"
    )  # type: ignore[attr-defined]
    if waiting:
        found = found.filter(sent_at=None, cancelled_at=None)
    return [(row.key.split(":")[4], row.due_at) for row in found]


def test_an_award_with_a_form_of_its_agency_gets_its_draft_too(here: Agency) -> None:
    with (Path(__file__).parent / "county_board.toml").open("rb") as file:
        source = tomllib.load(file)
    rows.put(here.db, "reports_customform", agency_id=here.agency.pk, made_by_id=here.director.pk, key="county.board",
             version="1", source=Jsonb(source))  # fmt: skip
    own = here.award("county.board", "1", starts_on=FIRST)
    with at(date(2025, 10, 1), 0, 1):
        plan(here)
    found = here.db.execute(
        "SELECT form, starts_on, status FROM reports_run WHERE award_id = %s AND asked_by_id IS NULL", [own]
    )
    assert found.fetchall() == [("county.board", FIRST, "waiting")]


def test_a_draft_is_prepared_once_when_the_period_is_over_where_the_agency_works(here: Agency) -> None:
    with at(LAST, 23, 59):
        plan(here)
    assert drafts(here) == []  # in UTC and in London it is October already
    with at(date(2025, 10, 1), 0, 1):
        plan(here)
        plan(here)
        assert drafts(here) == [(FIRST, "waiting")]
        with as_worker():
            tasks.count_waiting()
    assert drafts(here) == [(FIRST, "counted")]
    with at(date(2025, 11, 20)):
        plan(here)
    assert len(drafts(here)) == 1
    with as_worker(), pytest.raises(psycopg.errors.InsufficientPrivilege), rows_raw() as cursor:
        cursor.execute("INSERT INTO reports_run SELECT * FROM reports_run")


@contextmanager
def rows_raw() -> Iterator[Any]:
    from django.db import connection
    from django.db.utils import ProgrammingError

    with connection.cursor() as cursor:
        try:
            yield cursor
        except ProgrammingError as problem:
            raise problem.__cause__ or problem from problem


def test_GR06_nobody_prepares_where_nobody_reports_and_what_was_counted_since_is_not_counted_again(
    here: Agency,
) -> None:
    here.db.execute("DELETE FROM agencies_awardreporter WHERE award_id = %s", [here.pmt])  # type: ignore[attr-defined]
    with at(date(2025, 10, 2)):
        plan(here)
    assert drafts(here) == [] and told(here) == []
    rows.put(
        here.db, "agencies_awardreporter", award_id=here.pmt, person_id=here.director.pk, named_by_id=here.director.pk
    )  # type: ignore[attr-defined]
    here.ask(here.pmt, FIRST, LAST)  # type: ignore[attr-defined]
    with at(date(2025, 10, 2)):
        plan(here)
    assert drafts(here) == []


def test_GR06_the_web_cannot_ask_in_nobodys_name(here: Agency, web_db: Any) -> None:
    with at(date(2025, 10, 2)):
        plan(here)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), web_db.transaction():
        web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(here.director.pk)])
        rows.put(
            web_db, "reports_run", agency_id=here.agency.pk, award_id=here.pmt, form="ovc.pmt", starts_on=date(2025, 4, 1),  # type: ignore[attr-defined]
            ends_on=date(2025, 6, 30),
        )  # fmt: skip


def test_reminders_are_planned_14_7_and_1_days_before_and_on_the_day_it_is_late_once_each(here: Agency) -> None:
    colleague = rooms.person(here.agency)
    for day in range(1, 62):
        with at(date(2025, 10, 25) + timedelta(days=day)):
            plan(here)
            plan(here)
            send(here)
    nine = {mark: datetime.combine(day, time(9), CHICAGO) for mark, day in (
        ("14", date(2025, 11, 1)), ("7", date(2025, 11, 8)), ("1", date(2025, 11, 14)), ("-1", date(2025, 11, 16)),
    )}  # fmt: skip
    assert dict(told(here)) == nine and len(told(here)) == 4
    assert not Reminder.objects.filter(person=colleague).exists()
    # The clocks of Chicago go back on November 2, 2025: nine there is 14 o'clock before that day, and 15 after it.
    assert [nine[mark].astimezone(UTC).hour for mark in ("14", "7")] == [14, 15]


def send(here: Agency) -> None:
    """What is due of the director's has gone out."""
    from mdt.kit import clock

    waiting = Reminder.objects.filter(person=here.director, due_at__lte=clock.now(), sent_at=None, cancelled_at=None)
    waiting.update(sent_at=clock.now())


def test_whoever_was_away_is_told_once_of_where_things_stand(here: Agency) -> None:
    with at(date(2025, 11, 20)):
        plan(here)  # no worker for three weeks
        assert [mark for mark, _due in told(here)] == ["-1"]
    with at(date(2025, 12, 30)):
        plan(here)
    assert told(here, waiting=True) == []


def test_a_later_mark_stops_an_earlier_that_has_not_gone_out(here: Agency) -> None:
    with at(date(2025, 11, 1)):
        plan(here)
    with at(date(2025, 11, 8)):
        plan(here)
    assert [mark for mark, _due in told(here, waiting=True)] == ["7"]


def test_G06_it_is_late_when_the_day_is_over_there_and_not_an_hour_before(here: Agency) -> None:
    """Due on November 2, the last day of summer time in Chicago: it has twenty-five hours."""
    here.db.execute("UPDATE agencies_award SET due_months = 2, due_day = 2 WHERE id = %s", [here.pmt])  # type: ignore[attr-defined]
    with at(date(2025, 11, 2), 23, 59):
        plan(here)
        assert [mark for mark, _due in told(here)] == ["1"]
        (one,) = duties_for_director(here)
        assert one.due == date(2025, 11, 2) and not one.late
    with at(date(2025, 11, 3), 0, 1):
        plan(here)
        assert [mark for mark, _due in told(here)] == ["1", "-1"]
        assert duties_for_director(here)[0].late
    with at(date(2026, 3, 1)):
        assert [one.first for one in duties_for_director(here)] == [
            date(2025, 10, 1)
        ]  # what is long late stands among reports


def duties_for_director(here: Agency) -> Any:
    from tests.cases.referring import as_

    with as_(here.director):
        return duties_for(here.director)


def test_G06_a_date_that_is_set_anew_is_told_anew_and_a_filed_report_of_nothing(here: Agency) -> None:
    with at(date(2025, 11, 1)):
        plan(here)
        here.db.execute("UPDATE agencies_award SET due_months = 1, due_day = 31 WHERE id = %s", [here.pmt])  # type: ignore[attr-defined]
        plan(here)
        marks = [(mark, due.date()) for mark, due in told(here, waiting=True)]
        assert marks == [("-1", date(2025, 11, 1))]  # an October day is over
    run = here.db.execute("SELECT id FROM reports_run WHERE agency_id = %s", [here.agency.pk]).fetchone()[0]
    here.db.execute("ALTER TABLE reports_run DISABLE TRIGGER USER")
    here.db.execute(
        "UPDATE reports_run SET status = 'filed', filed_at = now(), filed_by_id = %s, report = '{}' WHERE id = %s",
        [here.director.pk, run],
    )
    here.db.execute("ALTER TABLE reports_run ENABLE TRIGGER USER")
    with at(date(2025, 11, 2)):
        plan(here)
        assert told(here, waiting=True) == [] and duties_for_director(here) == []


def test_the_mail_says_nothing_and_the_day_stands_on_today_and_among_reports(here: Agency, as_person: Any) -> None:
    from agencies.tasks import send_due_reminders

    Reminder.objects.filter(sent_at=None, cancelled_at=None).update(due_at=datetime(2039, 1, 1, tzinfo=UTC))
    with at(date(2025, 11, 1)):
        plan(here)
        mail.outbox.clear()
        with as_worker():
            tasks.count_waiting()
            send_due_reminders()
        (letter,) = mail.outbox
        address = settings.PUBLIC_URL + reverse("reports")
        said, found, after = f"{letter.subject}\n{letter.body}".rstrip().partition(address)
        assert letter.to == [here.director.email] and found and not after
        assert not re.search(r"\d", said)  # no key, no day, no number
        for word in ("ovc", "PMT", "quarter", "award", here.agency.name):
            assert word.lower() not in said.lower()
        client = as_person(here.director)
        for page in ("today", "reports"):
            said = client.get(reverse(page)).content.decode()
            assert "Draft prepared" in said and date_format(date(2025, 11, 15), "DATE_FORMAT") in said, page
        assert (
            "Prepared by itself" in client.get(reverse("report_period", args=[award_id(here), FIRST])).content.decode()
        )
        other = as_person(here.advocate).get(reverse("today")).content.decode()
        assert "Reports that are due" not in other


def award_id(here: Agency) -> Any:
    return here.db.execute("SELECT public_id FROM agencies_award WHERE id = %s", [here.pmt]).fetchone()[0]  # type: ignore[attr-defined]


def test_two_workers_at_the_same_moment_make_one_draft(here: Agency, worker_db: Any) -> None:
    """The second waits for the first, and finds it there."""
    said = "SELECT mdt_count_prepare(%s, 'ovc.pmt', '2015', %s, %s, '{}', '{\"tables\": []}', '{}', '')"
    asked: list[Any] = [here.pmt, FIRST, LAST]  # type: ignore[attr-defined]
    with psycopg.connect(os.environ["WORKER_DATABASE_URL"]) as first, ThreadPoolExecutor() as pool:
        assert first.execute(said, asked).fetchone() == (True,)
        second = pool.submit(lambda: worker_db.execute(said, asked).fetchone())
        with pytest.raises(TimeoutError):
            second.result(timeout=0.5)
        first.commit()
        assert second.result(timeout=20) == (False,)
    assert len(drafts(here)) == 1
