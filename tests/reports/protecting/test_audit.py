"""The audit of finished files: it reads them back, shares nothing with the solver, and stays shut when in doubt."""

import ast
import csv
import io
import json
from pathlib import Path

import pytest

from reports.protecting import parsing
from reports.protecting.auditing import FOUND, NOT_AS_COUNTED, NOT_WITHHELD, SINGLE, faults, shown_in
from reports.protecting.building import Task
from reports.protecting.refusing import Unsafe
from reports.protecting.release import audit, marked, protect
from reports.protecting.rules import Place
from reports.shape import Report
from tests.reports.protecting.making import FIVE, report, table, vector

NUMBERS = [[3, 20, 20], [20, 20, 20], [20, 20, 20]]
HEAD = ["report", "version", "section", "line", "label", "dim1", "dim2", "value", "status", "unit", "basis", "snapshot"]


def lines(product: Report) -> list[dict[str, str]]:
    return [
        {
            "report": product.form, "version": product.version, "section": s.key, "line": t.key, "label": t.label, "dim1": row,
            "dim2": column, "value": "" if cell.value is None else str(cell.value), "status": str(cell.status), "unit": str(t.unit),
            "basis": t.basis, "snapshot": product.snapshot,
        }
        for s, t in product.tables() for (row, column), cell in t.cells.items()
    ]  # fmt: skip


def as_csv(product: Report) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD)
    writer.writeheader()
    writer.writerows(lines(product))
    return out.getvalue()


@pytest.fixture
def task() -> Task:
    return Task(report(table("t", NUMBERS)), FIVE)


def places(*names: str) -> frozenset[Place]:
    return frozenset(("t", name[:2], name[2:]) for name in names)


def why(task: Task, hidden: frozenset[Place]) -> set[tuple[Place, str]]:
    return {(fault.place, fault.why) for fault in faults(task, shown_in(marked(task.report, hidden)))}


def test_GR45_a_finished_file_passes(task: Task) -> None:
    product = protect(task).report
    audit(task, parsing.from_csv(as_csv(product)))
    audit(task, parsing.from_json(json.dumps(lines(product))))
    audit(task, parsing.from_json(json.dumps({"cells": lines(product)})))


@pytest.mark.parametrize(
    "hidden", [("r0c0",), ("r0c0", "r0c1"), ("r0c0", "r1c0"), ("r0c0", "r0c1", "r1c0"), ("r0c0", "r1c1")]
)
def test_GR45_a_cell_that_can_be_subtracted_is_found(task: Task, hidden: tuple[str, ...]) -> None:
    assert (("t", "r0", "c0"), FOUND) in why(task, places(*hidden))


def test_GR45_a_small_cell_that_is_shown_is_found(task: Task) -> None:
    assert (("t", "r0", "c0"), NOT_WITHHELD) in why(task, frozenset())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(",20,exact", ",21,exact", 1),  # another number
        lambda text: text.replace(",,suppressed", ",3,suppressed", 1),  # the number beside the mark
        lambda text: text.replace(",,suppressed", ",<5,suppressed", 1),  # a mark of its own
        lambda text: text.replace(",,suppressed", ",,exact", 1),
        lambda text: "\n".join(text.splitlines()[:-1]),  # a line is missing
        lambda text: text + text.splitlines()[-1] + "\n",  # a line stands there twice
        lambda text: text.replace(",20,exact", ",20,not_tracked", 1),  # a number under another status
        lambda text: text.replace("t,t,r1,c1", "t,t,r9,c1", 1),  # a line that was never counted
    ],
)
def test_GR45_a_file_that_is_not_what_was_counted_does_not_go(task: Task, spoil: object) -> None:
    text = as_csv(protect(task).report)
    spoiled = spoil(text)  # type: ignore[operator]
    assert spoiled != text
    with pytest.raises(Unsafe):
        audit(task, parsing.from_csv(spoiled))


def test_GR45_faults_name_places_and_no_number(task: Task) -> None:
    for fault in faults(task, shown_in(marked(task.report, places("r0c0")))):
        assert "3" not in f"{fault}".replace("r3", "")


def test_GR45_two_single_persons_alone_in_a_row_find_each_other() -> None:
    """Five columns; a stranger finds nothing, but each of the two can tell the other's."""
    numbers = [[1, 1, 30, 30], [30, 30, 30, 30], [30, 30, 30, 30]]
    hidden = frozenset({("t", r, c) for r in ("r0", "r1", "total") for c in ("c0", "c1")})
    counted = report(table("t", numbers))
    assert any(fault.why in (SINGLE, FOUND) for fault in faults(Task(counted, FIVE), shown_in(marked(counted, hidden))))
    assert len(protect(Task(counted, FIVE)).withheld & {("t", "r0", c) for c in ("c0", "c1", "c2", "c3")}) > 2


def test_GR45_single_persons_at_the_corners_of_a_square_find_each_other_too() -> None:
    numbers = [[1, 30, 30], [30, 1, 30], [30, 30, 30]]
    counted = report(table("t", numbers))
    square = frozenset(("t", r, c) for r in ("r0", "r1") for c in ("c0", "c1"))
    found = faults(Task(counted, FIVE), shown_in(marked(counted, square)))
    assert {fault.why for fault in found} == {SINGLE} and len(found) == 2
    assert protect(Task(counted, FIVE)).withheld > {("t", "r0", "c0"), ("t", "r1", "c1")}


def test_GR45_an_extra_place_is_a_fault() -> None:
    task = Task(report(vector(10, 20)), FIVE)
    shown = {**shown_in(protect(task).report), ("elsewhere", "r", ""): 3}
    assert [(fault.place[0], fault.why) for fault in faults(task, shown)] == [("elsewhere", NOT_AS_COUNTED)]


def test_GR45_the_audit_imports_no_solver() -> None:
    folder = Path(parsing.__file__).parent
    for name in ("auditing", "knowledge", "in_hand", "over_time", "reasoning", "parsing"):
        tree = ast.parse((folder / f"{name}.py").read_text())
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert not imported & {"solving", "choosing", "attacks", "parts", "sharing", "guessing", "model"}
