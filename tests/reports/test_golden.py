"""Sixty clients, five quarters and a year: what the program counts is what somebody counted by hand, line by line."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from confidentiality import gate
from reports.checking import check_year
from reports.models import Run
from reports.queries.behind import behind
from reports.queries.runs import Told, told
from reports.shape import Cell, Status, Table
from tests.cases.referring import as_
from tests.reports.golden import NOT_TRACKED, REPORTS, Line, Place, changed, expected, several, table, typed
from tests.reports.golden.loading import Golden, Json

STOP = [name for name in REPORTS if name.startswith("stop")]
PMT = [name for name in REPORTS if name.startswith("pmt")]


@dataclass
class Counted:
    """The agency, and each report as its director reads it."""

    here: Golden
    runs: dict[str, Run]
    told: dict[str, Told]

    def read(self, name: str, run: Run) -> None:
        director = self.here.harbor.director
        with as_(director), gate.own_rows(director):
            mine = Run.objects.select_related("award__agency__jurisdiction").get(pk=run.pk)
            self.runs[name], self.told[name] = run, told(mine)

    def cells(self, report: str) -> dict[Place, str]:
        """All cells, those beside the form too, as words."""
        return {(of.key, *place): _said(cell) for of in _tables(self.told[report]) for place, cell in of.cells.items()}


def _tables(one: Told) -> list[Table]:
    return [*(of for _section, of in one.report.tables()), *one.asides]


def _said(cell: Cell) -> str:
    if cell.status != Status.EXACT:
        return str(cell.status.value).replace("_", " ")
    return f"{cell.value.normalize():f}" if isinstance(cell.value, Decimal) else str(cell.value)


@pytest.fixture(scope="module")
def counted(_database: Any) -> Iterator[Counted]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        here = Golden(db)
        made = Counted(here, {}, {})
        for report in REPORTS:
            made.read(report, here.count(report))
        for report in STOP:
            made.read(f"{report} of 2012", here.count(report, "2012"))
        yield made


def _by_rule(one: Told, of: Table, place: tuple[str, str], said: dict[str, str]) -> str:
    """What stands in a line that the hand count does not name: nothing, or why there is no number."""
    section = next((section for section in one.report.sections if of in section.tables), None)
    if section is not None and section.open is False:
        return "not applicable"
    if one.definition.table(of.key).typed:
        line = ".".join(filter(None, (of.key, *place)))
        filled = any(name.startswith(f"{of.key}.") for name in said)
        return said.get(line) or ("no" if filled and of.unit == "ticks" else "not reported")
    return "no" if of.unit == "ticks" else "0"


def _whole_form(one: Told, by_hand: dict[Place, Line], said: dict[str, str]) -> dict[Place, str]:
    """Every line of the form as the hand count has it."""
    found = {(of.key, *place): _by_rule(one, of, place, said) for of in _tables(one) for place in of.cells}
    assert by_hand.keys() <= found.keys(), "a line that the form does not have"
    return found | {place: line.value for place, line in by_hand.items()}


def _differences(counted: Counted, report: str, hand: str) -> dict[Place, tuple[str, str]]:
    """By hand, and by the program."""
    by_hand, by_program = _whole_form(counted.told[report], expected(hand), typed(hand)), counted.cells(report)
    assert by_hand.keys() == by_program.keys()
    return {place: (by_hand[place], by_program[place]) for place in by_hand if by_hand[place] != by_program[place]}


@pytest.mark.parametrize("report", STOP)
def test_GR51_GR10_GR11_GR12_GR14_GR15_a_year_of_STOP_is_what_was_counted_by_hand(
    counted: Counted, report: str
) -> None:
    assert _differences(counted, report, report) == {}


@pytest.mark.parametrize("report", PMT)
def test_GR51_GR17_GR18_GR20_GR21_GR22_a_quarter_is_what_was_counted_by_hand(counted: Counted, report: str) -> None:
    assert _differences(counted, report, report) == {}


@pytest.mark.parametrize("report", STOP)
def test_GR51_GR02_the_older_form_has_the_same_values_under_other_numbers(counted: Counted, report: str) -> None:
    older = f"{report} of 2012"
    assert _differences(counted, older, report) == {}
    numbers = [
        {section.key: section.number for section in counted.told[one].report.sections} for one in (older, report)
    ]
    assert [one["coordination"] for one in numbers] == ["C2", "C3"]


SETTINGS: dict[str, dict[str, Any]] = {
    "floor": {"choices": Json({"age_floor": "13"})},
    "hispanic": {"choices": Json({"race_several": "hispanic"})},
    "july": {"reset_month": 7},
}


@pytest.mark.parametrize(
    ("setting", "report"), sorted({(one["setting"], one["report"]) for one in table("expected/settings")})
)
def test_GR51_GR15_GR17_GR18_another_setting_changes_what_the_hand_count_says_and_nothing_else(
    counted: Counted, setting: str, report: str
) -> None:
    here, name = counted.here, f"{report} with {setting}"
    with here.set_otherwise(REPORTS[report]["award"], **SETTINGS[setting]):
        counted.read(name, here.count(report))
    by_hand = {place: line.value for place, line in changed(setting, report).items()}
    before, now = counted.cells(report), counted.cells(name)
    assert {place: now[place] for place in now if now[place] != before[place]} == by_hand


@pytest.mark.parametrize("report", REPORTS)
def test_GR51_GR06_behind_each_number_are_the_clients_of_the_hand_count(counted: Counted, report: str) -> None:
    """Those of every line that is not typed, and nobody besides; for trainings, products and positions their records."""
    here, run, different = counted.here, counted.runs[report], {}
    names = {
        name for of in ("training", "product", "staff") for (kind, _key), name in here.records.items() if kind == of
    }
    director = here.harbor.director
    for place, line in expected(report).items():
        with as_(director):
            now, gone = behind(director, run, *place)
            records = {here.records[_kind(one), one.pk] for one in now.records}
        clients = {here.client_of(one.public_id).rstrip("b") for one in now.files}
        assert now.more == 0 and not gone.files
        if (clients, records) != (line.clients, names & line.behind.keys()):
            different[place] = (clients, records)
    assert different == {}


def _kind(record: Any) -> str:
    return {"training": "training", "product": "product", "staffassignment": "staff"}[record._meta.model_name]


def test_GR51_GR14_GR35_what_is_asked_before_filing_is_what_the_hand_count_found(counted: Counted) -> None:
    """One error, for the client without a primary victimization; everything else that does not fit is confirmed."""
    by_hand = sorted(
        (one["report"], one["level"], one["check"], *several(one["tables"])) for one in table("expected/findings")
    )
    by_program = sorted(
        (report, one.level, one.check, *one.tables) for report in REPORTS for one in counted.told[report].findings
    )
    assert by_program == by_hand


def test_GR51_GR17_who_is_new_in_a_quarter_is_new_once_in_the_federal_year(counted: Counted) -> None:
    lists = [expected(report)["new", "new", ""].behind for report in PMT[:4]]
    everybody = [client for one in lists for client in one]
    assert len(everybody) == len(set(everybody)) == 19
    quarters = [counted.told[report].report for report in PMT[:4]]
    assert check_year(quarters, Decimal(19)) == []
    assert len(check_year(quarters, Decimal(18))) == 1


def test_GR51_GR11_two_awards_of_one_form_share_no_client(counted: Counted) -> None:
    lists = [expected(report)["status", "total", "total"].clients for report in STOP]
    assert not lists[0] & lists[1] and len(lists[0] | lists[1]) == 26
    totals = [counted.cells(report)["status", "total", "total"] for report in STOP]
    assert sum(map(int, totals)) == 26


@pytest.mark.parametrize("report", REPORTS)
def test_GR51_GR20_each_number_of_the_hand_count_is_the_sum_of_what_it_names(report: str) -> None:
    people = {one["client"] for one in table("people")}
    for place, line in expected(report).items():
        assert line.clients <= people, place
        if line.value == "yes":
            assert len(line.behind) == 1, place
        elif line.value == NOT_TRACKED:
            assert not line.behind, place
        else:
            assert line.total == Decimal(line.value), place
