"""What is looked at before a report is final (GR-20, GR-35, G-04). Nothing is corrected here: what does not fit is said.

A check of a form is data. Its sides name rows of tables as ``table/row``; ``*`` is the sum over all rows of a table,
``@`` each of them in turn. Kinds: ``equal``, ``at_most``, ``at_least`` (left against right), ``needs`` (left above zero
needs a right above zero), ``none`` (left is zero). A tick is a one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from reports import crosswalks, shape
from reports.asking import gates, unfilled
from reports.definition import Definition
from reports.finding import Finding, Level
from reports.shape import Cell, Status

KINDS = ("equal", "at_most", "at_least", "needs", "none")
KEYS = {"key", "kind", "level", "left", "right", "number", "per"}
Per = Literal["column", "sum"]


@dataclass(frozen=True)
class Side:
    """Some cells, what they add up to, and how they are called. ``amount`` is None where something in it is not known."""

    cells: tuple[tuple[str, Cell], ...]
    amount: Decimal | None
    label: str

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table for table, _cell in self.cells))


def check(
    report: shape.Report,
    definition: Definition,
    asides: Sequence[shape.Table] = (),
    counted: Mapping[tuple[str, str, str], Decimal] | None = None,
) -> list[Finding]:
    """All that does not fit, errors before warnings. With errors a report is not filed; warnings are confirmed.

    ``asides`` is what stands beside the form (``assemble.asides``); without them the checks that need them say nothing.
    ``counted`` finds what was counted behind a gate that was answered with no.
    """
    tables = {table.key: table for _section, table in report.tables()} | {table.key: table for table in asides}
    found = [*gates(report, definition, counted or {}), *unfilled(report, definition)]
    for raw in definition.checks:
        found.extend(_checked(raw, tables))
    return sorted(found, key=lambda one: one.level == "warning")


def check_year(quarters: Sequence[shape.Report], persons: Decimal, row: str = "new/new") -> list[Finding]:
    """Who was new in the quarters of a year against all persons of that year, each counted once: never more."""
    new = [
        side
        for one in quarters
        if (side := _side([row], {table.key: table for _s, table in one.tables()}, "", "total"))
    ]
    total = sum((side.amount or Decimal(0) for side in new), Decimal(0))
    if total <= persons:
        return []
    sentence = _("New in all quarters: %(new)s. Persons in the year, each once: %(persons)s. That cannot be more.")
    return [Finding("error", "year", ("new",), (), sentence % {"new": _plain(total), "persons": _plain(persons)})]


def refers_well(definition: Definition) -> None:
    """Refuses a check that names a table or row that the form does not have."""
    tables = {table.key: table for _section, table in definition.tables()}
    for raw in definition.checks:
        where = f"Check {raw['key']}"
        if set(raw) - KEYS or raw.get("kind") not in KINDS or raw.get("level", "error") not in ("error", "warning"):
            raise crosswalks.BadDefinition(f"{where}: its kind, its level or one of its words is not known here.")
        if raw["kind"] != "none" and ("right" in raw) == ("number" in raw):
            raise crosswalks.BadDefinition(f"{where}: it compares with rows or with a number.")
        for one in (*raw["left"], *raw.get("right", [])):
            table, _slash, row = one.partition("/")
            known = table in tables and (
                row in "*@" or row in tables[table].rows or (row == "total" and tables[table].total_row)
            )
            if not row or not known:
                raise crosswalks.BadDefinition(f"{where}: there is no “{one}”.")


def _checked(raw: Mapping[str, Any], tables: Mapping[str, shape.Table]) -> Iterator[Finding]:
    level: Level = raw.get("level", "error")
    for left, right in _pairs(raw, tables):
        sentence = _wrong(raw["kind"], left, right)
        if sentence:
            cells = tuple((table, cell.row, cell.column) for side in (left, right) for table, cell in side.cells)
            yield Finding(level, raw["key"], tuple(dict.fromkeys((*left.tables, *right.tables))), cells, sentence)


def _pairs(raw: Mapping[str, Any], tables: Mapping[str, shape.Table]) -> Iterator[tuple[Side, Side]]:
    """What is compared with what: row by row for ``@``, column by column where the check says so."""
    names = [*raw["left"], *raw.get("right", [])]
    if any(name.partition("/")[0] not in tables for name in names):
        return
    first = tables[raw["left"][0].partition("/")[0]]
    rows = [row for row, _label in first.rows if row != "total"] if raw["left"][0].endswith("/@") else [""]
    columns = [key for key, _label in first.columns] if raw.get("per") == "column" else ["total"]
    for row in rows:
        for column in columns:
            left = _side(raw["left"], tables, row, column)
            right = Side((), Decimal(raw["number"]), "") if "number" in raw else Side((), Decimal(0), "")
            if "right" in raw:
                right = _side(raw["right"], tables, row, column)
            if any(cell.status != Status.NOT_APPLICABLE for _table, cell in left.cells):
                yield left, right


def _side(names: Sequence[str], tables: Mapping[str, shape.Table], row: str, column: str) -> Side:
    cells: list[tuple[str, Cell]] = []
    labels = []
    for name in names:
        key, _slash, wanted = name.partition("/")
        table = tables[key]
        rows = (
            [one for one, _label in table.rows if one != "total"]
            if wanted == "*"
            else [row if wanted == "@" else wanted]
        )
        cells += [(key, cell) for one in rows for cell in _cells(table, one, column)]
        labels.append(_label(table, "" if wanted == "*" else rows[0], column))
    return Side(tuple(cells), _amount([cell for _table, cell in cells]), _(", and ").join(labels))


def _cells(table: shape.Table, row: str, column: str) -> list[Cell]:
    """The cell of that column, or of the only one; of a table that has no total column, all of the row."""
    columns = [key for key, _label in table.columns]
    if column in columns:
        return [table.cells[row, column]]
    return [table.cells[row, one] for one in columns if one != "total"]


def _label(table: shape.Table, row: str, column: str) -> str:
    parts = [
        table.label,
        dict(table.rows).get(row, ""),
        dict(table.columns).get(column, "") if column != "total" else "",
    ]
    return ": ".join(dict.fromkeys(filter(None, parts)))


def _amount(cells: Sequence[Cell]) -> Decimal | None:
    """The sum; None where a part is not known. What is behind a closed gate is nothing."""
    total = Decimal(0)
    for cell in cells:
        if cell.status in (Status.NOT_TRACKED, Status.NOT_REPORTED, Status.SUPPRESSED):
            return None
        total += worth(cell)
    return total


def worth(cell: Cell) -> Decimal:
    """A number is itself, a tick is one, words are one, nothing is nothing."""
    if isinstance(cell.value, Decimal):
        return cell.value
    if cell.value in (None, "", "no"):
        return Decimal(0)
    try:
        return Decimal(str(cell.value).strip().rstrip("%").strip())
    except ArithmeticError:
        return Decimal(1)


def _wrong(kind: str, left: Side, right: Side) -> str:
    """The sentence that says what does not fit; empty where it fits, or where nobody can know."""
    if kind == "needs":
        left, right = (
            replace(side, amount=sum((worth(cell) for _t, cell in side.cells), Decimal(0))) for side in (left, right)
        )
    if left.amount is None or right.amount is None:
        return ""
    fits = {
        "equal": left.amount == right.amount,
        "at_most": left.amount <= right.amount,
        "at_least": left.amount >= right.amount,
        "needs": not left.amount or bool(right.amount),
        "none": not left.amount,
    }
    return "" if fits[kind] else _sentence(kind, left, right)


def _sentence(kind: str, left: Side, right: Side) -> str:
    sentences = {
        "equal": _("%(left)s: %(a)s. %(right)s: %(b)s. The two have to be equal."),
        "at_most": _("%(left)s: %(a)s. %(right)s: %(b)s. The first cannot be more than the second."),
        "at_least": _("%(left)s: %(a)s. %(right)s: %(b)s. The first cannot be less than the second."),
        "needs": _("%(left)s: %(a)s. That needs something here: %(right)s."),
        "none": _("%(left)s: %(a)s."),
    }
    words = {
        "left": left.label,
        "a": _plain(left.amount),
        "right": right.label or _("Expected"),
        "b": _plain(right.amount),
    }
    return sentences[kind] % words


def _plain(amount: Decimal | None) -> str:
    """Without the zeros that the database keeps behind the point."""
    return "" if amount is None else f"{amount.normalize():f}"
