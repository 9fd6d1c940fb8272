"""A report put together: zeros, what is not tracked, what nobody filled in, sums, gates, choices in print."""

from decimal import Decimal

import pytest

from reports.assemble import Filled, Heading, asides, assemble
from reports.definition import from_dict, get
from reports.shape import Cell, Report, Status, Table
from tests.reports.forms import county

HEADING = Heading(
    period="2026-01-01/2026-03-31", agency="Harbor Advocates", award="VA-1", snapshot="s", sum_of=2, notes=("Kept.",)
)
PMT, STOP = get("ovc.pmt", "2015"), get("ovw.stop", "2017")


def table(report: Report, key: str) -> Table:
    return next(table for _section, table in report.tables() if table.key == key)


def test_GR26_four_things_are_four_things() -> None:
    counted = {("lines_c", "c1", ""): Decimal(3)}
    report = assemble(
        PMT, Filled(counted, sources_off={"demographics", "services"}, gates={"family_d": False}), HEADING
    )
    assert table(report, "lines_c").cells["c1", ""] == Cell("c1", "", Decimal(3))
    assert table(report, "lines_c").cells["c2", ""] == Cell("c2", "", None, Status.NOT_TRACKED)
    assert table(report, "race").cells["total", ""] == Cell("total", "", None, Status.NOT_TRACKED)
    assert table(report, "anonymous").cells["contacts", ""] == Cell("contacts", "", Decimal(0))
    assert table(report, "surveys").cells["sent", ""] == Cell("sent", "", None, Status.NOT_REPORTED)
    assert {cell.status for cell in table(report, "lines_d").cells.values()} == {Status.NOT_APPLICABLE}
    assert table(assemble(PMT, Filled(counted), HEADING), "race").cells["total", ""] == Cell("total", "", Decimal(0))


def test_sums_are_sums_and_every_cell_is_there() -> None:
    counted = {
        ("status", "served", "sa"): Decimal(4),
        ("status", "partial", "dv"): Decimal(2),
        ("status", "served", "dv"): Decimal(1),
    }
    report = assemble(STOP, Filled(counted), HEADING)
    status = table(report, "status")
    got = {key: [cell.value for cell in cells] for key, _label, cells in status.grid()}
    assert got == {"served": [4, 1, 0, 5], "partial": [0, 2, 0, 2], "total": [4, 3, 0, 7]}
    assert [label for _key, label in status.rows] == ["Served", "Partially served", "Served and partially served"]
    for _section, one in report.tables():
        assert {(row, column) for row, _r in one.rows for column, _c in one.columns} == set(one.cells), one.key


def test_GR20_a_sum_that_exceeds_the_persons_is_left_as_it_is() -> None:
    counted = {("individuals", "individuals", ""): Decimal(1), ("victimization", "domestic", ""): Decimal(1),
               ("victimization", "stalking", ""): Decimal(1)}  # fmt: skip
    types = table(assemble(PMT, Filled(counted), HEADING), "victimization")
    assert sum(cell.value for cell in types.cells.values() if isinstance(cell.value, Decimal)) == 2
    assert types.overlapping
    assert "total" not in dict(types.rows)


def test_ticks_are_yes_or_no_and_a_person_can_correct_one() -> None:
    counted = {("ccr_contacts", "court", "weekly"): Decimal(1)}
    ticks = table(
        assemble(
            STOP, Filled(counted, typed={"ccr_contacts.court.weekly": "no", "ccr_contacts.court.daily": "yes"}), HEADING
        ),
        "ccr_contacts",
    )
    assert [cell.value for cell in ticks.grid().__iter__().__next__()[2]] == ["no", "no", "no"]
    assert [ticks.cells["court", column].value for column in ("daily", "weekly", "monthly")] == ["yes", "no", "no"]
    as_counted = table(assemble(STOP, Filled(counted), HEADING), "ccr_contacts")
    assert as_counted.cells["court", "weekly"].value == "yes"


def test_a_typed_number_never_replaces_a_counted_one() -> None:
    typed = {"status.served.dv": Decimal(99), "surveys.sent": Decimal(12)}
    assert table(assemble(STOP, Filled({}, typed=typed), HEADING), "status").cells["served", "dv"].value == 0
    assert table(assemble(PMT, Filled({}, typed=typed), HEADING), "surveys").cells["sent", ""].value == 12


def test_typed_ticks_are_no_as_soon_as_one_is_given_and_unknown_before() -> None:
    given = table(assemble(STOP, Filled({}, typed={"purposes.response_teams": "yes"}), HEADING), "purposes")
    assert {given.cells["response_teams", ""].value, given.cells["kits", ""].value} == {"yes", "no"}
    empty = table(assemble(STOP, Filled({}), HEADING), "purposes")
    assert {cell.status for cell in empty.cells.values()} == {Status.NOT_REPORTED}


def test_GR35_a_closed_gate_leaves_no_number_behind() -> None:
    counted = {("persons_d", "d", ""): Decimal(5)}
    report = assemble(PMT, Filled(counted, gates={"family_d": False, "family_a": True}), HEADING)
    sections = {section.key: section for section in report.sections}
    assert [sections[key].open for key in ("family_d", "family_a", "family_b", "people")] == [False, True, None, None]
    assert all(cell.value is None for one in sections["family_d"].tables for cell in one.cells.values())


def test_GR18_each_choice_is_printed() -> None:
    notes = assemble(PMT, Filled({}, choices={"race_several": "hispanic"}), HEADING).notes
    assert (
        "Where somebody stands who names more than one: Hispanic/Latino if that is one of them, else Multiple Races."
        in notes
    )
    assert (
        "Where Middle Eastern or North African stands, which the form does not have: White Non-Latino/Caucasian, as the standard of 1997 has it."
        in notes
    )
    assert notes[-1] == "Kept."


@pytest.mark.parametrize(("floor", "label"), [("13", "13–17"), ("11", "11–17")])
def test_GR15_the_first_band_is_called_by_what_was_chosen(floor: str, label: str) -> None:
    rows = dict(table(assemble(STOP, Filled({}, choices={"age_floor": floor}), HEADING), "age").rows)
    assert rows["youth"] == label


def test_official_numbers_stand_before_their_lines() -> None:
    report = assemble(PMT, Filled({}), HEADING)
    assert dict(table(report, "lines_c").rows)["c2"] == "8C2 Hotline/crisis line counseling"
    assert dict(table(report, "victimization").rows)["sex_trafficking"] == "15 Human Trafficking: Sex"


def test_GR14_whom_the_form_has_no_place_for_is_told_beside_it_and_never_in_it() -> None:
    counted = {("outside", "crime", ""): Decimal(3), ("missing", "missing", ""): Decimal(1)}
    report = assemble(STOP, Filled(counted), HEADING)
    assert {"missing", "outside", "staff_heads"}.isdisjoint(one.key for _section, one in report.tables())
    beside = {one.key: one for one in asides(STOP, Filled(counted))}
    assert beside["outside"].cells["crime", ""].value == 3
    assert beside["missing"].cells["missing", ""].value == 1


def test_the_heading_is_taken_as_it_is() -> None:
    report = assemble(from_dict(county()), Filled({}), HEADING)
    assert (report.form, report.version, report.sum_of, report.agency) == ("county.board", "1", 2, "Harbor Advocates")
