"""The eight steps: what closes one, what holds it open, and how the last one opens the next turn (law P-01, P-02)."""

import threading
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from agencies.queries.tables import tables_of
from mdt.kit.acting import Acting, acting
from mdt.kit.errors import Refused
from protocols.actions import cycles
from protocols.models import CycleStep, Evidence, ProtocolCycle, Reopening
from protocols.queries import cycles as queries
from protocols.steps import Step, StepState
from tests import rooms
from tests.counting import Asked
from tests.protocols.agreeing import PAPER, Table, as_
from tests.protocols.cycling import WHY, Ring


@pytest.fixture
def ring() -> Ring:
    return Ring()


def closed(ring: Ring) -> list[int]:
    return [one.number for one in ring.cycle.steps.all() if one.closed_at]


def test_P01_a_cycle_has_the_eight_steps_in_their_order(ring: Ring) -> None:
    assert [one.number for one in ring.cycle.steps.all()] == [*Step] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [str(one.label) for one in Step][:4] == [
        "Inventory of existing services", "Survivor experience survey", "Community needs assessment", "Writing the protocol",
    ]  # fmt: skip
    with as_(ring.cora), pytest.raises(Refused, match="there already"):
        cycles.begin(team=ring.team, by=ring.cora)
    with as_(ring.ada), pytest.raises(Refused, match="Only a coordinator"):
        cycles.begin(team=ring.team, by=ring.ada)


def test_P01_the_database_keeps_it_at_eight(ring: Ring, owner_db: Any, web_db: Any) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="not eight steps"):
        owner_db.execute("DELETE FROM protocols_cyclestep WHERE cycle_id = %s AND number = 5", [ring.cycle.pk])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web_db.execute("DELETE FROM protocols_cyclestep WHERE cycle_id = %s AND number = 5", [ring.cycle.pk])
    team = rooms.team()
    with pytest.raises(psycopg.errors.CheckViolation, match="not eight steps"):
        owner_db.execute(
            "INSERT INTO protocols_protocolcycle (public_id, team_id, number, opened_at, opened_by_id)"
            " VALUES (gen_random_uuid(), %s, 1, now(), %s)", [team.pk, ring.cora.pk],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "said"), [("owner", "Nobody answers"), ("due_on", "no date yet"), ("evidence", "at least one piece")]
)
def test_P01_a_step_closes_with_who_by_when_and_what_shows_it(ring: Ring, missing: str, said: str) -> None:
    given = {"owner": ring.ada, "due_on": ring.today}
    ring.plan(1, **{name: value for name, value in given.items() if name != missing})
    if missing != "evidence":
        ring.show(1)
    with pytest.raises(Refused, match=said):
        ring.close(1)
    assert closed(ring) == []
    ring.plan(1, **given) if missing != "evidence" else ring.show(1)
    assert ring.close(1) is None
    step = ring.step(1)
    assert (step.closed_by, step.started_on) == (ring.cora, ring.today)
    with pytest.raises(Refused, match="This step is closed"):
        ring.close(1)


def test_P01_the_fourth_waits_for_the_first_three_or_says_why(ring: Ring) -> None:
    ring.ready(4)
    ring.through(2)
    with pytest.raises(Refused, match="3 Community needs"):
        ring.close(4)
    with pytest.raises(Refused, match="come first"):
        ring.close(4, why_early="   ")
    ring.close(4, why_early=WHY)
    assert ring.step(4).why_early == WHY
    ring.reopen(4)
    ring.through(3, first=3)
    ring.close(4, why_early=WHY)
    assert ring.step(4).why_early == ""  # nothing had to be said


def test_P01_what_the_program_forgets_the_database_refuses(ring: Ring, owner_db: Any) -> None:
    shut = "UPDATE protocols_cyclestep SET closed_at = now(), closed_by_id = %s, owner_id = %s, due_on = now(), started_on = now()"
    who = [ring.cora.pk, ring.ada.pk]
    for number, said in ((1, "no evidence"), (4, "no evidence")):
        with pytest.raises(psycopg.errors.CheckViolation, match=said):
            owner_db.execute(f"{shut} WHERE id = {ring.step(number).pk}", who)
    ring.show(4)
    with pytest.raises(psycopg.errors.CheckViolation, match="others come first"):
        owner_db.execute(f"{shut} WHERE id = {ring.step(4).pk}", who)
    ring.through(1)
    with pytest.raises(psycopg.errors.CheckViolation, match="its step is closed"):
        owner_db.execute("DELETE FROM protocols_evidence WHERE step_id = %s", [ring.step(1).pk])
    with pytest.raises(psycopg.errors.CheckViolation, match="no reason"):
        owner_db.execute(
            f"UPDATE protocols_cyclestep SET closed_at = NULL, closed_by_id = NULL WHERE id = {ring.step(1).pk}"
        )
    with pytest.raises(psycopg.errors.CheckViolation, match="a closed step stays"):
        owner_db.execute(f"UPDATE protocols_cyclestep SET notes = 'x' WHERE id = {ring.step(1).pk}")
    with pytest.raises(psycopg.errors.CheckViolation, match="not at the table"):
        owner_db.execute(f"UPDATE protocols_cyclestep SET owner_id = {ring.olga.pk} WHERE id = {ring.step(2).pk}")
    with pytest.raises(psycopg.errors.CheckViolation, match="one without the other"):
        owner_db.execute("UPDATE protocols_protocolcycle SET closed_at = now(), closed_by_id = %s WHERE id = %s", [
            ring.cora.pk, ring.cycle.pk])  # fmt: skip


def test_P02_the_last_step_closes_the_cycle_and_opens_the_next_with_the_same_people(ring: Ring, owner_db: Any) -> None:
    ring.through(6)
    ring.ready(7, owner=ring.dan)
    ring.close(7)
    ring.ready(8)
    owner_db.execute(
        "UPDATE agencies_seat SET ends_on = starts_on WHERE person_id = %s AND team_id = %s",
        [ring.dan.pk, ring.team.pk],
    )
    following = ring.close(8)
    assert following is not None
    ring.cycle.refresh_from_db()
    assert (following.number, following.previous, ring.cycle.closed_by) == (2, ring.cycle, ring.cora)
    owners = [one.owner for one in following.steps.all()]
    assert owners == [ring.ada] * 6 + [None, ring.ada]  # who left the table is proposed no more
    assert not any(one.closed_at or one.due_on for one in following.steps.all())
    with pytest.raises(Refused, match="This cycle is closed"):
        ring.reopen(8)
    with pytest.raises(Refused, match="The next one is open"):
        ring.plan(8, notes="x")
    with pytest.raises(psycopg.errors.CheckViolation, match="a closed cycle stays"):
        owner_db.execute(
            "UPDATE protocols_protocolcycle SET closed_at = NULL, closed_by_id = NULL WHERE id = %s", [ring.cycle.pk]
        )


def test_P02_two_who_close_the_last_step_at_once_open_one_cycle(ring: Ring) -> None:
    ring.through(7)
    ring.ready(8)
    gate, came = threading.Barrier(2), []

    def click(person: Any) -> None:
        try:
            with acting(Acting(person.pk, person.agency_id, "test")):
                step = ring.step(8)
                gate.wait(10)
                cycles.close(step=step, by=person)
                came.append("closed")
        except Refused as no:
            came.append(no.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[who]) for who in (ring.cora, ring.ada)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(came)[1] == "closed" and "closed" in sorted(came)[0]
    assert came.count("closed") == 1
    assert ProtocolCycle.objects.filter(team=ring.team).count() == 2
    assert CycleStep.objects.filter(cycle__team=ring.team).count() == 16


def test_it_is_opened_again_for_a_reason_that_stays(ring: Ring) -> None:
    ring.through(1)
    before = ring.step(1).closed_at
    with pytest.raises(Refused, match="Say why"):
        ring.reopen(1, "  ")
    with pytest.raises(Refused, match="is open"):
        ring.reopen(2)
    ring.reopen(1, by=ring.ada)
    kept = Reopening.objects.get(step__cycle=ring.cycle)
    assert (kept.was_closed_at, kept.was_closed_by, kept.by) == (before, ring.cora, ring.ada)
    ring.close(1)
    assert closed(ring) == [1]


def test_who_answers_for_a_step_works_on_it_and_no_other(ring: Ring) -> None:
    ring.plan(1, owner=ring.ada, due_on=ring.today)
    ring.plan(1, notes="Half is done", started_on=ring.today, by=ring.ada)
    ring.show(1, by=ring.ada)
    for who, said in ((ring.dan, "Who answers"), (ring.olga, "no such step")):
        with pytest.raises(Refused, match=said):
            ring.show(1, by=who)
        with pytest.raises(Refused, match=said):
            ring.close(1, by=who)
    with pytest.raises(Refused, match="by when"):
        ring.plan(1, due_on=ring.today + timedelta(days=9), by=ring.ada)
    with pytest.raises(Refused, match="sits at this table"):
        ring.plan(1, owner=ring.olga)
    ring.close(1, by=ring.ada)
    assert closed(ring) == [1]


def test_evidence_is_one_thing_of_this_team(ring: Ring) -> None:
    version, other = ring.drafted(), Table().drafted()
    ring.plan(1, owner=ring.ada)
    with pytest.raises(Refused, match="one thing"):
        ring.show(1, agreement=version.agreement, place="Binder")
    with pytest.raises(Refused, match="another team's"):
        ring.show(1, agreement=other.agreement)
    kept = [ring.show(1, **one) for one in ({"agreement": version.agreement}, {"scan": PAPER}, {"place": "Binder 2"})]
    assert Evidence.objects.filter(step=ring.step(1)).count() == 3
    for who in (ring.ada, ring.ada):
        if who and kept:
            with as_(who):
                cycles.remove_evidence(evidence=kept.pop(), by=who)
    gone = kept.pop()
    with as_(ring.cora):
        cycles.remove_evidence(evidence=gone, by=ring.cora)
        with pytest.raises(Refused, match="already"):
            cycles.remove_evidence(evidence=Evidence(pk=gone.pk or 0, step=ring.step(1)), by=ring.cora)


def test_survivor_advisers_take_part_where_systems_are_worked_on(owner_db: Any) -> None:
    ring = Ring(purpose="systems")
    rae = rooms.person(rooms.agency(sector="survivors", discipline="survivor_adviser"))
    rooms.seat(ring.team, rae, role="adviser", discipline="survivor_adviser")
    ring.plan(2, owner=rae, due_on=ring.today)
    ring.show(2, by=rae)
    ring.close(2, by=rae)
    assert closed(ring) == [2]


def test_P01_the_ring_is_told_in_order_however_the_rows_lie(ring: Ring) -> None:
    """A model's own order is dropped where rows are counted; how they come then is up to the planner."""
    ring.show(3)
    with Asked() as asked:
        told = queries.ring_of(ring.cycle)
    assert [row.step.number for row in told.steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    (steps,) = (one["sql"] for one in asked.captured_queries if 'FROM "protocols_cyclestep"' in one["sql"])
    assert steps.rstrip().endswith('ORDER BY "protocols_cyclestep"."number" ASC')


@pytest.mark.parametrize(
    ("due", "begun", "stands"),
    [
        (None, None, "todo"),
        (0, None, "todo"),
        (-1, None, "overdue"),
        (0, 0, "current"),
        (5, 1, "todo"),
        (-1, -9, "overdue"),
    ],
)
def test_where_a_step_stands_follows_from_its_days(ring: Ring, due: int | None, begun: int | None, stands: str) -> None:
    day = lambda n: None if n is None else ring.today + timedelta(days=n)  # noqa: E731
    if (due, begun) != (None, None):
        ring.plan(1, due_on=day(due), started_on=day(begun))
    told = queries.ring_of(ring.cycle)
    assert told.steps[0].state == StepState(stands)
    assert (told.overdue, told.done) == (int(stands == "overdue"), 0)
    assert bool(queries.for_today(ring.cora, tables_of(ring.cora))) is (stands == "overdue")
    assert not queries.for_today(ring.dan, tables_of(ring.dan))
    assert not queries.for_today(ring.adam, tables_of(ring.adam))
