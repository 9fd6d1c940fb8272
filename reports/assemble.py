"""Puts a report together from its definition and what was counted or typed. It adds up and corrects nothing (GR-20)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import ngettext

from reports import shape
from reports.compiling import line
from reports.definition import Definition, Section, Table
from reports.lines import Line, numbered, unverified
from reports.shape import Cell, Status, Unit

Counted = Mapping[tuple[str, str, str], Decimal]
TICKED, NOT_TICKED = "yes", "no"


@dataclass(frozen=True)
class Filled:
    """What a report is filled with. ``counted`` need not hold zeros; ``typed`` is keyed by line (``compiling.line``).

    ``sources_off`` are the sources that were not switched on for the whole period, ``gates`` the answers by section,
    ``verified`` the digests of lines that somebody has compared with the form.
    """

    counted: Counted
    choices: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Decimal | str] = field(default_factory=dict)
    sources_off: Collection[str] = ()
    gates: Mapping[str, bool | None] = field(default_factory=dict)
    verified: Collection[str] = ()
    said: Mapping[tuple[str, str, str], shape.Said] = field(
        default_factory=dict
    )  # why, by whom; what is said is ``typed``


@dataclass(frozen=True)
class Heading:
    """What stands above a report. ``sum_of`` is the number of partner totals in it, 0 when it is one agency's own (GR-07)."""

    period: str
    agency: str
    award: str
    snapshot: str
    product: shape.Product = shape.Product.FUNDER_EXACT
    sum_of: int = 0
    notes: tuple[str, ...] = ()


def assemble(definition: Definition, filled: Filled, heading: Heading) -> shape.Report:
    """The whole report. A draft says which sections have lines that nobody has compared with the funder's form.

    Behind a gate that is answered with no every cell is "not applicable"; without an answer the cells are shown, and the
    checks ask for it (GR-35). Each choice of the award is printed among the notes (GR-18).
    """
    closed = {section.key for section in definition.sections if section.gate and filled.gates.get(section.key) is False}
    waiting = unverified(definition, filled.verified)
    return shape.Report(
        form=definition.key,
        version=definition.version,
        title=definition.title,
        period=heading.period,
        agency=heading.agency,
        award=heading.award,
        snapshot=heading.snapshot,
        product=heading.product,
        sections=tuple(_section(definition, section, filled, waiting) for section in definition.sections),
        draft=_draft(definition, [one for one in waiting if one.section not in closed]),
        sum_of=heading.sum_of,
        notes=(*_chosen(definition, filled.choices), *heading.notes),
    )


def asides(definition: Definition, filled: Filled) -> tuple[shape.Table, ...]:
    """What the reporter sees beside the form, and nobody gets: whom the form has no place for, what stands behind a tick."""
    return tuple(_table(definition, table, filled, set()) for _section, table in definition.tables() if table.aside)


def _draft(definition: Definition, waiting: list[Line]) -> str:
    if not waiting:
        return ""
    numbers = {section.key: section.number or section.label for section in definition.sections}
    where = ", ".join(dict.fromkeys(numbers[one.section] for one in waiting))
    sentence = ngettext(
        "%(count)s line is not yet compared with the funder's form: %(where)s.",
        "%(count)s lines are not yet compared with the funder's form: %(where)s.",
        len(waiting),
    )
    return sentence % {"count": len(waiting), "where": where}


def _chosen(definition: Definition, choices: Mapping[str, str]) -> Iterable[str]:
    for key, option in definition.chosen(choices).items():
        choice = definition.choices[key]
        yield f"{choice.label}: {choice.options[option]}."


def _section(definition: Definition, section: Section, filled: Filled, waiting: list[Line]) -> shape.Section:
    answer = filled.gates.get(section.key) if section.gate else None
    open_lines = {(one.table, one.row) for one in waiting}
    tables = [
        _table(definition, table, filled, open_lines, closed=answer is False)
        for table in section.tables
        if not table.aside
    ]
    return shape.Section(section.key, section.number, section.label, tuple(tables), section.gate, answer)


def _table(
    definition: Definition, table: Table, filled: Filled, waiting: set[tuple[str, str]], *, closed: bool = False
) -> shape.Table:
    cells: dict[tuple[str, str], Cell] = {}
    for row in table.rows:
        for column in table.columns:
            cells[row, column] = (
                Cell(row, column, None, Status.NOT_APPLICABLE) if closed else _cell(table, row, column, filled)
            )
        if table.total_column:
            cells[row, "total"] = _sum(row, "total", [cells[row, column] for column in table.columns])
    if table.total_row:
        for column in [*table.columns, *(["total"] if table.total_column else [])]:
            cells["total", column] = _sum("total", column, [cells[row, column] for row in table.rows])
    rows, columns = _labels(definition, table, filled.choices)
    return shape.Table(
        key=table.key, number=table.number, label=table.label, unit=table.unit, basis=table.basis, mark=table.mark,
        verified=not any((table.key, row) in waiting for row in table.rows), rows=rows, columns=columns, cells=cells,
        overlapping=table.overlapping, note=table.note,
    )  # fmt: skip


def _labels(
    definition: Definition, table: Table, choices: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    rows = dict(table.rows)
    if table.parts and table.parts[0].rows:
        said = definition.crosswalks[table.parts[0].rows].labels(definition.chosen(choices))
        rows = {row: said[row] for row in rows}
    labelled = [(row, numbered(table.numbers.get(row, ""), label)) for row, label in rows.items()]
    columns = list(table.columns.items())
    if table.total_row:
        labelled.append(("total", table.total_row))
    if table.total_column:
        columns.append(("total", table.total_column))
    return tuple(labelled), tuple(columns)


def _cell(table: Table, row: str, column: str, filled: Filled) -> Cell:
    """A zero that nobody could have counted is no zero, and a line that nobody has filled in is none either (GR-26)."""
    typed = filled.typed.get(line(table.key, row, column))
    if table.typed:
        return _typed(table, row, column, filled, typed)
    value = filled.counted.get((table.key, row, column), Decimal(0))
    if table.unit == Unit.TICKS and typed is not None:  # somebody said another one than was counted (GR-30)
        return _said(row, column, typed, TICKED if value else NOT_TICKED, filled.said.get((table.key, row, column)))
    if not value and table.zero_needs in filled.sources_off:
        return Cell(row, column, None, Status.NOT_TRACKED)
    if table.unit == Unit.TICKS:
        return Cell(row, column, TICKED if value else NOT_TICKED)
    return Cell(row, column, value)


def _said(row: str, column: str, typed: Decimal | str, counted: str, said: shape.Said | None) -> Cell:
    """With what was counted beside it, as long as the two differ."""
    value = TICKED if typed == TICKED else NOT_TICKED
    return Cell(row, column, value, said=replace(said or shape.Said(""), counted=counted) if value != counted else None)


def _typed(table: Table, row: str, column: str, filled: Filled, typed: Decimal | str | None) -> Cell:
    if typed is not None and typed != "":
        return Cell(row, column, typed)
    some = any(filled.typed.get(line(table.key, one, other)) for one in table.rows for other in table.columns)
    if table.unit == Unit.TICKS and some:
        return Cell(row, column, NOT_TICKED)
    return Cell(row, column, None, Status.NOT_REPORTED)


def _sum(row: str, column: str, cells: list[Cell]) -> Cell:
    """Of what is known. Where nothing is, the sum is as unknown as its parts."""
    numbers = [cell.value for cell in cells if cell.status == Status.EXACT and isinstance(cell.value, Decimal)]
    if not numbers:
        return Cell(row, column, None, cells[0].status)
    return Cell(row, column, sum(numbers, Decimal(0)))
