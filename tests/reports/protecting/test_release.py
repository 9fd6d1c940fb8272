"""What is protected and what passes, at which thresholds, within which time, and what is said when nothing can leave."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.protecting import cells, solving
from reports.protecting.auditing import shown_in
from reports.protecting.building import Task, build
from reports.protecting.refusing import AlreadyProtected, Impossible, Inconsistent, OutOfTime, Unsafe
from reports.protecting.release import Risks, audit, finished, marked, persons, protect, risks, share
from reports.protecting.rules import PUBLIC, TEAM, Audience, BelowMinimum, Limit, Plan, Sum
from reports.shape import Cell, Product, Status, Unit
from tests.reports.protecting.making import FIVE, of, report, suppressed, table, vector, withheld
from tests.reports.protecting.test_trial import LARGER


@pytest.mark.parametrize("threshold", [4, 1, 0, -5])
def test_GR50_no_audience_is_below_five(threshold: int) -> None:
    with pytest.raises(BelowMinimum):
        Audience("open", threshold)
    assert (TEAM.threshold, PUBLIC.threshold) == (5, 11)


def test_GR50_G02_the_public_sees_no_number_from_one_to_ten() -> None:
    counted = report(vector(30, 10, 11, 0, 40, 9))
    hidden = withheld(counted, PUBLIC)
    assert {("v", "r1", ""), ("v", "r5", "")} <= hidden
    assert ("v", "r3", "") not in hidden  # a zero stays
    assert withheld(counted, TEAM) == frozenset()


def test_GR43_the_product_says_what_it_is_and_the_exact_one_is_left_alone() -> None:
    counted = report(vector(3, 20, 30, 2))
    before = repr(counted)
    found = protect(Task(counted, FIVE))
    assert found.report.product is Product.RELEASE
    assert repr(counted) == before
    with pytest.raises(AlreadyProtected):
        protect(Task(found.report, FIVE))


def test_GR43_tables_about_systems_and_those_named_open_pass_unchanged() -> None:
    ticks = of("ticks", {("court", "daily"): 1}, unit=Unit.TICKS)
    ticks = replace(ticks, cells={("court", "daily"): Cell("court", "daily", "yes")})
    staff = replace(
        of("staff", {("advocate", ""): 0}, unit=Unit.FTE),
        cells={("advocate", ""): Cell("advocate", "", Decimal("0.5"))},
    )
    words = replace(ticks, key="words", unit=Unit.TEXT)
    people = of("people_trained", {("nurses", ""): 2, ("total", ""): 2})
    counted = report(ticks, staff, words, people, vector(3, 20, 2))
    found = protect(Task(counted, FIVE, plan=Plan(open=frozenset({"people_trained"})))).report
    assert found.sections[0].tables[:4] == counted.sections[0].tables[:4]
    assert suppressed(found)
    assert ("people_trained", "nurses", "") in withheld(counted)  # unless it is named


def test_GR42_a_table_about_fewer_than_ten_people_is_withheld_whole_zeros_too() -> None:
    counted = report(vector(6, 3, 0), table("t", [[20, 30], [40, 50]]))
    hidden = withheld(counted)
    assert hidden == {("v", row, "") for row in ("r0", "r1", "r2", "total")}
    assert withheld(report(vector(7, 3, 0))) < {("v", row, "") for row in ("r0", "r1", "r2", "total")}


def test_GR43_a_row_of_which_one_cell_holds_all_is_guarded() -> None:
    counted = report(table("t", [[12, 0, 0], [20, 30, 40], [20, 30, 40]]))
    hidden = withheld(counted)
    assert ("t", "r0", "c0") in hidden
    assert {("t", "r0", "c1"), ("t", "r0", "c2")} & hidden, "a zero tells as much"
    assert withheld(counted, plan=Plan(one_group=frozenset({"t"}))) == frozenset()


def test_GR43_nobody_learns_anything_when_all_are_unknown() -> None:
    assert withheld(report(table("t", [[12], [0]], names=["unknown", "women"]))) == frozenset()
    assert withheld(report(table("t", [[12], [0]], names=["women", "unknown"])))


def test_GR43_occurrences_go_with_their_persons() -> None:
    lines = table("calls.times", [[40], [80], [0]], unit=Unit.OCCURRENCES, margins=False)
    counted = report(table("calls", [[3], [30], [40]]), lines)
    hidden = withheld(counted)
    rows = {row for key, row, _c in hidden if key == "calls" and row != "total"}
    assert "r0" in rows
    assert {row for key, row, _c in hidden if key == "calls.times"} == rows
    named = Plan(pairs=((("calls.times", "r1", ""), ("calls", "r0", "")),))
    assert ("calls.times", "r1", "") in withheld(counted, plan=named)


def test_GR43_a_number_that_stands_in_two_tables_has_one_fate() -> None:
    one, other = table("a", [[3, 30], [1, 60]]), table("b", [[2, 45], [2, 45]])
    same = tuple(((("a", "total", c), ("b", "total", c))) for c in ("c0", "c1", "total"))
    hidden = withheld(report(one, other), plan=Plan(same=same))
    for c in ("c0", "c1", "total"):
        assert (("a", "total", c) in hidden) == (("b", "total", c) in hidden)
    assert ("b", "total", "c0") in hidden


def test_GR43_equal_totals_of_persons_have_one_fate_though_nobody_said_so() -> None:
    one, other = table("a", [[3, 30], [1, 60]]), table("b", [[2, 45], [2, 45]])
    hidden = withheld(report(one, other))
    assert ("a", "total", "c0") in hidden
    assert ("b", "total", "c0") in hidden
    counted = report(table("a", [[20, 30], [30, 60]]), table("b", [[20, 45], [30, 45]]))
    one_shown = frozenset({("a", "total", "c0"), ("a", "total", "c1")})
    assert shown_in(marked(counted, one_shown))["b", "total", "c0"] == 50
    small = report(table("a", [[3, 0], [30, 60]]), table("b", [[20, 30], [13, 30]]))
    pattern = frozenset(
        {("a", r, c) for r in ("r0", "r1", "total") for c in ("c0", "c1")}
        | {("a", "r0", "total"), ("a", "r1", "total")}
    )
    with pytest.raises(Unsafe):  # its columns' totals stand in b
        audit(Task(small, FIVE), shown_in(marked(small, pattern - {("a", "r1", "c0"), ("a", "r1", "c1")})))


def test_GR43_sums_and_limits_that_the_definition_names_are_known_to_readers() -> None:
    served = of("status", {("served", ""): 40, ("partial", ""): 3, ("both", ""): 43, ("not", ""): 12})
    assert withheld(report(served)) == {("status", "partial", "")}
    plan = Plan(sums=(Sum(("status", "both", ""), (("status", "served", ""), ("status", "partial", ""))),))
    assert len(withheld(report(served), plan=plan)) > 1
    lines = of("lines", {("calls", ""): 2, ("visits", ""): 38}, unit=Unit.OCCURRENCES)
    people = of("people", {("all", ""): 39})
    limit = Plan(limits=(Limit(("people", "all", ""), (("lines", "calls", ""), ("lines", "visits", ""))),))
    assert len(withheld(report(people, lines))) == 1
    assert len(withheld(report(people, lines), plan=limit)) > 1  # 39 people cannot have had 38 of them


def test_GR43_many_answers_have_no_sum_but_no_row_is_above_the_total() -> None:
    found = {("asian", ""): 2, ("white", ""): 29, ("black", ""): 20, ("total", ""): 30}
    many = of("race", found, overlapping=True)
    assert withheld(report(many)) == {("race", "asian", "")}
    found = {("asian", ""): 2, ("white", ""): 18, ("black", ""): 11, ("total", ""): 30}
    assert (
        len(withheld(report(of("race", found, overlapping=True)))) > 1
    )  # each person has an answer: one or more are Asian
    assert len(withheld(report(of("race", found, overlapping=True)), plan=Plan(loose=frozenset({"race"})))) == 1


def test_GR26_what_is_no_number_stays_what_it_is_and_its_share_of_the_total_is_guarded() -> None:
    one = vector(20, 30, 0)
    cell = Cell("r2", "", None, Status.NOT_TRACKED)
    one = replace(one, cells={**one.cells, ("r2", ""): cell, ("total", ""): Cell("total", "", Decimal(53))})
    found = protect(Task(report(one), FIVE))
    assert found.report.sections[0].tables[0].cells["r2", ""] == cell
    assert found.withheld, "53 − 20 − 30 is three people of whom nothing else is said"


def test_GR45_a_table_that_does_not_add_up_is_not_protected_but_refused() -> None:
    one = vector(20, 30)
    wrong = replace(one, cells={**one.cells, ("total", ""): Cell("total", "", Decimal(51))})
    with pytest.raises(Inconsistent) as refused:
        protect(Task(report(wrong), FIVE))
    assert refused.value.tables == ("v",)
    for value in (Decimal("1.5"), Decimal(-1), "many", None):
        with pytest.raises(Inconsistent):
            protect(Task(report(replace(one, cells={**one.cells, ("r0", ""): Cell("r0", "", value)})), FIVE))


@pytest.mark.parametrize("seconds", [0.0, 0.002, 0.02])
def test_GR47_out_of_time_the_best_pattern_that_passes_the_audit_is_taken(seconds: float) -> None:
    counted = report(table("t", LARGER))
    begun = time.monotonic()
    found = protect(Task(counted, FIVE), seconds=seconds)  # audited inside, or Unsafe
    assert not found.optimal or seconds
    assert time.monotonic() - begun < 10
    assert len(found.withheld) >= len(protect(Task(counted, FIVE)).withheld)


def test_GR47_out_of_time_without_a_safe_pattern_it_is_refused() -> None:
    counted = report(table("t", [[3, 0], [40, 0], [50, 0]]))
    with pytest.raises((OutOfTime, Impossible)):
        protect(Task(counted, FIVE, show_zeros=True), seconds=0.0)


def test_GR47_forty_linked_tables_are_solved_in_the_time() -> None:
    columns = [[3 * n % 17 + n % 3 for n in range(8)] for _ in range(3)]
    tables = [table(f"t{n}", [[c[(i + n) % 8] + 5 * (i % 2) for c in columns] for i in range(8)]) for n in range(40)]
    shared = ("c0", "c1", "c2", "total")
    plan = Plan(same=tuple(((f"t{n}", "total", c), ("t0", "total", c)) for n in range(1, 40) for c in shared))
    begun = time.monotonic()
    found = solving.solve(build(Task(report(*tables), FIVE, plan=plan)).problem)
    assert found.optimal
    assert time.monotonic() - begun < 20


def test_GR43_small_shared_numbers_are_settled_first_and_the_audit_agrees() -> None:
    """A column about four people stands in ten tables: all hang together, and each follows the common movement."""
    tables = [table(f"t{n}", [[20 + n, 2, 30], [15, 1, 9 + n], [40 - n, 1, 25 - n]]) for n in range(10)]
    same = tuple(((f"t{n}", "total", c), ("t0", "total", c)) for n in range(1, 10) for c in ("c0", "c1", "c2", "total"))
    hidden = withheld(report(*tables), plan=Plan(same=same))
    assert {("t3", "total", "c1"), ("t9", "total", "c1")} <= hidden


def test_GR41_the_panel_counts_what_is_small_and_where_one_cell_holds_all() -> None:
    counted = report(table("t", [[12, 0], [3, 40], [20, 20]]), vector(2, 4))
    found = risks(counted, 5, Plan())
    assert ("t", "r1", "c0") in found.small
    assert found.everybody == (("t", "r0", "c0"),)
    assert found.few == ("v",)
    assert persons(counted, Plan()) == 95
    assert risks(report(table("t", [[12, 20], [13, 40]])), 5, Plan()) == Risks((), (), ())


def test_GR43_a_share_is_of_what_is_shown() -> None:
    one = protect(Task(report(vector(3, 20, 20, 57)), FIVE)).report.sections[0].tables[0]
    assert share(one, "r3", "") == Decimal("57.0")
    assert share(one, "r0", "") is None
    assert share(one, "r9", "") is None


def test_GR45_nothing_leaves_when_the_audit_disagrees() -> None:
    """Whatever chose the cells: every pattern passes the same door."""
    task = Task(report(vector(3, 20, 20)), FIVE)
    for places in ((), ("r0",), ("r1", "r2")):
        with pytest.raises(Unsafe):
            finished(task, frozenset(("v", row, "") for row in places), optimal=True)
    assert finished(task, frozenset({("v", "r0", ""), ("v", "r1", "")}), optimal=True).withheld
    assert finished(task, protect(task).withheld, optimal=True) == protect(task)


def test_GR42_population_is_the_total_or_what_stands_for_it() -> None:
    assert cells.population(table("t", [[1, 2], [3, 4]])) == 10
    assert cells.population(table("t", [[1, 2], [3, 4]], margins=False)) == 10
    assert cells.population(of("t", {("a", ""): 7, ("b", ""): 9}, overlapping=True)) == 9
    assert cells.population(of("t", {("a", ""): 7, ("total", ""): 20}, overlapping=True)) == 20
