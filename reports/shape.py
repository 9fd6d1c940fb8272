"""What a report looks like once it is counted: the one shape that pages, workbooks, files and documents are drawn from.

It holds totals and labels alone. Nothing here can name a record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """What stands in a cell. A zero is a number; the others are no numbers and four different things (GR-26)."""

    EXACT = "exact"
    SUPPRESSED = "suppressed"
    NOT_TRACKED = "not_tracked"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"


class Unit(StrEnum):
    PERSONS = "persons"
    OCCURRENCES = "occurrences"
    EVENTS = "events"
    TICKS = "ticks"
    FTE = "fte"
    TEXT = "text"


class Product(StrEnum):
    """Two products of one snapshot (GR-40): true counts for the funder's portal, protected ones for everybody else."""

    FUNDER_EXACT = "funder_exact"
    RELEASE = "release"


@dataclass(frozen=True)
class Said:
    """That somebody said another value than ``counted``: why, who and on which day (GR-30). A protected product says only
    that it is so."""

    counted: str
    why: str = ""
    by: str = ""
    on: str = ""


@dataclass(frozen=True)
class Cell:
    """``value`` is a number, or the text of a tick or of typed words; None when there is none to show."""

    row: str
    column: str
    value: Decimal | str | None
    status: Status = Status.EXACT
    said: Said | None = None


@dataclass(frozen=True)
class Table:
    """One table of a form. A column key of "" is a table of one column; "total" as row or column is a sum.

    ``overlapping`` rows may count a person more than once, so that they may add up to more than the persons.
    """

    key: str
    number: str
    label: str
    unit: Unit
    basis: str
    mark: str
    verified: bool
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    overlapping: bool = False
    note: str = ""

    def grid(self) -> Iterator[tuple[str, str, list[Cell]]]:
        """Row by row: its key, its label, its cells in the order of the columns."""
        for key, label in self.rows:
            yield key, label, [self.cells[key, column] for column, _label in self.columns]


@dataclass(frozen=True)
class Section:
    """``gate`` is the question that opens a conditional section, ``open`` its answer; None where there is no question."""

    key: str
    number: str
    label: str
    tables: tuple[Table, ...]
    gate: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class Report:
    """A whole report. ``draft`` says why it is one; empty when it is ready. ``sum_of`` is the number of partner totals in it."""

    form: str  # funder.form, a key such as "ovw.stop"
    version: str
    title: str
    period: str  # "2026-01-01/2026-12-31", both days inside
    agency: str
    award: str
    snapshot: str  # random id
    product: Product
    sections: tuple[Section, ...]
    draft: str = ""
    sum_of: int = 0
    notes: tuple[str, ...] = ()

    def tables(self) -> Iterator[tuple[Section, Table]]:
        for section in self.sections:
            for table in section.tables:
                yield section, table
