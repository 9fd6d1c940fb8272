"""What an agency and its team did, as the database counts it for STOP: rows of every kind, counted as the worker counts."""

import os
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agencies.vocabulary import Sector
from confidentiality import gate
from reports import definition
from reports.dims import own_lists
from reports.models import Run
from reports.queries.runs import told
from reports.shape import Cell, Status
from tests import rooms
from tests.cases.referring import as_
from tests.reports.scene import Cells
from tests.reports.teamwork import Working

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
FRIDAY = date(2025, 1, 3)


@pytest.fixture
def here(_database: Any) -> Iterator[Working]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        yield Working(db)


def ticks(cells: Cells, table: str) -> set[tuple[str, str]]:
    return {(row, column) for (of, row, column), value in cells.items() if of == table and value}


def test_GR25_full_time_for_three_of_six_months_makes_half(here: Working) -> None:
    half = (date(2025, 1, 1), date(2025, 6, 30))
    ovc = here.award("ovc.pmt", "2015")
    for award, ends in ((here.stop, date(2025, 6, 30)), (here.stop, date(2024, 12, 31)), (ovc, None)):
        here.wrote("staffassignment", award_id=award, job="victim_advocate", starts_on=date(2024, 1, 1), ends_on=ends)
    here.wrote("staffassignment", award_id=here.stop, job="prosecutor", percent=50, starts_on=date(2025, 7, 1))
    cells = here.count(here.stop, FIRST, LAST)
    assert cells["staff", "victim_advocate", ""] == Decimal("0.5")  # six of twelve, of that award alone
    assert cells["staff", "prosecutor", ""] == Decimal("0.25")
    counted = here.db.execute(
        "SELECT mdt_months_in(%s, %s, %s, %s) / mdt_months_in(%s, %s, %s, %s)",
        [*half, half[0], date(2025, 3, 31), *half, *half],
    ).fetchone()
    assert counted[0] == Decimal("0.5")


@pytest.mark.parametrize(("number", "usual"), [(1, "monthly"), (52, "weekly"), (260, "daily")])
def test_GR30_how_often_agencies_refer(here: Working, number: int, usual: str) -> None:
    for n in range(number):
        week, turn = (n, 0) if number <= 52 else divmod(n, 5)
        here.refers(FRIDAY + timedelta(days=7 * week - turn % 3))
    assert ticks(here.count(here.stop, FIRST, LAST), "ccr_contacts") == {("law_enforcement", usual)}


@pytest.mark.parametrize(("number", "every", "usual"), [(2, 90, "quarterly"), (13, 28, "monthly"), (45, 8, "weekly")])
def test_GR30_how_often_agencies_meet(here: Working, number: int, every: int, usual: str) -> None:
    for n in range(number):
        here.meets(FIRST + timedelta(days=every * n))
    here.meets(FIRST - timedelta(days=1))
    cells = here.count(here.stop, FIRST, LAST)
    assert ticks(cells, "ccr_meetings") == {("law_enforcement", usual)}
    assert cells["ccr_meetings_held", "law_enforcement", ""] == number  # what stands behind the tick


def test_GR30_nothing_at_all_is_no_tick(here: Working) -> None:
    here.refers(FIRST - timedelta(days=2))
    here.refers(LAST + timedelta(days=2))
    cells = here.count(here.stop, FIRST, LAST)
    assert not ticks(cells, "ccr_contacts") | ticks(cells, "ccr_meetings") | ticks(cells, "ccr_mou")


def test_GR31_an_agreement_counts_when_it_is_linked_and_in_force_on_a_day_of_the_period(here: Working) -> None:
    before = here.agrees(date(2023, 1, 1), FIRST - timedelta(days=1))
    here.links(before)
    assert not ticks(here.count(here.stop, FIRST, LAST), "ccr_mou"), "it expired one day before"
    ended = here.agrees(date(2023, 1, 1), date(2027, 1, 1), ended_on=FIRST - timedelta(days=1))
    here.links(ended)
    here.agrees(date(2025, 1, 1), date(2026, 1, 1))  # in force, and nobody said that it serves the award
    assert not ticks(here.count(here.stop, FIRST, LAST), "ccr_mou")
    last_day = here.agrees(date(2023, 1, 1), FIRST)
    here.links(last_day)
    assert ticks(here.count(here.stop, FIRST, LAST), "ccr_mou") == {("law_enforcement", "yes")}


def test_GR31_the_award_of_another_agency_gets_nothing_of_it(here: Working) -> None:
    other = Working(here.db)
    here.links(here.agrees(FIRST, LAST))
    assert not ticks(other.count(other.stop, FIRST, LAST), "ccr_mou")


def test_GR31_who_is_no_party_cannot_link_it_in_the_database_either(here: Working) -> None:
    stranger = rooms.agency()
    theirs = here.agrees(FIRST, LAST, here.sheriff, stranger)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        here.links(theirs)
    assert refused.value.diag.constraint_name == "activity_of_own_agreement"
    protocol = here.agrees(FIRST, LAST, here.sheriff, stranger, kind="protocol")
    with pytest.raises(psycopg.errors.CheckViolation):
        here.wrote("policywork", award_id=here.stop, protocol_id=protocol, action="", on=None)


def test_GR33_a_subcommittee_at_the_same_hour_counts_once(here: Working) -> None:
    below = rooms.team(structure="subcommittee", parent=here.team, jurisdiction=here.place)
    for n in range(2):
        here.meets(FIRST + timedelta(days=90 * n))
        here.meets(FIRST + timedelta(days=90 * n), below)
    here.meets(FIRST + timedelta(days=200), below)
    assert here.count(here.stop, FIRST, LAST)["ccr_meetings_held", "law_enforcement", ""] == 3


def test_GR34_people_are_split_over_awards_and_the_unknown_go_into_no_other_row(here: Working) -> None:
    other = here.award("ovw.stop", "2017")
    training = here.wrote("training", topics=["stalking"])
    here.trained(training, 7, "law_enforcement", here.stop)
    here.trained(training, 5, "law_enforcement", other)
    here.trained(training, 3, "law_enforcement")  # paid from no award
    here.trained(training, 4, "", here.stop)
    here.trained(here.wrote("training", topics=["firearms"]), 9, "court", other)
    one, two = (here.count(award, FIRST, LAST) for award in (here.stop, other))
    assert one["people_trained", "law_enforcement", ""] + two["people_trained", "law_enforcement", ""] == 12
    assert one["people_trained", "law_enforcement", ""] == 7
    assert sum(value for (table, _row, _column), value in one.items() if table == "people_trained") == 7
    assert [value for (table, _row, _column), value in one.items() if table == "people_unknown"] == [4]
    assert ("people_trained", "other", "") not in one
    assert one["training_events", "events", ""] == 1 and two["training_events", "events", ""] == 2
    assert ticks(one, "training_topics") == {("stalking", "")}


def test_a_policy_counts_on_its_day_and_a_protocol_when_the_table_adopts_it(here: Working) -> None:
    here.wrote("policywork", award_id=here.stop, topic="victim_services.confidentiality")
    here.wrote("policywork", award_id=here.stop, topic="prosecution.vertical", on=FIRST - timedelta(days=1))
    for topic, first in (("law_enforcement.stalking", FIRST), ("courts.docket", FIRST - timedelta(days=1))):
        protocol = here.agrees(first, date(2027, 1, 1), kind="protocol")
        here.wrote("policywork", award_id=here.stop, topic=topic, protocol_id=protocol, action="", on=None)
    here.wrote("product", award_id=here.stop, kind="manual", number=2)
    here.wrote("product", kind="manual", number=40)
    cells = here.count(here.stop, FIRST, LAST)
    assert {row for row, _column in ticks(cells, "policies")} == {
        "victim_services.confidentiality",
        "law_enforcement.stalking",
    }
    assert cells["products", "manual", ""] == 2


def test_GR32_no_sector_is_without_a_row_of_any_form(here: Working) -> None:
    """A meeting with an agency of each sector counts in exactly one row; each sector stands on the other two lists too."""
    for n, sector in enumerate(Sector):
        place = rooms.agency(jurisdiction=here.place, sector=sector.value)
        here.meets(FIRST + timedelta(days=7 * n), None, rooms.person(place))
    cells = here.count(here.stop, FIRST, LAST)
    held = {row: value for (table, row, _column), value in cells.items() if table == "ccr_meetings_held"}
    assert sum(held.values()) == len(Sector) and {*held} <= {*own_lists()["agency_type"]}
    assert held["law_enforcement"] == held["prosecution"] == 3
    with (Path(definition.__file__).parent / "definitions" / "sectors.toml").open("rb") as file:
        other = tomllib.load(file)
    for name in ("trafficking", "cac"):
        assert {*other[name]["map"]} == {*Sector.values}
        assert {*other[name]["map"].values()} <= {*other[name]["rows"]}


def test_GR26_a_zero_needs_the_source_on_for_the_whole_period(here: Working) -> None:
    def cell(first: date = FIRST, last: date = LAST) -> Cell:
        run = here.ask(here.stop, first, last)
        with as_(here.director), gate.own_rows(here.director):
            mine = Run.objects.select_related("award__agency").get(pk=run.pk)
            tables = {table.key: table for _section, table in told(mine).report.tables()}
            return tables["training_events"].cells["events", ""]

    here.never_wrote_down()
    assert cell().status == Status.NOT_TRACKED
    here.wrote_down(FIRST + timedelta(days=1), None)
    assert cell().status == Status.NOT_TRACKED, "it begins one day late"
    mine = f"UPDATE reports_tracked SET {{}} WHERE agency_id = {here.agency.pk}"
    here.db.execute(mine.format("from_on = %s, to_on = %s"), [FIRST, LAST - timedelta(days=1)])
    assert cell().status == Status.NOT_TRACKED, "it ends one day early"
    here.db.execute(mine.format("to_on = %s"), [LAST])
    assert (cell().status, cell().value) == (Status.EXACT, 0)
    here.never_wrote_down()
    here.wrote_down(FIRST, None, "products")
    assert cell().status == Status.NOT_TRACKED
    here.trained(here.wrote("training"), 5, "court", here.stop)
    assert (cell().status, cell().value) == (Status.EXACT, 1), "what was written down counts anyhow"
