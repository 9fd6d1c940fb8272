"""The house's own form: referrals and their answers, meetings, papers, all trainings. Counted as the worker counts."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import rooms, rows
from tests.reports.scene import Cells
from tests.reports.teamwork import Working, past_guards

FIRST, LAST = date(2025, 7, 1), date(2025, 9, 30)
NOON = datetime(2025, 8, 4, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def here(_database: Any) -> Iterator[Working]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        yield Working(db)


def refers(here: Working, sent: datetime, to: bool, *events: tuple[str, datetime]) -> None:
    """``to`` the agency, or from it; with what happened to it."""
    with past_guards() as db:
        ends = (here.sheriff.pk, here.agency.pk) if to else (here.agency.pk, here.sheriff.pk)
        letter = rows.put(
            db, "cases_referral", from_agency_id=ends[0], to_agency_id=ends[1], sent_by_id=here.advocate.pk,
            area_id=here.place.pk, sent_at=sent,
        )  # fmt: skip
        for after, at in (("received", sent), *events):
            rows.put(
                db,
                "cases_referralevent",
                referral_id=letter,
                after=after,
                at=at,
                by_id=here.deputy.pk,
                by_agency_id=ends[1],
            )


def quarter(here: Working) -> Cells:
    return here.count(here.award("house.work", "1"), FIRST, LAST)


def of(cells: Cells, table: str) -> dict[str, Decimal]:
    return {row: value for (key, row, _column), value in cells.items() if key == table and value}


DAY = timedelta(days=1)
ANSWERS = st.sampled_from(["accepted", "declined", "withdrawn", "redirected", "screened", ""])
LETTERS = st.lists(
    st.tuples(st.integers(-30, 24 * 94), st.booleans(), ANSWERS, st.integers(0, 24 * 12)), min_size=1, max_size=12
)


def named(hours: int, answer: str, ends: datetime) -> tuple[str, str]:
    """By hand: how soon, and what came of it."""
    if answer in ("", "screened"):
        return "none", "open"
    if answer == "withdrawn":
        return "none", "withdrawn"
    soon = "day" if hours <= 24 else "three_days" if hours <= 72 else "week" if hours <= 168 else "later"
    return soon, "accepted" if answer == "accepted" else "declined"


@pytest.mark.usefixtures("_database")
@given(LETTERS)
@settings(max_examples=12, deadline=None)
def test_referrals_are_counted_once_by_the_side_and_by_how_soon_they_were_answered(letters: Any) -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        here = Working(db)
        expected: dict[str, Counter[str]] = {
            name: Counter() for name in ("received", "received_ending", "made", "made_ending")
        }
        midnight = datetime(2025, 7, 1, 5, tzinfo=UTC)  # in Chicago
        after = datetime(2025, 10, 1, 5, tzinfo=UTC)
        for at, to, answer, hours in letters:
            sent = midnight + timedelta(hours=at)
            answered = sent + timedelta(hours=hours)
            refers(here, sent, to, *([(answer, answered)] if answer else []))
            if midnight <= sent < after:
                soon, ending = named(hours, answer if answered < after else "", after)
                side = "received" if to else "made"
                expected[side][soon] += 1
                expected[f"{side}_ending"][ending] += 1
        cells = quarter(here)
        for table, counted in expected.items():
            assert of(cells, table) == counted


def test_meetings_of_the_own_tables_and_those_at_which_somebody_was(here: Working) -> None:
    seat = {"starts_on": date(2025, 1, 1), "discipline": "advocacy"}
    rows.put(
        here.db, "agencies_seat", team_id=here.team.pk, agency_id=here.agency.pk, person_id=here.advocate.pk, **seat
    )
    here.meets(date(2025, 8, 1))
    here.meets(date(2025, 8, 8), None, here.deputy, at=datetime(2025, 1, 1, 18, tzinfo=UTC).timetz())
    here.meets(date(2025, 10, 1))  # the next quarter
    elsewhere = rooms.team(jurisdiction=here.place)
    here.meets(date(2025, 8, 2), elsewhere)  # bait: was there, and has no seat at that table
    found = of(quarter(here), "meetings")
    assert found["held"] == 2
    assert found["attended"] == 2


def test_papers_stand_as_on_the_last_day(here: Working) -> None:
    here.agrees(date(2025, 1, 1), date(2026, 12, 31))
    here.agrees(date(2025, 1, 1), LAST + 60 * DAY)  # ends soon
    here.agrees(date(2024, 1, 1), LAST - DAY)  # bait: over on the last day
    here.agrees(date(2025, 1, 1), date(2026, 12, 31), kind="protocol")
    here.agrees(date(2025, 1, 1), date(2026, 12, 31), ended_on=LAST - DAY)
    stranger = rooms.agency()
    here.agrees(date(2025, 1, 1), date(2026, 12, 31), here.sheriff, stranger)  # bait: not ours
    found = of(quarter(here), "papers")
    assert found == {"mou_in_force": 2, "mou_ending": 1, "protocol_in_force": 1}


def test_all_trainings_whatever_paid_for_them(here: Working) -> None:
    for award in (here.stop, None):
        training = here.wrote("training", on=date(2025, 8, 1))
        here.trained(training, 7, "prosecutors", award)
    own = quarter(here)
    assert of(own, "trainings") == {"events": 2}
    assert of(own, "people_trained") == {"prosecutors": 14}
    year = here.count(here.stop, date(2025, 1, 1), date(2025, 12, 31))
    assert of(year, "people_trained") == {"prosecutors": 7}, "the award's own form counts what the award paid"
