"""The attacker written apart: it finds what careless releases tell, and nothing in those that know of each other."""

import ast
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import bench.attacker
from bench.attacker.files import File, Place, from_csv, from_json
from bench.attacker.judging import Found, attack
from reports.exporting import csv_long, json_file
from reports.protecting.building import Task
from reports.protecting.register import Released
from reports.protecting.release import marked, protect
from reports.protecting.rules import PUBLIC, TEAM, Audience, Plan
from reports.shape import Report, Unit
from tests.reports.protecting.making import of, report, table

Q1, Q2, HALF = "2026-01-01/2026-03-31", "2026-04-01/2026-06-30", "2026-01-01/2026-06-30"
NUMBERS = [[3, 20, 20], [20, 20, 20], [20, 20, 20]]


def exact(counted: Report) -> Mapping[Place, int]:
    return {
        (t.key, *at): int(cell.value)
        for _s, t in counted.tables() for at, cell in t.cells.items() if isinstance(cell.value, Decimal)
    }  # fmt: skip


def attacked(*released: tuple[Report, set[str]], threshold: int = 5) -> Found:
    """``set`` has the withheld places as "table row column"."""
    files, true = [], {}
    for counted, hidden in released:
        places = frozenset(tuple(word.strip("-") for word in name.split()) for name in hidden)
        files.append(from_json(json_file.render(marked(counted, places))))  # type: ignore[arg-type]
        true[counted.snapshot] = exact(counted)
    return attack(files, threshold, true)


def why(found: Found) -> set[tuple[str, str]]:
    return {(one.why, " ".join(one.terms[0][0][1][1:]).strip()) for one in found.wrongly}


def inside(*names: str) -> set[str]:
    return {f"t {name[:2]} {name[2:]}" for name in names}


def times(*numbers: int, period: str, snapshot: str) -> Report:
    return replace(report(table("v", [[n] for n in numbers], unit=Unit.OCCURRENCES), period=period), snapshot=snapshot)


def test_GR45_it_shares_nothing_with_what_it_attacks() -> None:
    for path in Path(bench.attacker.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text())
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        own = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"numpy", "scipy"}
        assert own <= {"bench"}, path
        assert not any(name.startswith("bench") and not name.startswith("bench.attacker") for name in names), path


def test_GR45_a_total_that_is_shown_gives_the_number_back() -> None:
    counted = report(table("t", NUMBERS))
    found = attacked((counted, inside("r0c0")))
    assert why(found) == {("withheld", "r0 c0")}
    assert (found.wrongly[0].low, found.wrongly[0].high, found.narrowest) == (3, 3, 1)
    found = attacked((counted, inside("r0c0", "r0c1", "r1c0", "r1c1")))
    assert found.wrongly == []
    assert found.intervals["s", ("t", "r0", "c0")] == (0, 23)


def test_GR45_a_small_number_that_is_shown_is_found_and_so_is_a_row_with_everybody_in_one_place() -> None:
    assert why(attacked((report(table("t", NUMBERS)), set()))) == {("shown", "r0 c0")}
    assert ("shown", "r0 c0") in why(attacked((report(table("t", [[12, 0], [20, 40], [20, 20]])), set())))


def test_GR45_numbers_shared_by_two_tables_and_limits_of_the_form() -> None:
    """Twelve were helped and ten times are shown: two of the withheld line are certain. Eight had several kinds of harm,
    and only six are shown to have one besides the most frequent."""
    tables = (
        of("persons_a", {("a", ""): 12}), of("lines_a", {("a1", ""): 10, ("a2", ""): 3, ("a3", ""): 0}, Unit.OCCURRENCES),
        of("individuals", {("individuals", ""): 70}), of("several", {("several", ""): 8}),
        of("victimization", {("domestic", ""): 60, ("stalking", ""): 6, ("adult_sexual", ""): 3}, overlapping=True),
    )  # fmt: skip
    counted = replace(report(*tables), form="ovc.pmt")
    found = attacked((counted, {"lines_a a2 -", "victimization adult_sexual -"}))
    ends = {one.terms[0][0][1][1]: (one.low, one.high) for one in found.wrongly}
    assert ends == {"a2": (2, None), "adult_sexual": (2, 70)}


def test_GR46_the_half_year_less_the_quarter_that_was_shown() -> None:
    first, second = times(7, 20, 30, period=Q1, snapshot="1"), times(2, 21, 33, period=Q2, snapshot="2")
    both = times(9, 41, 63, period=HALF, snapshot="3")
    found = attacked((first, set()), (second, {"v r0 -", "v r1 -"}), (both, set()))
    assert ("withheld", "r0") in why(found)
    assert any((one.low, one.high) == (2, 2) for one in found.wrongly)
    found = attacked((first, set()), (both, set()))  # the second was never released
    assert ("part of a whole", "r0") in why(found)
    assert attacked((first, set()), (second, {"v r0 -", "v r1 -"}), (both, {"v r0 -", "v r1 -"})).wrongly == []


def test_GR46_a_new_issue_that_differs_by_one_person() -> None:
    before = report(table("t", [[20, 30], [40, 50]]))
    now = replace(report(table("t", [[21, 30], [40, 50]])), snapshot="again")
    found = attacked((before, set()), (now, set()))
    assert ("version", "r0 c0") in why(found) and {(one.low, one.high) for one in found.wrongly} == {(1, 1)}
    assert (
        attacked((before, set()), (now, {f"t {r} {c}" for r in ("r0", "total") for c in ("c0", "total")})).wrongly == []
    )


def test_GR46_periods_that_overlap_add_up_to_one_that_nobody_released() -> None:
    """January to September and the last three quarters, each shown: with the year, the middle of it is told."""
    early, late = "2026-01-01/2026-09-30", "2026-04-01/2026-12-31"
    year = times(39, 60, period="2026-01-01/2026-12-31", snapshot="y")
    found = attacked(
        (times(20, 30, period=early, snapshot="e"), set()), (times(22, 50, period=late, snapshot="l"), set()), (year, set())
    )  # fmt: skip
    assert ("between periods", "r0") in why(found)
    assert {(one.low, one.high) for one in found.wrongly if one.why == "between periods"} == {(3, 3)}


def test_GR45_two_single_persons_of_a_row_find_each_other() -> None:
    counted = report(table("t", [[1, 1, 30, 30], [30, 30, 30, 30], [30, 30, 30, 30]]))
    square = inside(*(f"{r}{c}" for r in ("r0", "r1") for c in ("c0", "c1")))
    assert {one.why for one in attacked((counted, square)).wrongly} == {"withheld", "single persons"}


def test_GR05_csv_and_json_tell_a_reader_the_same() -> None:
    counted = marked(report(table("t", NUMBERS)), frozenset({("t", "r0", "c0")}))
    name = {"period": counted.period, "agency": counted.agency, "award": counted.award}
    one, other = from_json(json_file.render(counted)), from_csv(csv_long.render(counted), name)
    assert isinstance(one, File) and one == other
    assert one.cells["t", "r0", "c0"] is None


QUARTERS = {
    Q1: ([[7, 20], [3, 30], [14, 12]], [[9, 3], [18, 12], [2, 4]]),
    Q2: ([[2, 21], [9, 31], [13, 11]], [[12, 8], [20, 11], [1, 7]]),
    HALF: ([[9, 41], [12, 61], [27, 23]], [[21, 11], [38, 23], [3, 11]]),
}


@pytest.mark.parametrize("audiences", [[TEAM], [PUBLIC], [TEAM, PUBLIC]])
def test_GR46_nothing_is_found_in_releases_that_know_of_each_other(audiences: list[Audience]) -> None:
    """Two quarters, their half year, a new issue of the first quarter: for each audience, the team reading all of it."""
    plan = Plan(flows=frozenset({"t"}))
    again = ([[8, 20], [3, 30], [14, 12]], [[9, 3], [18, 13], [2, 4]])
    out: list[Released] = []
    files, true = [], {}
    for n, (period, numbers) in enumerate([*QUARTERS.items(), (Q1, again)]):
        persons, occurrences = numbers
        counted = replace(
            report(table("t", persons), table("o", occurrences, unit=Unit.OCCURRENCES), period=period), snapshot=str(n)
        )
        for audience in audiences:
            done = protect(Task(counted, audience, tuple(out), plan, audiences=(TEAM, PUBLIC)))
            out.append(Released(f"{n}{audience.key}", audience.key, counted, done.withheld, plan=plan))
            files.append(from_json(json_file.render(done.report), audience.key))
        true[counted.snapshot] = exact(counted)
    found = attack(files, audiences[0].threshold, true)
    assert found.wrongly == []
    assert found.guarded > 5 and found.between > 0 and found.shown > found.withheld / 3
