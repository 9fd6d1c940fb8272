"""Forms are data: versions, numbers that are labels, marks and what has to be verified, periods and days."""

import datetime
import json
from decimal import Decimal
from itertools import pairwise

import pytest

from reports.assemble import Filled, Heading, assemble
from reports.compiling import compiled
from reports.definition import every, from_dict, get, in_force
from reports.lines import lines, unverified
from reports.periods import PERIODS, due_on, is_period, spans
from tests.reports.forms import FORMS, changed, county, form

HEADING = Heading(period="2026-01-01/2026-12-31", agency="Harbor Advocates", award="VA-1", snapshot="s")


def test_both_generations_and_both_variants_are_there() -> None:
    assert set(every()) == {
        ("ovw.stop", "2012"), ("ovw.stop", "2017"), ("ovc.pmt", "2015"), ("ovc.pmt", "2026"), ("house.work", "1"),
    }  # fmt: skip


def test_GR02_coordination_moves_from_C2_to_C3_with_equal_values() -> None:
    counted = {("ccr_contacts", "law_enforcement", "weekly"): Decimal(1), ("status", "served", "dv"): Decimal(7)}
    old, new = (assemble(get("ovw.stop", version), Filled(counted), HEADING) for version in ("2012", "2017"))
    sections = [{one.key: one for one in report.sections} for report in (old, new)]
    assert [one["coordination"].number for one in sections] == ["C2", "C3"]
    assert [one["policies"].number for one in sections] == ["C3", "C4"]
    assert [one["improvement"].number for one in sections] == ["C7", "C8"]
    for key in ("coordination", "policies", "products", "data_systems", "units", "improvement"):
        before, after = (one[key].tables for one in sections)
        assert [table.cells for table in before] == [table.cells for table in after]
        assert {table.number for table in before} != {table.number for table in after}
    assert "education" not in sections[0]
    assert sections[1]["education"].number == "C2"
    order = [one.number for one in new.sections]
    assert order == ["A1", "A2", "B", *(f"C{n}" for n in range(1, 9)), "D", *(f"E{n}" for n in range(1, 6)), "F"]


def test_the_forms_hold_the_rows_that_the_facts_name() -> None:
    stop, pmt = get("ovw.stop", "2017"), get("ovc.pmt", "2015")
    sizes = {"people_trained": 27, "ccr_contacts": 17, "reasons": 17, "purposes": 24, "staff": 19, "organization": 19,
             "relationship": 6, "services": 15, "race": 7, "sex": 3, "age": 5, "others": 6, "police": 12}  # fmt: skip
    assert {key: len(stop.table(key).rows) for key in sizes} == sizes
    sizes = {"victimization": 26, "classes": 8, "race": 10, "sex": 5, "age": 7, "lines_a": 4, "lines_b": 10, "lines_c": 7,
             "lines_d": 3, "lines_e": 11}  # fmt: skip
    assert {key: len(pmt.table(key).rows) for key in sizes} == sizes
    assert list(get("ovc.pmt", "2026").table("sex").rows) == ["male", "female", "not_reported", "not_tracked"]
    assert list(pmt.table("victimization").numbers.values()) == [str(n) for n in range(1, 27)]
    assert list(stop.table("status").columns) == ["sa", "dv", "st"]  # trafficking is no column of STOP


def test_marks_are_those_of_the_facts() -> None:
    stop, old, pmt, new = (
        get(*one) for one in (("ovw.stop", "2017"), ("ovw.stop", "2012"), ("ovc.pmt", "2015"), ("ovc.pmt", "2026"))
    )
    marks = {(line.table, line.row): line.mark for line in lines(stop)}
    assert marks["reasons", "capacity"] == marks["staff", "investigator"] == marks["purposes", "response_teams"] == "F"
    assert marks["reasons", "hours"] == marks["people_trained", "volunteers"] == "C"
    assert marks["reasons", "conflict"] == marks["status", "served"] == marks["age", "youth"] == "K"
    assert old.table("age").mark_of("youth") == "F"
    assert {pmt.table("sex").mark_of(row) for row in pmt.table("sex").rows} == {"C"}
    assert {new.table("sex").mark_of(row) for row in new.table("sex").rows} == {"K"}
    assert pmt.table("race").mark_of("mena" if "mena" in pmt.table("race").rows else "white") == "F"
    assert pmt.table("classes").mark_of("lgbtq") == "K"


@pytest.mark.parametrize(("key", "version"), FORMS)
def test_GR01_every_line_has_its_own_digest_and_none_is_an_aside(key: str, version: str) -> None:
    definition = form(key, version)
    found = list(lines(definition))
    assert len({line.digest for line in found}) == len(found)
    shown = {table.key for _section, table in definition.tables() if not table.aside}
    assert {line.table for line in found} == shown
    assert {line.mark for line in found} <= {"F", "C", "K"}


@pytest.mark.parametrize(
    ("path", "value", "lines_changed"),
    [
        ("sections/people/tables/age/label", "People, by age", {"child", "adult", "unknown"}),
        ("sections/people/tables/age/number", "7", {"child", "adult", "unknown"}),
        ("sections/people/tables/age/mark", "K", {"child", "adult", "unknown"}),
        ("sections/people/tables/age/where", {"role": ["primary"]}, {"child", "adult", "unknown"}),
        ("sections/people/number", "P", {"child", "adult", "unknown"}),
        ("crosswalks/age/rows/child", "Children", {"child"}),
        ("crosswalks/age/starts", [[0, "child"], [17, "adult"]], {"child", "adult"}),
        ("crosswalks/age/none", "child", {"child", "unknown"}),
        ("crosswalks/age/map/declined", "adult", {"adult", "unknown"}),
        ("crosswalks/age/when/young/21/starts", [[0, "child"], [20, "adult"]], {"child", "adult", "unknown"}),
        ("version", "2", {"child", "adult", "unknown", "emergency_shelter", "transitional_housing", "words"}),
        ("sections/words/tables/words/rows/words", "For everybody", {"words"}),
        ("due/day", 30, set()),
    ],
)
def test_GR01_a_digest_changes_with_what_a_line_says_and_with_nothing_else(
    path: str, value: object, lines_changed: set[str]
) -> None:
    before, after = from_dict(county()), from_dict(changed(county(), path, value))
    old = {(line.table, line.row): line.digest for line in lines(before)}
    new = {(line.table, line.row): line.digest for line in lines(after)}
    assert {row for table, row in old if old[table, row] != new[table, row]} == lines_changed
    assert before.sha256 != after.sha256
    assert before.sha256 == from_dict(county()).sha256


def test_GR01_what_is_copied_or_remembered_needs_somebody_and_what_was_found_does_not() -> None:
    raw = changed(
        changed(county(), "sections/people/tables/age/marks", {"child": "K", "adult": "C"}),
        "sections/words/tables/words/mark",
        "K",
    )
    definition = from_dict(raw)
    waiting = unverified(definition, ())
    assert [(one.table, one.row) for one in waiting] == [("age", "child"), ("age", "adult"), ("words", "words")]
    assert [one.row for one in unverified(definition, {waiting[0].digest})] == ["adult", "words"]
    changed_since = from_dict(changed(raw, "crosswalks/age/rows/child", "Children"))
    assert "child" in [one.row for one in unverified(changed_since, {waiting[0].digest})]


def test_GR01_a_report_says_that_it_is_a_draft_until_every_line_was_compared() -> None:
    raw = changed(county(), "sections/work/tables/nights/mark", "K")
    definition = from_dict(changed(raw, "sections/words/tables/words/mark", "C"))
    report = assemble(definition, Filled({}), HEADING)
    assert report.draft == "3 lines are not yet compared with the funder's form: Work, In words."
    assert [table.verified for _section, table in report.tables()] == [True, False, False]
    assert "1 line is not yet" in assemble(definition, Filled({}, gates={"work": False}), HEADING).draft
    digests = [line.digest for line in lines(definition)]
    done = assemble(definition, Filled({}, verified=digests), HEADING)
    assert done.draft == ""
    assert all(table.verified for _section, table in done.tables())


def test_G06_which_version_is_in_force_is_data() -> None:
    day = datetime.date
    assert [one.version for one in in_force("ovw.stop", day(2015, 1, 1))] == ["2012"]
    assert [one.version for one in in_force("ovw.stop", day(2026, 1, 1))] == ["2017"]
    assert [one.version for one in in_force("ovc.pmt", day(2025, 7, 1))] == ["2015"]
    assert [one.version for one in in_force("ovc.pmt", day(2026, 1, 1))] == ["2026", "2015"]
    assert in_force("ovc.pmt", day(2014, 1, 1)) == []


@pytest.mark.parametrize(
    ("key", "last", "due"),
    [
        (("ovw.stop", "2017"), "2026-12-31", "2027-03-30"),
        (("ovc.pmt", "2015"), "2025-12-31", "2026-02-15"),
        (("ovc.pmt", "2015"), "2026-03-31", "2026-05-15"),
        (("ovc.pmt", "2015"), "2026-09-30", "2026-11-15"),
        (("county.board", "1"), "2026-12-31", "2027-01-31"),
        (("county.board", "1"), "2026-03-31", "2026-04-30"),
    ],
)
def test_G06_the_day_on_which_it_is_due_is_data(key: tuple[str, str], last: str, due: str) -> None:
    assert due_on(form(*key).due, datetime.date.fromisoformat(last)) == datetime.date.fromisoformat(due)
    assert due_on({}, datetime.date(2026, 1, 1)) is None


@pytest.mark.parametrize("kind", PERIODS)
def test_G06_the_periods_of_a_kind_follow_each_other_without_a_gap(kind: str) -> None:
    found = [span for year in (2023, 2024, 2025) for span in spans(kind, year)]
    for (_first, last), (after, _last) in pairwise(found):
        assert last + datetime.timedelta(days=1) == after
    assert all(is_period(kind, *span) for span in found)
    assert not is_period(kind, datetime.date(2024, 1, 2), datetime.date(2024, 12, 31))


def test_G06_a_quarter_and_a_federal_year() -> None:
    assert spans("federal_quarter", 2025)[-1] == (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    assert spans("federal_year", 2025) == [(datetime.date(2025, 10, 1), datetime.date(2026, 9, 30))]
    assert spans("month", 2024)[1] == (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))


@pytest.mark.parametrize(("key", "version"), FORMS)
def test_GR04_a_definition_that_was_kept_reads_the_same_whatever_order_its_keys_come_back_in(
    key: str, version: str
) -> None:
    definition = form(key, version)
    kept = json.loads(json.dumps(definition.raw, sort_keys=True))  # as a database that stores JSON would give it back
    again = from_dict(kept)
    assert again == definition
    assert again.sha256 == definition.sha256
    assert list(lines(again)) == list(lines(definition))
    assert [list(table.rows.items()) for _s, table in again.tables()] == [
        list(table.rows.items()) for _s, table in definition.tables()
    ]
    assert compiled(again) == compiled(definition)
