"""A report as long-form lines, one for each cell: what CSV, JSON and the last sheet of a workbook say alike (GR-05)."""

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from decimal import Decimal, InvalidOperation

from reports.exporting import saying
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit

# The allow-list. Nothing else is ever a column of an export; a test holds it.
COLUMNS = (
    "report", "version", "section", "line", "label", "dim1", "dim2", "value", "status", "unit", "basis", "snapshot",
)  # fmt: skip
DRAFT = "draft"
WORDS = (Unit.TEXT, Unit.TICKS)  # units whose cells are words, also where a word looks like a number
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Line:
    """``line`` is the table's key, ``dim1`` its row, ``dim2`` its column. All three are empty where a section's question
    is answered (``value`` yes, no or nothing). ``value`` is a number, words, or None where ``status`` says why not.

    ``status`` is one word of ``Status``; in a draft ``draft`` stands before it, and alone where the cell is exact:
    ``draft``, ``draft suppressed``. So no row of a draft passes for a final one, and none loses what it says.
    ``snapshot`` is the id and, after a stroke, which of its two products this is."""

    report: str
    version: str
    section: str
    line: str
    label: str
    dim1: str
    dim2: str
    value: Decimal | str | None
    status: str
    unit: str
    basis: str
    snapshot: str

    def as_tuple(self) -> tuple[Decimal | str | None, ...]:
        return astuple(self)


assert tuple(field.name for field in fields(Line)) == COLUMNS  # noqa: S101 - the order is the format


def lines(report: Report) -> Iterator[Line]:
    """Section by section in the order of the form: first its question, then its tables, row by row."""
    for section in report.sections:
        if section.gate:
            yield _question(report, section)
        for table in section.tables if section.open is not False else ():  # a No has no children (GR-35)
            for _row, _label, cells in table.grid():
                for cell in cells:
                    yield _line(report, section, table, cell)


def _line(report: Report, section: Section, table: Table, cell: Cell) -> Line:
    shown = meant(cell, table.unit)
    return Line(
        report=clean(report.form), version=clean(report.version), section=clean(section.key), line=clean(table.key),
        label=label(table, cell), dim1=clean(cell.row), dim2=clean(cell.column), value=shown.value,
        status=status(report, shown.status), unit=table.unit.value, basis=clean(saying.basis_of(report, table, cell)),
        snapshot=snapshot(report),
    )  # fmt: skip


def _question(report: Report, section: Section) -> Line:
    answer = {True: "yes", False: "no", None: None}[section.open]
    return Line(
        report=clean(report.form), version=clean(report.version), section=clean(section.key), line="",
        label=clean(section.gate), dim1="", dim2="", value=answer,
        status=status(report, Status.EXACT if answer else Status.NOT_REPORTED), unit=Unit.TICKS.value, basis="",
        snapshot=snapshot(report),
    )  # fmt: skip


def label(table: Table, cell: Cell) -> str:
    """The words of the form: of the table, of the row, of the column."""
    words = [
        saying.heading(table.number, str(table.label)), dict(table.rows)[cell.row], dict(table.columns)[cell.column],
    ]  # fmt: skip
    return clean(" · ".join(str(word) for word in words if word))


def status(report: Report, said: Status) -> str:
    if not report.draft:
        return said.value
    return DRAFT if said is Status.EXACT else f"{DRAFT} {said.value}"


def snapshot(report: Report) -> str:
    return clean(f"{report.snapshot}/{report.product.value}")


def parts_of(snapshot: str) -> tuple[str, Product]:
    """The id and the product of a line's ``snapshot``; a ValueError if it names neither of the two."""
    name, _stroke, product = snapshot.rpartition("/")
    return name, Product(product)


def meant(cell: Cell, unit: Unit) -> Cell:
    """A cell as every rendering shows it. What is not exact loses its value here, so that no rendering can tell it;
    an exact cell without anything in it was not answered, which is no zero (GR-26), but for a tick, which is blank."""
    row, column = clean(cell.row), clean(cell.column)
    if cell.status is not Status.EXACT:
        return Cell(row, column, None, cell.status)
    if cell.value is None or cell.value == "":
        return Cell(row, column, "") if unit is Unit.TICKS else Cell(row, column, None, Status.NOT_REPORTED)
    return Cell(row, column, value(cell.value, unit))


def value(given: Decimal | str, unit: Unit) -> Decimal | str:
    """A number in a table of numbers, words in a table of words; a word among numbers stays one."""
    if unit in WORDS:
        return plain(given) if isinstance(given, Decimal) else clean(given)
    if isinstance(given, Decimal):
        return Decimal(plain(given))
    return Decimal(plain(Decimal(given))) if NUMBER.fullmatch(given) else clean(given)


def plain(number: Decimal) -> str:
    """Digits and a point, no exponent, no zeros at the end. Infinity and what is no number are refused."""
    if not number.is_finite():
        raise InvalidOperation(f"{number} is no count.")
    return format(number.normalize() + 0, "f")


def clean(text: object) -> str:
    """Text that CSV, JSON and XML can all hold: one kind of line end, no control characters."""
    return UNPRINTABLE.sub("\ufffd", str(text).replace("\r\n", "\n").replace("\r", "\n"))
