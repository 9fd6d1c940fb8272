"""What a reader takes for granted of a form, and that it does not help her."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bench.attacker.files import from_json
from bench.attacker.judging import Found, attack
from reports.assumed import arrivals, assumed
from reports.definition import get
from reports.exporting import json_file
from reports.protecting.building import Task
from reports.protecting.register import Released
from reports.protecting.release import marked, protect
from reports.protecting.rules import TEAM
from reports.publishing import plan_of
from reports.shape import Report, Unit
from tests.reports.protecting.making import of, report
from tests.reports.protecting.test_attacker import exact

PMT, STOP = get("ovc.pmt", "2015"), get("ovw.stop", "2017")
Rows = Mapping[str, int]


def names(places: tuple[tuple[str, str, str], ...]) -> list[str]:
    return ["/".join(place).rstrip("/") for place in places]


def test_GR43_the_forms_say_more_than_their_totals() -> None:
    pmt = {(*names(less), "≤", *names(more)) for less, more in assumed(PMT)}
    assert ("persons_d/d", "≤", "lines_d/d1", "lines_d/d2", "lines_d/d3") in pmt
    assert ("persons_a/a", "≤", "individuals/individuals") in pmt
    several = [one for one in pmt if one[0] == "several/several" and len(one) > 20]
    assert len(several) == 26 + 1  # twice those are no more than all rows; once, no more than all rows but one
    assert any(one[:3] == ("individuals/individuals", "several/several", "≤") for one in pmt)
    stop = {(*names(less), "≤", *names(more)[:2]) for less, more in assumed(STOP)}
    assert ("race/aian/st", "≤", "status/total/st") in stop
    assert ("reasons/hours", "≤", "status/partial/total", "not_served/not_served/total") in stop
    assert ("status/partial/total", "not_served/not_served/total", "≤", "reasons/conflict", "reasons/statutory") in stop
    assert ("shelter_victims/emergency_shelter", "≤", "shelter_nights/emergency_shelter") in stop
    assert ("orders_granted/final_civil/total", "≤", "orders_requested/final_civil/total") in stop
    assert ("orders_granted/final_civil/dv", "≤", "orders_requested/final_civil/dv") in stop
    assert arrivals(PMT) == ((("new", "new", ""), ("individuals", "individuals", "")),)
    assert arrivals(STOP) == ()


def rows(key: str, numbers: Rows, unit: Unit = Unit.PERSONS, overlapping: bool = False) -> object:
    return of(key, {(row, ""): n for row, n in numbers.items()}, unit, overlapping)


def made(form: str, *tables: object, period: str = "2025-10-01/2025-12-31") -> Report:
    return replace(report(*tables, period=period), form=form, snapshot=period)  # type: ignore[arg-type]


HELPED = {"individuals": 70}
TABLES = {table.key: table for definition in (PMT, STOP) for _section, table in definition.tables()}
NO_HARM, NO_REASON = (dict.fromkeys(TABLES[key].rows, 0) for key in ("victimization", "reasons"))
LINES = made(
    "ovc.pmt", rows("individuals", HELPED), rows("persons_a", {"a": 12}), rows("lines_a", {"a1": 10, "a2": 3, "a3": 0, "a4": 0}, Unit.OCCURRENCES),
)  # fmt: skip
SEVERAL = made(
    "ovc.pmt", rows("individuals", HELPED), rows("several", {"several": 12}),
    rows("victimization", NO_HARM | {"domestic": 60, "stalking": 9, "adult_sexual": 3}, overlapping=True),
)  # fmt: skip
REASONS = made(
    "ovw.stop", of("status", {("partial", "total"): 14, ("served", "total"): 60, ("total", "total"): 74}),
    of("not_served", {("not_served", "total"): 12}),
    rows("reasons", NO_REASON | {"hours": 2, "capacity": 25}, overlapping=True),
    period="2025-01-01/2025-12-31",
)  # fmt: skip
ORDERS = made(
    "ovw.stop", *(
        of(key, {("final_civil", crime): n for crime, n in numbers.items()}, Unit.OCCURRENCES) for key, numbers in (
            ("orders_requested", {"sa": 6, "dv": 20, "st": 5, "total": 31}), ("orders_granted", {"sa": 6, "dv": 3, "st": 5, "total": 14}),
        )
    ), period="2025-01-01/2025-12-31",
)  # fmt: skip


def attacked(*releases: tuple[Report, frozenset[tuple[str, str, str]]]) -> Found:
    files = [from_json(json_file.render(marked(one, hidden))) for one, hidden in releases]
    return attack(files, 5, {one.snapshot: exact(one) for one, _hidden in releases})


@pytest.mark.parametrize(
    ("definition", "counted"),
    [(PMT, LINES), (PMT, SEVERAL), (STOP, REASONS), (STOP, ORDERS)],
    ids=["times", "several", "reasons", "orders"],
)
def test_GR45_a_withheld_row_has_the_room_that_the_form_leaves(definition: object, counted: Report) -> None:
    """Without what the form says besides, one row would be withheld, and be found to be one or two at least."""
    plan = plan_of(definition)  # type: ignore[arg-type]
    numbers = {(t.key, *at): cell.value for _s, t in counted.tables() for at, cell in t.cells.items()}
    without = protect(Task(counted, TEAM, plan=replace(plan, likely=()))).withheld
    blind = frozenset(place for place in without if numbers[place])
    assert attacked((counted, blind)).wrongly
    known = protect(Task(counted, TEAM, plan=plan)).withheld
    assert known > blind
    assert attacked((counted, known)).wrongly == []


def test_GR46_who_is_helped_in_a_quarter_was_new_in_it_or_before() -> None:
    """Twenty were new and helped in the first quarter, twenty-three helped in the second: so three of them came new."""
    first = made("ovc.pmt", rows("individuals", {"individuals": 20}), rows("new", {"new": 20}))
    second = made(
        "ovc.pmt", rows("individuals", {"individuals": 23}), rows("new", {"new": 3}), period="2026-01-01/2026-03-31"
    )  # fmt: skip
    plan = plan_of(PMT)
    before = Released("one", "team", first, frozenset(), plan=plan)
    blind = protect(Task(second, TEAM, (before,), plan=replace(plan, arrivals=()))).withheld
    assert {(one.low, one.high) for one in attacked((first, frozenset()), (second, blind)).wrongly} == {(3, 23)}
    known = protect(Task(second, TEAM, (before,), plan=plan)).withheld
    assert known == blind | {("individuals", "individuals", "")}
    assert attacked((first, frozenset()), (second, known)).wrongly == []
