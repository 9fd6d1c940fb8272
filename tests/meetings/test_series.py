"""Series: their dates as rows, made ahead by the worker; changed from one meeting on; tables that change; coordinators who leave."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from cases.models import Holiday
from mdt.kit.errors import Refused
from meetings import tasks
from meetings.actions import making, schedule
from meetings.actions import series as actions
from meetings.models import Attendee, Meeting, Series
from tests import rooms, rows
from tests.copies import as_worker
from tests.counting import Asked
from tests.meetings.planning import Hall, as_, set_status


@pytest.fixture
def hall() -> Hall:
    return Hall()


def days(series: Series, status: str = "planned") -> list[date]:
    zone = making.ZoneInfo(series.team.time_zone)
    return [one.starts_at.astimezone(zone).date() for one in series.meetings.filter(status=status)]


def change(hall: Hall, first: Meeting, by: Any = None, late: str = "", **changes: Any) -> Series:
    by = by or hall.cora
    with as_(by):
        start = first.starts_at.astimezone(hall.zone).date()
        rule = hall.rule(**{"starts_on": start, **changes})
        return actions.change(first=first, rule=rule, by=by, late_because=late)


def state(db: Any) -> list[Any]:
    return db.execute("SELECT m.id, m.slot, m.starts_at, (SELECT array_agg(a.person_id ORDER BY 1) FROM meetings_attendee a"
                      " WHERE a.meeting_id = m.id) FROM meetings_meeting m ORDER BY m.id").fetchall()  # type: ignore[no-any-return] # fmt: skip


def test_dates_are_rows_thirteen_months_ahead_and_everybody_is_invited(hall: Hall) -> None:
    made = hall.begin()
    found = days(made)
    assert found[0] == hall.today + timedelta(days=8)
    assert found == [found[0] + timedelta(weeks=n) for n in range(len(found))]
    assert hall.today + timedelta(days=390) <= found[-1] <= hall.today + making.AHEAD
    assert all(one.starts_at == one.slot for one in made.meetings.all())
    assert all(
        one.starts_at.astimezone(hall.zone).time() == time(9) for one in made.meetings.all()
    )  # over both changes
    assert Attendee.objects.filter(meeting__series=made).count() == 4 * len(found)


@pytest.mark.slow
def test_the_worker_makes_what_has_come_near_and_twice_is_once(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    last = made.meetings.latest("starts_at")
    owner_db.execute("DELETE FROM meetings_attendee WHERE meeting_id = %s", [last.pk])
    owner_db.execute("DELETE FROM meetings_meeting WHERE id = %s", [last.pk])
    before = made.meetings.count()
    with as_worker():
        with (
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError),
        ):  # the bait: this is the worker, who knows no names
            cursor.execute("SELECT name FROM agencies_person")
        tasks.make_ahead()
    made_again = made.meetings.latest("starts_at")
    assert (made.meetings.count(), made_again.slot) == (before + 1, last.slot)
    assert made_again.attendees.count() == 4
    after = state(owner_db)
    with as_worker():
        tasks.make_ahead()
    making.make_ahead()
    assert state(owner_db) == after
    with pytest.raises(psycopg.errors.UniqueViolation, match="meeting_one_per_slot"):
        owner_db.execute(
            "INSERT INTO meetings_meeting SELECT (jsonb_populate_record(m, jsonb_build_object('id', 10^9, 'public_id', gen_random_uuid()))).*"
            " FROM meetings_meeting m WHERE id = %s", [made_again.pk],
        )  # fmt: skip


def test_the_worker_keeps_tables_in_step_and_leaves_what_is_noted(hall: Hall, owner_db: Any) -> None:
    made = hall.begin(ends_on=hall.today + timedelta(days=30))
    chosen = hall.call(12, chosen=[hall.ada])
    first, second = made.meetings.order_by("starts_at")[:2]
    eve = rooms.person(hall.sheriff)
    rooms.seat(hall.team, eve, starts_on=second.starts_at.astimezone(hall.zone).date())
    owner_db.execute("UPDATE agencies_seat SET ends_on = %s WHERE person_id = %s", [hall.today, hall.dan.pk])
    owner_db.execute("UPDATE meetings_attendee SET presence = 'excused', noted_at = now(), noted_by_id = person_id"
                     " WHERE meeting_id = %s AND person_id = %s", [first.pk, hall.dan.pk])  # fmt: skip
    with as_worker():
        tasks.make_ahead()
    on = lambda meeting: set(meeting.attendees.values_list("person_id", flat=True))  # noqa: E731
    stay = {hall.cora.pk, hall.rita.pk, hall.ada.pk}
    assert on(first) == stay | {hall.dan.pk}  # noted before he left
    assert on(second) == stay | {eve.pk}
    assert on(chosen) == {hall.ada.pk, hall.cora.pk}
    with pytest.raises(psycopg.errors.CheckViolation, match="noted whether she was there"):
        owner_db.execute(
            "DELETE FROM meetings_attendee WHERE meeting_id = %s AND person_id = %s", [first.pk, hall.dan.pk]
        )


@pytest.mark.slow
def test_who_sits_for_another_discipline_keeps_her_answer(hall: Hall, owner_db: Any) -> None:
    made = hall.call(needed=[hall.ada])
    with as_(hall.ada):
        schedule.reply(meeting=made, answer="tentative", by=hall.ada)
    before = made.attendees.get(person=hall.ada)
    owner_db.execute("UPDATE agencies_seat SET discipline = 'medical' WHERE person_id = %s", [hall.ada.pk])
    with as_worker():
        tasks.make_ahead()
    mine = made.attendees.get(person=hall.ada)
    assert (mine.discipline, mine.reply, mine.replied_at, mine.is_needed) == (
        "medical",
        "tentative",
        before.replied_at,
        True,
    )
    owner_db.execute(
        "UPDATE meetings_attendee SET presence = 'excused', noted_at = now(), noted_by_id = person_id WHERE id = %s",
        [mine.pk],
    )
    owner_db.execute("UPDATE agencies_seat SET discipline = 'advocacy' WHERE person_id = %s", [hall.ada.pk])
    with as_worker():
        tasks.make_ahead()
    assert made.attendees.get(person=hall.ada).discipline == "medical"  # noted: as it was then


def test_holidays_are_left_out_and_the_focus_goes_to_the_next_one(hall: Hall, owner_db: Any) -> None:
    first = hall.today + timedelta(days=8)
    for turn in (1, 2):  # the second and the third date; the third is the one with the focus
        owner_db.execute("INSERT INTO cases_holiday (jurisdiction_id, day, name) VALUES (%s, %s, 'Day')",
                         [hall.county.pk, first + timedelta(weeks=turn)])  # fmt: skip
    made = hall.begin(ends_on=first + timedelta(weeks=6), focus_every=3)
    weeks = [(day - first).days // 7 for day in days(made)]
    assert weeks == [0, 3, 4, 5, 6]
    focus = [one.starts_at.astimezone(hall.zone).date() for one in made.meetings.filter(trafficking_focus=True)]
    assert [(day - first).days // 7 for day in focus] == [3, 5]
    kept = hall.begin(ends_on=first + timedelta(weeks=6), skips_holidays=False)
    assert len(days(kept)) == 7
    assert Holiday.objects.filter(jurisdiction=hall.county.pk).count() == 2


@pytest.mark.slow
def test_a_series_is_changed_from_one_meeting_on_and_what_was_held_stays(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    held, moved, third, fourth = made.meetings.order_by("starts_at")[:4]
    set_status(owner_db, held, "held", hall.at(-1))
    with as_(hall.cora):
        schedule.change(meeting=moved, where=schedule.Where(hall.at(40), 60, "Elsewhere"), by=hall.cora)
    later = change(hall, third, at=time(13), place="Room 9")
    made.refresh_from_db()
    first_day = third.slot.astimezone(hall.zone).date()  # type: ignore[union-attr]
    assert (made.ends_on, made.sequence, later.replaces) == (first_day - timedelta(days=1), 1, made)
    kept = {one.pk: (one.status, one.starts_at, one.place) for one in made.meetings.exclude(status="cancelled")}
    assert kept == {held.pk: ("held", hall.at(-1), "Room 1"), moved.pk: ("planned", hall.at(40), "Elsewhere")}
    assert {third.pk, fourth.pk} <= set(made.meetings.filter(status="cancelled").values_list("pk", flat=True))
    assert days(later)[0] == first_day
    assert all(
        (one.starts_at.astimezone(hall.zone).time(), one.place) == (time(13), "Room 9") for one in later.meetings.all()
    )
    before = state(owner_db)
    with as_worker():
        tasks.make_ahead()
    assert state(owner_db) == before  # nothing of the old one comes back


@pytest.mark.slow
def test_a_series_that_had_not_begun_leaves_nothing_behind_when_it_is_changed(hall: Hall, superuser_db: Any) -> None:
    made = hall.begin()
    first = made.meetings.earliest("starts_at")
    later = change(hall, first, every="two_weeks")
    made.refresh_from_db()
    assert made.ends_on == made.starts_on
    assert not made.meetings.exclude(status="cancelled").exists()
    assert len(days(later)) in (28, 29)
    superuser_db.execute("SET session_replication_role = replica")
    superuser_db.execute("DELETE FROM meetings_attendee WHERE meeting_id = %s", [first.pk])
    superuser_db.execute("DELETE FROM meetings_meeting WHERE id = %s", [first.pk])  # its first day is free again
    with as_worker():
        tasks.make_ahead()
    assert not made.meetings.exclude(status="cancelled").exists()


def test_what_refuses_a_change_of_a_series(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    held, second, third = made.meetings.order_by("starts_at")[:3]
    for who in (hall.ada, hall.olga):
        with pytest.raises(Refused, match=r"Only a coordinator|no such meeting"):
            change(hall, second, by=who)
    with pytest.raises(Refused, match="Nothing has changed"):
        change(hall, second)
    with pytest.raises(Refused, match="days of notice") as no:
        change(hall, second, at=time(8), notice_days=30)
    assert no.value.about == "late_because"
    with pytest.raises(Refused, match="No date of this rule") as no:
        change(hall, second, weekday=second.starts_at.isoweekday() % 7 + 1, ends_on=second.starts_at.date())
    assert no.value.about == "ends_on"
    set_status(owner_db, held, "held", hall.at(-1))
    with pytest.raises(Refused, match="still to come"):
        change(hall, held, starts_on=hall.today + timedelta(days=1))
    change(hall, third, at=time(8))
    with pytest.raises(Refused, match="from a later day on already"):
        change(hall, second, at=time(7))
    assert made.meetings.get(pk=second.pk).status == "planned"  # a refused change leaves everything
    assert days(made) == [second.starts_at.astimezone(hall.zone).date()]


@pytest.mark.slow
def test_a_series_ends_and_its_past_stays(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    held, second = made.meetings.order_by("starts_at")[:2]
    set_status(owner_db, held, "held", hall.at(-1))
    with as_(hall.cora):
        actions.end(first=second, by=hall.cora)
    made.refresh_from_db()
    assert (days(made), len(days(made, "held"))) == ([], 1)
    with as_worker():
        tasks.make_ahead()
    assert days(made) == []
    with as_(hall.cora), pytest.raises(Refused, match="still to come"):
        actions.end(first=second, by=hall.cora)


@pytest.mark.slow
def test_a_coordinator_leaves_and_the_series_goes_on(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    last = made.meetings.latest("starts_at")
    owner_db.execute(
        "UPDATE agencies_seat SET ends_on = %s WHERE person_id = %s", [hall.today - timedelta(days=1), hall.cora.pk]
    )
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [hall.cora.pk])
    owner_db.execute("DELETE FROM meetings_attendee WHERE meeting_id = %s", [last.pk])
    owner_db.execute("DELETE FROM meetings_meeting WHERE id = %s", [last.pk])
    with as_worker():
        tasks.make_ahead()
    assert made.meetings.latest("starts_at").slot == last.slot
    assert not Attendee.objects.filter(meeting__series=made, person=hall.cora.pk).exists()
    second = made.meetings.order_by("starts_at")[1]
    with pytest.raises(Refused, match="no such meeting"):
        change(hall, second, by=hall.cora, at=time(8))
    assert change(hall, second, by=hall.rita, at=time(8)).made_by == hall.rita


def test_who_began_a_series_and_coordinates_no_more_changes_nothing_of_it(hall: Hall, owner_db: Any) -> None:
    made, single = hall.begin(), hall.call(20)
    owner_db.execute("DELETE FROM agencies_teamcoordinator WHERE user_id = %s", [hall.cora.pk])
    second = made.meetings.order_by("starts_at")[1]
    with pytest.raises(Refused, match="Only a coordinator"):
        change(hall, second, by=hall.cora, at=time(8))
    with as_(hall.cora):
        with pytest.raises(Refused, match="Only a coordinator"):
            schedule.cancel(meeting=second, by=hall.cora)
        schedule.cancel(meeting=single, by=hall.cora)  # which she called herself, and at whose table she still sits


def test_P11_a_series_about_cases_needs_a_team_that_may_and_no_emergency_has_one(owner_db: Any) -> None:
    systems = Hall(purpose="systems", agreed=False)
    with pytest.raises(Refused, match="works on systems"):
        systems.begin("consultation")
    with pytest.raises(Refused, match="It has no series"):
        Hall().begin("emergency")
    assert systems.begin("business").kind == "business"
    with pytest.raises(psycopg.errors.CheckViolation, match="about no case"):
        rows.put(owner_db, "meetings_series", team_id=systems.team.pk, made_by_id=systems.cora.pk, kind="file_review")


def test_as_many_statements_for_two_dates_as_for_sixty(hall: Hall) -> None:
    counts = []
    for until in (hall.today + timedelta(days=16), None):
        with Asked() as asked:
            hall.begin(ends_on=until, place=f"Room {until}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, all begun together; what each gave, or what it raised."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            ready.wait(10)
            return act()
        except Exception as problem:  # noqa: BLE001  # what came of it is what the test asks
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(30) for one in [pool.submit(run, act) for act in acts]]


def test_two_presses_at_the_same_moment_begin_one_series_and_call_one_meeting(hall: Hall) -> None:
    once, other = uuid.uuid4(), uuid.uuid4()

    def begin() -> Series:
        with as_(hall.cora):
            return actions.begin(team=hall.team, kind="systems", rule=hall.rule(), by=hall.cora, once=once)

    came = at_once(begin, begin, begin)
    assert sum(isinstance(one, Series) for one in came) == 1
    assert {one.sentence for one in came if isinstance(one, Refused)} == {"It was planned a moment ago."}
    came = at_once(*[lambda: hall.call(once=other)] * 3)
    assert [type(one) for one in came].count(Meeting) == 1 and Meeting.objects.filter(public_id=other).count() == 1


def test_two_coordinators_change_a_series_at_once_and_one_of_them_is_told(hall: Hall) -> None:
    made = hall.begin()
    second = made.meetings.order_by("starts_at")[1]
    came = at_once(lambda: change(hall, second, at=time(8)), lambda: change(hall, second, by=hall.rita, at=time(7)))
    assert sorted(type(one).__name__ for one in came) == ["Refused", "Series"]
    assert Series.objects.filter(replaces=made).count() == 1
    assert len(days(made)) == 1


@pytest.mark.slow
def test_jobs_and_a_change_at_once_leave_no_date_of_the_old_rule(hall: Hall, owner_db: Any) -> None:
    made = hall.begin()
    second = made.meetings.order_by("starts_at")[1]
    missing = made.meetings.order_by("-starts_at")[:20]
    for one in missing:
        owner_db.execute("DELETE FROM meetings_attendee WHERE meeting_id = %s", [one.pk])
        owner_db.execute("DELETE FROM meetings_meeting WHERE id = %s", [one.pk])
    came = at_once(making.make_ahead, lambda: change(hall, second, at=time(8)), making.make_ahead)
    assert [one for one in came if isinstance(one, Exception)] == []
    made.refresh_from_db()
    later = made.meetings.filter(slot__gte=second.slot)
    assert set(later.values_list("status", flat=True)) == {"cancelled"}
    slots = Meeting.objects.filter(series__in=[made, made.replaced_by], status="planned").values_list(
        "starts_at", flat=True
    )
    assert len(slots) == len(set(slots)) > 50
