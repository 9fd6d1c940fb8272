"""Reads finished files back (GR-45): what the audit sees is what a reader gets, not what the program meant to write."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from reports.protecting.refusing import Unsafe
from reports.protecting.rules import Place
from reports.shape import Report, Status

Shown = int | None  # None is withheld
NAMES = {"table": "line", "row": "dim1", "column": "dim2", "value": "value", "status": "status"}


def from_csv(text: str, names: Mapping[str, str] = NAMES) -> dict[Place, Shown]:
    """The long form of GR-05. ``names`` says which of its columns are table, row, column, value and status."""
    return _places(csv.DictReader(io.StringIO(text)), names)


def from_json(text: str, names: Mapping[str, str] = NAMES) -> dict[Place, Shown]:
    """A list of the same lines, or an object that has it under ``cells``."""
    found = json.loads(text)
    return _places(found["cells"] if isinstance(found, dict) else found, names)


def from_report(report: Report) -> dict[Place, Shown]:
    lines = (
        {"line": table.key, "dim1": row, "dim2": column, "value": cell.value, "status": str(cell.status)}
        for _section, table in report.tables()
        for (row, column), cell in table.cells.items()
    )
    return _places(lines, NAMES)


def _places(lines: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> dict[Place, Shown]:
    """Raises Unsafe for a line that is neither a number nor withheld without one, and for one that stands there twice."""
    found: dict[Place, Shown] = {}
    for line in lines:
        place = (str(line[names["table"]]), str(line[names["row"]]), str(line[names["column"]]))
        status, value = line[names["status"]], line[names["value"]]
        if status not in (Status.EXACT, Status.SUPPRESSED):
            if _number(value) is not None:
                raise Unsafe([place[0]])
            continue
        shown = _number(value)
        if (status == Status.SUPPRESSED) != (value in (None, "")) or place in found:
            raise Unsafe([place[0]])
        if status == Status.SUPPRESSED or shown is not None:  # words and ticks are no numbers
            found[place] = shown
    return found


def _number(value: object) -> int | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return int(number) if number == int(number) else None
