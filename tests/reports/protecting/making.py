"""Reports out of plain numbers. No record is behind them."""

from collections.abc import Sequence
from decimal import Decimal

from reports.protecting.building import Task
from reports.protecting.release import protect
from reports.protecting.rules import Audience, Place
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit

FIVE = Audience("team", 5)
Numbers = Sequence[Sequence[int]]


def table(
    key: str, numbers: Numbers, unit: Unit = Unit.PERSONS, margins: bool = True, overlapping: bool = False,
    names: Sequence[str] | None = None,
) -> Table:  # fmt: skip
    """A table of counts, with totals of rows and columns unless it has one column or ``margins`` is off."""
    rows = list(names or [f"r{n}" for n in range(len(numbers))])
    width = len(numbers[0])
    columns = [f"c{n}" for n in range(width)] if width > 1 else [""]
    found = {
        (row, column): n
        for row, line in zip(rows, numbers, strict=True)
        for column, n in zip(columns, line, strict=True)
    }
    if margins and width > 1:
        found |= {(row, "total"): sum(line) for row, line in zip(rows, numbers, strict=True)}
        columns = [*columns, "total"]
    if margins:
        inner = list(rows)
        rows = [*rows, "total"]
        found |= {("total", column): sum(found[row, column] for row in inner) for column in columns}
    return of(key, found, unit, overlapping)


def of(key: str, found: dict[tuple[str, str], int], unit: Unit = Unit.PERSONS, overlapping: bool = False) -> Table:
    rows, columns = dict.fromkeys(r for r, _c in found), dict.fromkeys(c for _r, c in found)
    cells = {(row, column): Cell(row, column, Decimal(n)) for (row, column), n in found.items()}
    labels = tuple((row, row) for row in rows), tuple((column, column) for column in columns)
    return Table(key, key, key, unit, "persons", "F", True, *labels, cells, overlapping)


def report(*tables: Table, period: str = "2026-01-01/2026-03-31", snapshot: str = "s") -> Report:
    section = Section("one", "1", "One", tables)
    return Report("made.up", "1", "Made up", period, "Agency", "award", snapshot, Product.FUNDER_EXACT, (section,))


def vector(*numbers: int, total: bool = True) -> Table:
    return table("v", [[n] for n in numbers], margins=total)


def withheld(counted: Report, audience: Audience = FIVE, **more: object) -> frozenset[Place]:
    return protect(Task(counted, audience, **more)).withheld  # type: ignore[arg-type]


def suppressed(product: Report) -> set[Place]:
    return {(t.key, *at) for _s, t in product.tables() for at, c in t.cells.items() if c.status is Status.SUPPRESSED}
