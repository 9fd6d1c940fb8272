"""Due times against a minute-by-minute oracle, over both clock changes and 29 February; clocks of real referrals."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases import clocks as pure
from cases.actions import answers
from cases.actions import referrals as senders
from cases.actions import response as rules
from cases.defaults import BUSINESS_DAY, Term, built_in
from cases.lifecycle import TRANSITIONS, moved
from cases.queries.clocks import Standing, rules_of
from cases.vocabulary import Calendar, ClockKind, ReferralStatus, Tier
from mdt.kit.errors import Refused
from tests.cases.referring import Scene, as_, clocks

ZONES = [
    "America/Chicago",
    "America/New_York",
    "America/Phoenix",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Asia/Kathmandu",
]
MINUTE = timedelta(minutes=1)


def oracle(start: datetime, minutes: int, zone: ZoneInfo, holidays: set[date]) -> datetime:
    """Walk minute by minute and count those that begin while the wall clock shows business hours."""
    at, counted = start, 0
    while counted < minutes:
        local = at.astimezone(zone)
        shut = local.weekday() > 4 or local.date() in holidays
        if not shut and time(8) <= local.time() < time(17):
            counted += 1
        at += MINUTE
    return at


spring, autumn = datetime(2026, 3, 6, 22, 50, tzinfo=UTC), datetime(2026, 10, 30, 21, 59, tzinfo=UTC)  # Fridays, before
leap = datetime(2028, 2, 28, 22, 30, tzinfo=UTC)  # the Monday before 29 February
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 9 * 366 * 24 * 60).map(lambda minutes: EPOCH + timedelta(minutes=minutes))


@settings(max_examples=120, deadline=None)
@given(moments, st.integers(1, 3 * BUSINESS_DAY), st.sampled_from(ZONES), st.sets(st.integers(0, 6), max_size=4))
@example(spring, 30, "America/Chicago", set())
@example(spring, BUSINESS_DAY + 30, "America/New_York", set())
@example(autumn, 61, "America/Chicago", set())
@example(autumn, 2 * BUSINESS_DAY, "America/New_York", {3})
@example(leap, BUSINESS_DAY, "America/Chicago", set())
@example(leap, BUSINESS_DAY, "America/Chicago", {1})  # a holiday on 29 February
@example(datetime(2026, 4, 3, 16, 0, tzinfo=UTC), 300, "Australia/Lord_Howe", set())
def test_T04_business_due_time_is_what_counting_every_minute_gives(start, minutes, zone_name, off) -> None:
    zone = ZoneInfo(zone_name)
    holidays = {start.astimezone(zone).date() + timedelta(days=days) for days in off}
    term = Term(minutes, Calendar.BUSINESS)
    assert pure.due_at(start, term, zone, holidays) == oracle(start, minutes, zone, holidays)


@given(moments, st.integers(1, 60 * 24 * 90), st.sampled_from(ZONES))
@example(spring, 24 * 60 * 3, "America/Chicago")
@example(autumn, 24 * 60 * 3, "America/Chicago")
@example(leap, 24 * 60, "America/Chicago")
def test_T04_always_counts_every_minute_that_passes(start, minutes, zone_name) -> None:
    due = pure.due_at(start.astimezone(ZoneInfo(zone_name)), Term(minutes, Calendar.ALWAYS), ZoneInfo(zone_name))
    assert due - start == timedelta(minutes=minutes)
    assert due.tzinfo is UTC


@given(moments, st.integers(0, 59_999_999), st.integers(1, 5000))
def test_T04_a_longer_term_or_a_later_start_is_never_due_earlier(start, microseconds, minutes) -> None:
    start += timedelta(microseconds=microseconds)
    zone, term = ZoneInfo("America/Chicago"), Term(minutes, Calendar.BUSINESS)
    due = pure.due_at(start, term, zone)
    assert due > start
    assert pure.due_at(start, Term(minutes + 1, Calendar.BUSINESS), zone) >= due + MINUTE
    assert pure.due_at(start + timedelta(hours=5), term, zone) >= due
    assert pure.escalate_at(due, term, zone) == due


def test_T04_the_night_of_a_clock_change_makes_no_business_day_longer() -> None:
    chicago = ZoneInfo("America/Chicago")
    for friday in (datetime(2026, 3, 6, 12, tzinfo=chicago), datetime(2026, 10, 30, 12, tzinfo=chicago)):
        due = pure.due_at(friday, Term(BUSINESS_DAY, Calendar.BUSINESS), chicago).astimezone(chicago)
        assert due == datetime(friday.year, *(friday + timedelta(days=3)).timetuple()[1:3], 12, tzinfo=chicago)
    saturday = datetime(2026, 3, 7, 12, tzinfo=chicago)
    day_later = pure.due_at(saturday, Term(24 * 60, Calendar.ALWAYS), chicago).astimezone(chicago)
    assert day_later == datetime(2026, 3, 8, 13, tzinfo=chicago)  # 24 hours that pass; the wall clock shows one more


def test_T04_a_term_that_fills_the_day_ends_at_closing_time() -> None:
    zone = ZoneInfo("America/Chicago")
    due = pure.due_at(datetime(2026, 3, 18, 8, tzinfo=zone), Term(BUSINESS_DAY, Calendar.BUSINESS), zone)
    assert due.astimezone(zone) == datetime(2026, 3, 18, 17, tzinfo=zone)


@given(moments, st.sampled_from(ZONES))
def test_business_time_is_what_the_wall_clock_shows(at, zone_name) -> None:
    zone = ZoneInfo(zone_name)
    local = at.astimezone(zone)
    assert pure.is_business_time(at, zone) == (local.weekday() < 5 and 8 <= local.hour < 17)


# --- The table of states -----------------------------------------------------------------------------------------

ACTIONS = sorted({action for _, action, _ in TRANSITIONS["referral"]})


@given(st.lists(st.sampled_from(ACTIONS), max_size=40))
def test_lifecycle_never_leads_out_of_its_table_and_ends_stay_ends(tried: list[str]) -> None:
    status = ReferralStatus.RECEIVED
    accepted = False
    for action in tried:
        after = moved(status, action)
        if after is None:
            assert (status, action) not in {(before, by) for before, by, _ in TRANSITIONS["referral"]}
            continue
        assert (status, action, after) in TRANSITIONS["referral"]
        assert status not in ("declined", "redirected", "withdrawn")
        accepted = accepted or action == "accept"
        assert accepted == (after not in ("received", "screened", "consulting", "declined", "redirected", "withdrawn"))
        status = after


def test_every_status_can_be_reached_and_each_move_has_one_outcome() -> None:
    moves = TRANSITIONS["referral"]
    assert {after for _, _, after in moves} | {ReferralStatus.RECEIVED} == set(ReferralStatus)
    assert len({(before, action) for before, action, _ in moves}) == len(moves)


# --- Clocks that run on referrals --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


def do(by, act, referral, **given) -> None:
    with as_(by):
        act(referral=referral, by=by, **given)


def test_T04_built_in_terms_count_where_nobody_has_set_one(scene: Scene) -> None:
    clock = clocks(scene.dan, scene.send(tier=1))["consult"]
    assert clock.due_at - clock.started_at == timedelta(minutes=built_in(1, "consult").minutes)
    assert clock.escalate_at == clock.due_at


def test_T04_every_step_of_every_tier_has_a_built_in_term() -> None:
    assert all(built_in(tier, kind).minutes > 0 for tier in Tier for kind in ClockKind)


def test_T04_the_rule_of_the_team_counts_for_what_is_sent_to_it(scene: Scene) -> None:
    with as_(scene.cora):
        rules.set_term(place=scene.team, tier=2, kind="consult", term=Term(7, Calendar.ALWAYS, 5), by=scene.cora)
    to_team = clocks(scene.cora, scene.send(to=scene.to_team(), tier=2))["consult"]
    to_sheriff = clocks(scene.dan, scene.send(tier=2))["consult"]
    assert to_team.due_at - to_team.started_at == timedelta(minutes=7)
    assert to_team.escalate_at - to_team.due_at == timedelta(minutes=5)
    assert to_sheriff.due_at != to_team.due_at
    assert [(row.tier, row.kind) for row in rules_of(scene.team) if row.own] == [(2, "consult")]
    with as_(scene.cora):
        rules.use_built_in(place=scene.team, tier=2, kind="consult", by=scene.cora)
    assert not any(row.own for row in rules_of(scene.team))


def test_T04_only_coordinators_and_supervisors_set_response_times(scene: Scene) -> None:
    term = Term(60, Calendar.ALWAYS)
    for person, place in (
        (scene.ada, scene.team),
        (scene.dan, scene.sheriff),
        (scene.lou, scene.team),
        (scene.gus, scene.sheriff),
    ):
        with as_(person), pytest.raises(Refused):
            rules.set_term(place=place, tier=1, kind="mdt", term=term, by=person)
    with as_(scene.lou):
        rules.set_term(place=scene.sheriff, tier=3, kind="mdt", term=term, by=scene.lou)
        with pytest.raises(Refused, match="already"):
            rules.set_term(place=scene.sheriff, tier=3, kind="mdt", term=term, by=scene.lou)


def test_T04_holidays_move_the_due_time_of_clocks_that_start_later(scene: Scene) -> None:
    own = Scene()
    before = clocks(own.cora, own.send(to=own.to_team(), tier=3))["consult"].due_at
    day = datetime.now(ZoneInfo("America/Chicago")).date()
    with as_(own.cora):
        for number in range(9):
            rules.add_holiday(team=own.team, day=day + timedelta(days=number), name="Closed", by=own.cora)
        with pytest.raises(Refused, match="already"):
            rules.add_holiday(team=own.team, day=day, name="Again", by=own.cora)
        rules.remove_holiday(team=own.team, day=day, by=own.cora)
    after = clocks(own.cora, own.send(to=own.to_team(), tier=3))["consult"].due_at
    assert after > before + timedelta(days=3)


def test_T04_first_answer_of_any_kind_meets_the_first_clock(scene: Scene) -> None:
    acts = [
        (answers.ask, {"question": "knows"}),
        (answers.accept, {"coordinator": scene.dan}),
        (answers.decline, {"reason": "conflict"}),
        (senders.redirect, {"once": uuid.uuid4(), "recipient": scene.to_team()}),
    ]
    for act, given_ in acts:
        sent = scene.send()
        do(scene.dan, act, sent, **given_)
        assert clocks(scene.ada, sent)["consult"].met_at is not None, act


def test_T04_looking_alone_meets_no_clock_and_withdrawing_stops_it(scene: Scene) -> None:
    sent = scene.send()
    do(scene.dan, answers.screen, sent, found="urgent")
    assert clocks(scene.dan, sent)["consult"].met_at is None
    do(scene.ada, senders.withdraw, sent)
    clock = clocks(scene.dan, sent)["consult"]
    assert (clock.met_at, clock.stopped_at is None) == (None, False)


def test_T04_each_step_meets_its_clock_and_the_coordinator_owns_them(scene: Scene) -> None:
    sent = scene.send()
    do(scene.dan, answers.accept, sent, coordinator=scene.dan)
    assert {clock.owner_id for kind, clock in clocks(scene.dan, sent).items() if kind != "consult"} == {scene.dan.pk}
    for action, kind in (
        ("contact", "first_contact"),
        ("schedule", ""),
        ("review", "mdt"),
        ("plan", ""),
        ("follow_up", "follow_up"),
    ):
        do(scene.dan, answers.step, sent, action=action)
        if kind:
            assert clocks(scene.dan, sent)[kind].met_at is not None
    assert all(clock.met_at for clock in clocks(scene.dan, sent).values())


def test_T04_planning_again_does_not_restart_a_clock_that_runs(scene: Scene) -> None:
    sent = scene.send()
    do(scene.dan, answers.accept, sent, coordinator=scene.dan)
    for action in ("contact", "plan"):
        do(scene.dan, answers.step, sent, action=action)
    due = clocks(scene.dan, sent)["follow_up"].due_at
    for action in ("schedule", "review", "plan"):
        do(scene.dan, answers.step, sent, action=action)
    assert clocks(scene.dan, sent)["follow_up"].due_at == due


def test_T04_closing_stops_what_is_owed_and_reopening_owes_a_first_contact(scene: Scene) -> None:
    sent = scene.send()
    do(scene.dan, answers.accept, sent, coordinator=scene.dan)
    do(scene.dan, answers.step, sent, action="close", reason="moved")
    assert all(clock.met_at or clock.stopped_at for clock in clocks(scene.dan, sent).values())
    do(scene.dan, answers.step, sent, action="reopen")
    running = [kind for kind, clock in clocks(scene.dan, sent).items() if not (clock.met_at or clock.stopped_at)]
    assert running == ["first_contact"]


@pytest.mark.parametrize(
    "change",
    [
        "due_at = due_at + interval '1 day'",
        "started_at = now()",
        "escalate_at = now()",
        "met_at = now() - interval '1 day'",
    ],
)
def test_T04_times_of_a_clock_cannot_be_improved_by_anybody(
    scene: Scene, owner_db: psycopg.Connection, change: str
) -> None:
    sent = scene.send()
    do(scene.dan, answers.ask, sent, question="police")
    with pytest.raises(psycopg.errors.CheckViolation, match="do not change"):
        owner_db.execute(f"UPDATE cases_clock SET {change} WHERE id = %s", [clocks(scene.dan, sent)["consult"].pk])


def test_T04_a_missed_clock_stays_missed_with_when_it_was_met(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = scene.send()
    pk = clocks(scene.dan, sent)["consult"].pk
    age(owner_db, pk)
    do(scene.dan, answers.ask, sent, question="police")
    clock = clocks(scene.ada, sent)["consult"]
    assert clock.met_at is not None
    assert Standing(clock, datetime.now(UTC)).missed


@pytest.mark.parametrize(
    ("change", "constraint"),
    [("due_at = started_at - interval '1 minute'", "clock_due_after_start"), ("minutes = 0", "clock_rule_takes_time")],
)
def test_T04_constraints_of_clocks_hold(scene, superuser_db, change, constraint) -> None:
    sent = scene.send()
    table = "cases_clockrule" if "minutes" in change else "cases_clock"
    if table == "cases_clockrule":
        with as_(scene.hana):
            rules.set_term(place=scene.harbor, tier=1, kind="mdt", term=Term(5, Calendar.ALWAYS), by=scene.hana)
    with superuser_db.transaction(force_rollback=True):
        superuser_db.execute("SET LOCAL session_replication_role = replica")  # past the trigger that comes before
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            superuser_db.execute(f"UPDATE {table} SET {change}")
    assert refused.value.diag.constraint_name == constraint
    assert clocks(scene.dan, sent)


def age(owner: psycopg.Connection, clock: int, **ago: float) -> None:
    """Make a clock old, past its guard: as if the time had passed."""
    hours = timedelta(**(ago or {"days": 30}))
    with owner.transaction():
        owner.execute("ALTER TABLE cases_clock DISABLE TRIGGER guard")
        owner.execute(
            "UPDATE cases_clock SET started_at = started_at - %s, due_at = due_at - %s, escalate_at = escalate_at - %s"
            " WHERE id = %s", [hours, hours, hours, clock],
        )  # fmt: skip
        owner.execute("ALTER TABLE cases_clock ENABLE TRIGGER guard")
