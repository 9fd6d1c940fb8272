"""Reminders before an agreement ends, each once, and what a lapse does to the team and to nothing else (law A-04, G6)."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Reminder
from agencies.queries.teams import live_seats
from mdt.kit.errors import Refused
from protocols import reminders
from protocols.actions import ending, writing
from protocols.lifecycle import AgreementFacts, capabilities, standing
from protocols.models import Version
from protocols.queries.agreements import board
from protocols.queries.capabilities import able
from protocols.tasks import remind_of_endings
from protocols.vocabulary import Capability, PartyStanding, Standing
from tests.protocols.agreeing import Table, as_
from tests.protocols.sealing import worker_with_key

DAYS = st.integers(-400, 800)
START = date(2026, 1, 1)


@given(lasts=st.integers(1, 1200), at=DAYS)
def test_A04_of_the_marks_the_latest_reached_is_told_and_never_one_from_before_it_began(lasts: int, at: int) -> None:
    end, today = START + timedelta(days=lasts), START + timedelta(days=at)
    told = reminders.reached(START, end, today)
    naive = [d for d in (180, 90, 30) if d <= lasts and (end - today).days <= d and today <= end]
    assert told == (naive[-1] if naive else None)


@given(
    ends=DAYS, at=DAYS, grace=st.integers(0, 90), executed=st.booleans(), ended=st.none() | DAYS, replaced=st.booleans()
)
def test_G6_what_a_team_may_do_follows_its_term_and_its_grace(
    ends: int, at: int, grace: int, executed: bool, ended: int | None, replaced: bool
) -> None:
    end, today = START + timedelta(days=ends), START + timedelta(days=at)
    ended_on = None if ended is None else START + timedelta(days=ended)
    stands = standing(AgreementFacts(executed=executed, ends_on=end, replaced=replaced, ended_on=ended_on), today)
    may = capabilities([Capability.CASE_REVIEW], stands, end, grace, today)
    over = replaced or (ended_on is not None and ended_on <= today)
    assert bool(may) is (executed and not over and (today - end).days <= grace)
    assert all((until is None) is (today <= end) for until in may.values())


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def lasting(owner_db: Any) -> tuple[Table, Version]:
    """In force, with a hundred days left."""
    table = Table()
    version = table.executed()
    moved(owner_db, version, table.today - timedelta(days=265), table.today + timedelta(days=100))
    version.refresh_from_db()
    return table, version


def moved(db: Any, version: Version, starts: date, ends: date) -> None:
    with db.transaction():
        db.execute("ALTER TABLE protocols_version DISABLE TRIGGER guard")
        db.execute(
            "UPDATE protocols_version SET starts_on = %s, ends_on = %s WHERE id = %s", [starts, ends, version.pk]
        )
        db.execute("ALTER TABLE protocols_version ENABLE TRIGGER guard")


def planned(version: Version) -> dict[str, Any]:
    return dict(Reminder.objects.filter(key__startswith=f"mou:{version.pk}:").values_list("key", "due_at"))


def test_A04_signatories_then_coordinators_then_heads_each_once_at_nine_where_the_team_works(
    lasting: tuple[Table, Version], owner_db: Any
) -> None:
    table, version = lasting
    signers = {table.hana, table.lou, table.gus}
    steps = ((170, 180, signers), (80, 90, signers | {table.cora}), (20, 30, signers | {table.cora}))
    for left, mark, told in steps:
        moved(owner_db, version, table.today - timedelta(days=400), table.today + timedelta(days=left))
        reminders.plan()
        reminders.plan()
        new = {key: due for key, due in planned(version).items() if f":{mark}:" in key}
        assert {key.rsplit(":", 1)[1] for key in new} == {str(one.pk) for one in told}
    assert len(planned(version)) == 3 + 4 + 4
    zone = ZoneInfo(table.team.time_zone)
    moved(owner_db, version, table.today - timedelta(days=400), table.today + timedelta(days=90))
    Reminder.objects.using("owner").filter(key__startswith=f"mou:{version.pk}:").delete()
    reminders.plan()
    assert {due.astimezone(zone).hour for due in planned(version).values()} == {9}


def test_A04_nothing_is_told_of_a_text_that_was_replaced_or_ended(
    lasting: tuple[Table, Version], owner_db: Any
) -> None:
    table, version = lasting
    owner_db.execute(
        "UPDATE protocols_agreement SET ended_on = %s, why_ended = 'Done' WHERE id = %s",
        [table.today - timedelta(days=1), version.agreement_id],
    )
    reminders.plan()
    assert planned(version) == {}
    assert board(version.agreement).stands == Standing.TERMINATED


def test_A01_G6_a_lapse_suspends_after_its_grace_and_names_who_answers_instead(
    lasting: tuple[Table, Version], owner_db: Any
) -> None:
    table, version = lasting
    for ago, may in ((0, True), (30, True), (31, False)):
        moved(owner_db, version, table.today - timedelta(days=400), table.today - timedelta(days=ago))
        now = able(table.team, Capability.POOL_REFERRALS)
        assert now.may is may, ago
        assert may or now.instead == table.harbor


def test_what_is_being_amended_stays_in_force(lasting: tuple[Table, Version]) -> None:
    table, version = lasting
    with as_(table.cora):
        writing.change(agreement=version.agreement, by=table.cora)
    assert board(version.agreement).stands == Standing.AMENDING
    assert able(table.team, Capability.CASE_REVIEW).may


def test_A09_an_agency_leaves_with_notice_and_its_people_leave_the_table_that_day(table: Table) -> None:
    version = table.executed()
    party, first = table.party(version, table.sheriff), table.today + timedelta(days=30)
    with as_(table.dan), pytest.raises(Refused, match="Only who may sign"):
        ending.give_notice(party=party, effective_on=first, by=table.dan)
    with as_(table.lou), pytest.raises(Refused, match="30 days of notice"):
        ending.give_notice(party=party, effective_on=first - timedelta(days=1), by=table.lou)
    with as_(table.lou):
        ending.give_notice(party=party, effective_on=first, reason="A new sheriff", by=table.lou)
    (seat,) = table.dan.seats.all()
    assert seat.ends_on == first - timedelta(days=1)
    assert live_seats(first - timedelta(days=1)).filter(person=table.dan).exists()
    assert not live_seats(first).filter(person=table.dan).exists()
    assert live_seats(first).filter(person=table.ada).exists()
    row = next(row for row in board(version.agreement).executed_rows if row.party == party)
    assert (row.stands, board(version.agreement).stands) == (PartyStanding.NOTICE_OF_WITHDRAWAL, Standing.IN_FORCE)


def test_it_is_ended_once_by_who_coordinates_and_for_a_reason(table: Table) -> None:
    version = table.executed()
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        ending.end(agreement=version.agreement, on=table.today, reason="x", by=table.ada)
    with as_(table.cora), pytest.raises(Refused, match="is past"):
        ending.end(agreement=version.agreement, on=table.today - timedelta(days=1), reason="x", by=table.cora)
    with as_(table.cora):
        ending.end(agreement=version.agreement, on=table.today, reason="A new one begins", by=table.cora)
        with pytest.raises(Refused, match="has been ended"):
            ending.end(agreement=version.agreement, on=table.today, reason="x", by=table.cora)
    assert board(version.agreement).stands == Standing.TERMINATED
    assert not able(table.team, Capability.POOL_REFERRALS).may


def test_A04_the_worker_plans_it_with_its_own_rights(lasting: tuple[Table, Version], owner_db: Any) -> None:
    table, version = lasting
    moved(owner_db, version, table.today - timedelta(days=400), table.today + timedelta(days=20))
    with worker_with_key():
        remind_of_endings()
    assert len(planned(version)) == 4
