"""One line of ticks in words: what was counted, and what somebody said instead."""

from dataclasses import dataclass

from reports.definition import Table
from reports.queries.runs import Told
from reports.shape import Cell, Said
from reports.ticks import sayable_table


@dataclass(frozen=True)
class Tick:
    """``cells`` are those of the line, in the order of the columns."""

    table: Table
    row: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def said(self) -> Said | None:
        return next((cell.said for cell in self.cells if cell.said), None)

    @property
    def why(self) -> str:
        return self.said.why if self.said else ""

    def now(self, ticked: str) -> str:
        """The column that is ticked on the report, empty where none is."""
        return next((cell.column or "yes" for cell in self.cells if cell.value == ticked), "")

    @property
    def counted(self) -> list[str]:
        """Labels of the columns that were counted."""
        return [
            self.table.columns[cell.column] or self.label for cell in self.cells
            if (cell.said.counted if cell.said else cell.value) == "yes"
        ]  # fmt: skip

    @property
    def shown(self) -> list[str]:
        return [self.table.columns[cell.column] or self.label for cell in self.cells if cell.value == "yes"]


def tick_of(told: Told, key: str, row: str) -> Tick | None:
    """None where nothing can be said of it: another kind of line, or none of this report."""
    table = sayable_table(told.definition, key)
    shown = next((one for _section, one in told.report.tables() if one.key == key), None)
    if table is None or shown is None or row not in table.rows:
        return None
    return Tick(table, row, dict(shown.rows)[row], tuple(shown.cells[row, column] for column in table.columns))
