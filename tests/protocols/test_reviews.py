"""Reviews by the calendar and by event, each once; who is told, once each, whatever worker dies (law 5.2, A-05)."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from agencies.models import Reminder
from agencies.queries.tables import tables_of
from mdt.kit.errors import Refused
from protocols import reviewing
from protocols.actions import ending, reviews, writing
from protocols.lifecycle import IN_FORCE
from protocols.models import Agreement, Review, Version
from protocols.queries import reviews as queries
from protocols.queries.agreements import board
from protocols.tasks import plan_reviews
from tests import rooms
from tests.protocols.agreeing import Table, as_
from tests.protocols.sealing import worker_with_key
from tests.protocols.test_endings import moved


@pytest.fixture
def table() -> Table:
    return Table()


def plan(table: Table) -> None:
    """As the worker does it, for this team alone: other tests leave many agreements behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("protocols.reviewing.in_force", partial(reviewing.in_force, table.team))
        reviewing.plan()


@contextmanager
def on(day: date, hour: int = 10, zone: str = "America/Chicago") -> Iterator[None]:
    """The application's clock stands at this hour where the team works."""
    at = datetime.combine(day, time(hour), ZoneInfo(zone))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mdt.kit.clock.now", lambda: at)
        yield


def of(version: Version) -> list[Review]:
    return list(Review.objects.filter(version=version).order_by("pk"))


def told(review: Review) -> set[tuple[str, str]]:
    """(mark, person) of all mails about it."""
    keys = Reminder.objects.filter(key__startswith=f"review:{review.pk}:").values_list("key", flat=True)
    return {(key.split(":")[2], key.split(":")[3]) for key in keys}


def settle(table: Table, review: Review, **more: Any) -> None:
    with as_(table.cora):
        reviews.settle(review=review, **{"outcome": "no_change", "note": "Read by all", "by": table.cora, **more})


def note(table: Table, effective_on: date, citation: str = "ZZ Stat. 1-2", **more: Any) -> Any:
    with as_(table.cora):
        return reviews.note_statute(
            team=table.team,
            title="Kits",
            citation=citation,
            effective_on=effective_on,
            verified=False,
            by=table.cora,
            **more,
        )


def test_by_the_calendar_it_is_there_thirty_days_before_and_comes_again_when_it_was_read(table: Table) -> None:
    version = table.executed()
    first, second = reviewing.on_turn(table.today, 12, 1), reviewing.on_turn(table.today, 12, 2)
    for day, there in (
        (first - timedelta(days=31), 0),
        (first - timedelta(days=30), 1),
        (first + timedelta(days=200), 1),
    ):
        with on(day):
            plan(table)
            plan(table)
        assert len(of(version)) == there, day
    (review,) = of(version)
    assert (review.due_on, review.cause) == (first, "calendar")
    with on(second - timedelta(days=20)):
        plan(table)  # the first is open: there are never two
        assert len(of(version)) == 1
        settle(table, review)
        plan(table)
    assert [one.due_on for one in of(version)] == [first, second]
    with on(second + timedelta(days=1)):
        settle(table, of(version)[1])
        plan(table)
    assert len(of(version)) == 2


def test_a_reading_that_came_so_late_that_the_next_is_past_counts_for_both(table: Table, owner_db: Any) -> None:
    version = table.executed()
    moved(owner_db, version, table.today - timedelta(days=400), table.today + timedelta(days=900))
    plan(table)
    with on(table.today + timedelta(days=400)):
        settle(table, of(version)[0])
        plan(table)
    assert len(of(version)) == 1


def test_A05_a_changed_signatory_makes_a_review_once(table: Table) -> None:
    version = table.executed()
    table.heads(rooms.person(table.sheriff), since=table.today)
    plan(table)
    plan(table)
    (review,) = of(version)
    assert (review.cause, review.due_on) == ("signatory", table.today + timedelta(days=30))
    table.heads(rooms.person(table.harbor), since=table.today)
    plan(table)  # a second change, while it is open
    assert len(of(version)) == 1
    settle(table, review)
    plan(table)  # both had changed when it was read
    assert len(of(version)) == 1


def test_a_law_that_is_noted_makes_a_review_of_all_that_is_in_force_by_its_day(table: Table) -> None:
    one, other, draft = table.executed(), table.executed(), table.out()
    elsewhere = Table().executed()
    day = table.today + timedelta(days=60)
    noted = note(table, day)
    for version in (one, other):
        assert [(r.cause, r.due_on, r.statute) for r in of(version)] == [("statute", day, noted)]
    assert of(draft) == of(elsewhere) == []
    with pytest.raises(Refused, match="noted already"):
        note(table, day)
    note(table, table.today - timedelta(days=500), "ZZ Stat. 3")
    assert of(one)[1].due_on == table.today  # noted late: due the day it was noted
    later = table.executed()
    plan(table)
    assert of(later) == []  # written when the law was known
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        reviews.verify_statute(note=noted, by=table.ada)
    with as_(table.cora):
        reviews.verify_statute(note=noted, by=table.cora)
        with pytest.raises(Refused, match="confirmed already"):
            reviews.verify_statute(note=noted, by=table.cora)


def test_what_came_of_it_is_said_once_by_who_coordinates(table: Table, owner_db: Any) -> None:
    version = table.executed()
    note(table, table.today)
    (review,) = of(version)
    plan(table)
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        reviews.settle(review=review, outcome="no_change", note="", by=table.ada)
    with pytest.raises(Refused, match="No next version"):
        settle(table, review, outcome="next")
    with as_(table.cora):
        writing.change(agreement=version.agreement, by=table.cora)
    settle(table, review, outcome="next")
    with pytest.raises(Refused, match="Somebody has said"):
        settle(table, review)
    with pytest.raises(psycopg.errors.CheckViolation, match="a review stays"):
        owner_db.execute("UPDATE protocols_review SET note = 'x' WHERE id = %s", [review.pk])
    waiting = Reminder.objects.filter(key__startswith=f"review:{review.pk}:", sent_at=None, cancelled_at=None)
    assert not waiting.exists()


def test_who_coordinates_is_told_twice_then_those_who_signed_and_their_heads(table: Table) -> None:
    version = table.executed()
    due = table.today + timedelta(days=40)
    note(table, due)
    (review,) = of(version)
    table.heads(newest := rooms.person(table.sheriff), since=table.today)
    cora, lead = str(table.cora.pk), {str(one.pk) for one in (table.hana, table.lou, table.gus, newest)}
    expected = set[tuple[str, str]]()
    steps = [(-31, 23, set()), (-30, 8, set()), (-30, 9, {("-30", cora)}), (-1, 23, set()), (0, 8, set()), (0, 9, {("0", cora)}),
             (14, 8, set()), (14, 9, {("14", one) for one in {cora, *lead}}), (300, 9, set())]  # fmt: skip
    for days, hour, new in steps:
        with on(due + timedelta(days=days), hour):
            plan(table)
            plan(table)
        expected |= new
        assert told(review) == expected, (days, hour)


@pytest.mark.parametrize("end", ["ended", "replaced", "lapsed", "done"])
def test_nothing_is_told_of_a_text_that_is_in_force_no_more(table: Table, owner_db: Any, end: str) -> None:
    version = table.executed()
    note(table, table.today)
    (review,) = of(version)
    with on(table.today, 10):
        plan(table)
    assert told(review) == {("0", str(table.cora.pk))}
    assert queries.for_today(table.cora, tables_of(table.cora))
    waiting = Reminder.objects.filter(key__startswith=f"review:{review.pk}:", sent_at=None, cancelled_at=None)
    if end == "ended":
        with as_(table.cora):
            ending.end(agreement=version.agreement, on=table.today, reason="A new one", by=table.cora)
    elif end == "replaced":
        with as_(table.cora):
            later = writing.change(agreement=version.agreement, by=table.cora)
        table.out(later)
        for who in (table.hana, table.lou, table.gus):
            table.sign(later, who)
    elif end == "lapsed":
        moved(owner_db, version, table.today - timedelta(days=90), table.today - timedelta(days=1))
    else:
        settle(table, review)
    with on(table.today + timedelta(days=20)):
        plan(table)
        assert queries.open_reviews(table.cora) == queries.for_today(table.cora, tables_of(table.cora)) == []
    assert len(told(review)) == 1  # and that one is taken back
    assert not waiting.exists()


@pytest.mark.slow
def test_two_workers_over_two_years_tell_each_thing_once_and_nothing_is_lost_when_one_dies(
    table: Table, owner_db: Any
) -> None:
    """Every other week one of two workers looks; one dies in the middle of its work; an oracle counts by hand."""
    version, start = table.executed(), table.today
    note(table, start + timedelta(days=200))
    real, count, dice = reviewing.reminders.schedule, 0, random.Random(7)  # noqa: S311 - which one dies
    for week in [*range(0, 20, 4), *range(20, 64, 2), *range(64, 108, 4)]:
        day = start + timedelta(days=7 * week)

        def dies(*given: Any) -> None:
            nonlocal count
            count += 1
            if dice.random() < 0.3:
                raise ConnectionError
            real(*given)

        with on(day), pytest.MonkeyPatch.context() as patch:
            patch.setattr("protocols.reviewing.reminders.schedule", dies)
            for _ in range(1 + (20 <= week < 64)):  # one that may die, and the other a moment later
                try:
                    plan(table)
                except ConnectionError:
                    continue
    assert count > 3
    due = {r.cause: r for r in of(version)}
    assert {(cause, r.due_on) for cause, r in due.items()} == {
        ("calendar", reviewing.on_turn(start, 12, 1)), ("statute", start + timedelta(days=200)),
    }  # fmt: skip
    everybody = {str(one.pk) for one in (table.cora, table.hana, table.lou, table.gus)}
    for review in due.values():
        assert told(review) == {
            ("-30", str(table.cora.pk)),
            ("0", str(table.cora.pk)),
            *(("14", one) for one in everybody),
        }
    sent = Reminder.objects.filter(key__startswith="review:").values_list("key", flat=True)
    assert len(sent) == len(set(sent))


def test_the_worker_plans_it_with_its_own_rights(table: Table, owner_db: Any) -> None:
    version = table.executed()
    moved(owner_db, version, table.today - timedelta(days=340), table.today + timedelta(days=500))
    with worker_with_key():
        plan_reviews()
    (review,) = of(version)
    assert review.cause == "calendar"
    assert {mark for mark, _who in told(review)} == {"-30"}


def test_it_is_the_day_where_the_team_works() -> None:
    """Late in the evening in Guam it is the morning of the same day in Chicago: what is overdue there is not here."""
    guam = Table(time_zone="Pacific/Guam")
    version = guam.executed()
    due = guam.today + timedelta(days=40)
    note(guam, due)
    (review,) = of(version)
    with on(due, 8, "Pacific/Guam"):
        plan(guam)
        assert ("0", str(guam.cora.pk)) not in told(review)
    with on(due, 9, "Pacific/Guam"):
        plan(guam)
        assert ("0", str(guam.cora.pk)) in told(review)
        assert not queries.for_today(guam.cora, tables_of(guam.cora))[0].overdue
    with on(due + timedelta(days=1), 0, "Pacific/Guam"):
        assert queries.for_today(guam.cora, tables_of(guam.cora))[0].overdue


def test_only_what_is_in_force_and_only_of_ones_own(table: Table) -> None:
    version = table.executed()
    note(table, table.today)
    assert board(Agreement.objects.get(pk=version.agreement_id)).stands in IN_FORCE
    for who, sees, mine in (
        (table.cora, True, True),
        (table.ada, True, False),
        (table.hana, True, False),
        (table.olga, False, False),
    ):
        rows = queries.open_reviews(who)
        assert (bool(rows), any(row.mine for row in rows)) == (sees, mine)
        assert bool(queries.for_today(who, tables_of(who))) is mine
