"""Random tables against attackers and a search that are written here once more, as plainly as can be."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from reports.protecting import rules
from reports.protecting.auditing import faults, shown_in
from reports.protecting.building import Task
from reports.protecting.refusing import Impossible, Unsafe
from reports.protecting.release import audit, marked, protect, share
from reports.protecting.rules import Audience, Place, Plan
from reports.shape import Report, Status
from tests.examples import tried
from tests.reports.protecting.making import FIVE, report, suppressed, table

COUNT = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12), st.integers(5, 60))
ONE_GROUP = Plan(one_group=frozenset({"t"}))


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    sizes = st.tuples(st.integers(2, rows), st.integers(1, columns))
    return sizes.flatmap(lambda size: st.lists(st.lists(COUNT, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]))  # fmt: skip


def system(counted: Report) -> tuple[list[Place], np.ndarray, np.ndarray]:
    """Places, true values, and one row for each total, from the table's own cells."""
    one = counted.sections[0].tables[0]
    places = [(one.key, *at) for at in one.cells]
    at = {place: n for n, place in enumerate(places)}
    values = np.array([float(one.cells[place[1:]].value or 0) for place in places])  # type: ignore[index,arg-type]
    lines = []
    for place in places:
        for axis in (1, 2):
            if place[axis] == "total":
                parts = [p for p in places if p[axis] != "total" and p[3 - axis] == place[3 - axis]]
                line = np.zeros(len(places))
                line[at[place]] = -1
                for part in parts:
                    line[at[part]] = 1
                lines.append(line)
    return places, values, np.array(lines)


def possible(counted: Report, hidden: Iterable[Place], place: Place, threshold: int) -> bool:
    """In whole numbers: the place may be zero, and it may reach the threshold."""
    places, values, lines = system(counted)
    secret = np.array([p in set(hidden) for p in places])
    low, high = np.where(secret, 0, values), np.where(secret, 10_000, values)
    at = places.index(place)
    for end in ("low", "high"):
        lowest, highest = low.copy(), high.copy()
        if end == "low":
            highest[at] = 0
        else:
            lowest[at] = max(threshold, lowest[at])
        if np.any(lowest > highest):
            return False
        rules_ = [LinearConstraint(lines, 0, 0)]
        if (
            milp(
                np.zeros(len(places)),
                integrality=np.ones(len(places)),
                bounds=Bounds(lowest, highest),
                constraints=rules_,
            ).x
            is None
        ):
            return False
    return True


@tried(15)
@given(tables(12, 10), st.sampled_from([5, 11]))
def test_GR45_G02_every_small_cell_may_be_zero_and_may_reach_the_threshold(
    numbers: list[list[int]], threshold: int
) -> None:
    counted = report(table("t", numbers))
    task = Task(counted, Audience("some", threshold))
    try:
        found = protect(task)
    except Impossible:
        return
    places, values, lines = system(counted)
    small = [p for p, n in zip(places, values, strict=True) if 0 < n < threshold]
    assert set(small) <= found.withheld
    for place in small[:12]:
        secret = np.array([p in found.withheld for p in places])
        cost = np.array([float(p == place) for p in places])
        ends = [(0, None) if s else (n, n) for s, n in zip(secret, values, strict=True)]
        least = linprog(cost, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=ends)
        assert least.fun < 1e-6
        assert possible(counted, found.withheld, place, threshold)


def weight(place: Place, value: float) -> int:
    if place[1] == "total" and place[2] in ("total", ""):
        return rules.GRAND
    return rules.MARGIN if "total" in place else rules.INNER if value else rules.ZERO


def safe(counted: Report, hidden: set[Place]) -> bool:
    """The rule of each line and the attack on each small cell; who is inside is asked by the audit."""
    places, values, lines = system(counted)
    value = dict(zip(places, values, strict=True))
    for line in lines:
        inside = [p for p, f in zip(places, line, strict=True) if f and p in hidden]
        total = next(p for p, f in zip(places, line, strict=True) if f < 0)
        parts = [p for p in inside if p != total]
        ones = [p for p in parts if value[p] == 1]
        if len(inside) == 1 or (len(ones) > 1 and len(inside) < 3):
            return False
        if parts and total not in hidden and sum(value[p] for p in parts) < 5:
            return False
    small = [p for p in places if 0 < value[p] < 5]
    shown = marked(counted, frozenset(hidden))
    return all(possible(counted, hidden, p, 5) for p in small) and not faults(
        Task(counted, FIVE, plan=ONE_GROUP), shown_in(shown)
    )


@tried(8)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3))
def test_GR43_no_cheaper_choice_is_safe(numbers: list[list[int]]) -> None:
    """All choices of company are tried, cheapest first."""
    counted = report(table("t", numbers))
    if sum(map(sum, numbers)) < 10:
        return
    places, values, _lines = system(counted)
    must = {p for p, n in zip(places, values, strict=True) if 0 < n < 5}
    cost = {p: weight(p, n) for p, n in zip(places, values, strict=True)}
    free = [p for p in places if p not in must]
    choices = sorted(
        (sum(cost[p] for p in some), some) for n in range(len(free) + 1) for some in itertools.combinations(free, n)
    )
    best = next((price for price, some in choices if safe(counted, must | set(some))), None)
    try:
        found = protect(Task(counted, FIVE, plan=ONE_GROUP)).withheld
    except Impossible:
        assert best is None
        return
    assert sum(cost[p] for p in found - must) == best


@tried(12)
@given(tables(6, 5), st.data())
def test_GR45_a_pattern_with_one_cell_less_withheld_is_caught_or_was_not_needed(
    numbers: list[list[int]], data: st.DataObject
) -> None:
    """Of each pattern one withheld cell is shown: the audit says so exactly when a small number can then be found."""
    counted = report(table("t", numbers))
    task = Task(counted, FIVE, plan=ONE_GROUP)
    try:
        found = protect(task).withheld
    except Impossible:
        return
    if not found:
        return
    hidden = found - {data.draw(st.sampled_from(sorted(found)))}
    places, values, _lines = system(counted)
    small = [p for p, n in zip(places, values, strict=True) if 0 < n < 5]
    told = [p for p in small if p not in hidden or not possible(counted, hidden, p, 5)]
    if told:
        with pytest.raises(Unsafe):
            audit(task, shown_in(marked(counted, hidden)))


@tried(10)
@given(tables(6, 5))
def test_GR47_the_same_report_gives_the_same_cells(numbers: list[list[int]]) -> None:
    counted = report(table("t", numbers))
    try:
        first = protect(Task(counted, FIVE))
    except Impossible:
        with pytest.raises(Impossible):
            protect(Task(counted, FIVE))
        return
    assert protect(Task(counted, FIVE)) == first
    assert protect(Task(counted, FIVE, seed="one")).withheld == protect(Task(counted, FIVE, seed="one")).withheld


@tried(10)
@given(tables(6, 5), st.integers(0, 10_000))
def test_GR43_no_derived_number_changes_with_what_is_withheld(numbers: list[list[int]], other: int) -> None:
    """Withheld cells get any other value: what leaves, and each percentage of it, is the same to the last byte."""
    counted = report(table("t", numbers))
    try:
        found = protect(Task(counted, FIVE))
    except Impossible:
        return
    one = counted.sections[0].tables[0]
    changed = {
        at: replace(cell, value=Decimal(other)) if ("t", *at) in found.withheld else cell
        for at, cell in one.cells.items()
    }
    false = report(replace(one, cells=changed))
    assert marked(false, found.withheld) == found.report
    before, after = (each.sections[0].tables[0] for each in (found.report, marked(false, found.withheld)))
    for row, column in one.cells:
        assert share(before, row, column) == share(after, row, column)
        if ("t", row, column) in found.withheld:
            assert share(before, row, column) is None


@tried(10)
@given(tables(6, 5))
def test_GR44_what_is_small_and_what_keeps_it_company_look_alike(numbers: list[list[int]]) -> None:
    """Swapping who is small among withheld cells leaves the same product: one status, no value, no other trace."""
    counted = report(table("t", numbers))
    try:
        found = protect(Task(counted, FIVE))
    except Impossible:
        return
    assert suppressed(found.report) == found.withheld
    cells = [c for _s, t in found.report.tables() for c in t.cells.values() if c.status is Status.SUPPRESSED]
    assert {(c.status, c.value) for c in cells} <= {(Status.SUPPRESSED, None)}
    one = counted.sections[0].tables[0]
    hidden = sorted(found.withheld)
    swapped = dict(zip(hidden, reversed(hidden), strict=True))
    values = {("t", *at): cell.value for at, cell in one.cells.items()}
    mixed = {at: replace(cell, value=values[swapped.get(("t", *at), ("t", *at))]) for at, cell in one.cells.items()}
    assert marked(report(replace(one, cells=mixed)), found.withheld) == found.report
