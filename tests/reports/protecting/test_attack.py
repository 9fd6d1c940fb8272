"""The attacker over all releases: it finds what careless releases tell, and nothing in those that know of each other."""

from dataclasses import replace

from bench.attack import attack
from reports.protecting.building import Task
from reports.protecting.register import Released
from reports.protecting.release import protect
from reports.protecting.rules import TEAM, Plan
from tests.reports.protecting.making import report, table

PLAN = Plan(flows=frozenset({"t"}))
QUARTERS = {
    "2026-01-01/2026-03-31": [[7, 20], [3, 30], [14, 12]],
    "2026-04-01/2026-06-30": [[2, 21], [9, 31], [13, 11]],
    "2026-01-01/2026-06-30": [[9, 41], [12, 61], [27, 23]],
}


def releases(careful: bool) -> list[Released]:
    out: list[Released] = []
    for period, numbers in QUARTERS.items():
        counted = replace(report(table("t", numbers), period=period), snapshot=period)
        found = protect(Task(counted, TEAM, earlier=tuple(out) if careful else (), plan=PLAN))
        out.append(Released(period, "team", counted, found.withheld, plan=PLAN))
    return out


def test_GR46_an_attacker_with_all_releases_finds_what_careless_ones_tell() -> None:
    found = attack(releases(careful=False), TEAM)
    assert ("t", "r1", "c0") in {fault.place for fault in found.faults}  # three, then nine of twelve


def test_GR46_and_nothing_in_those_that_know_of_each_other() -> None:
    found = attack(releases(careful=True), TEAM)
    assert found.faults == ()
    assert found.small > 2
    assert found.withheld < found.shown
