"""What a report still asks of whoever makes it: gates without an answer (GR-35), and lines that somebody has to fill in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import shape
from reports.definition import Definition
from reports.finding import Finding
from reports.shape import Cell, Status, Unit


def gates(
    report: shape.Report, definition: Definition, counted: Mapping[tuple[str, str, str], Decimal]
) -> Iterator[Finding]:
    """A gate has to be answered. Yes with nothing behind it, and no with something behind it, have to be confirmed."""
    for section in report.sections:
        if not section.gate:
            continue
        tables = tuple(table.key for table in section.tables)
        said = section.label.split()[:1] == [section.number]  # the words begin with the number already
        words = {"number": "" if said else section.number, "label": section.label}
        if section.open is None:
            yield Finding("error", "gate", tables, (), (_("%(number)s %(label)s: say yes or no.") % words).strip())
        elif section.open and not any(
            _says_something(cell) for table in section.tables for cell in table.cells.values()
        ):
            sentence = _("%(number)s %(label)s: answered with yes, and all of it is zero. Is that so?")
            yield Finding("warning", "gate", tables, (), (sentence % words).strip())
        elif section.open is False and _hidden(definition, section.key, counted):
            sentence = _("%(number)s %(label)s: answered with no, and something was counted for it. Is that so?")
            yield Finding("warning", "gate", tables, (), (sentence % words).strip())


def unfilled(report: shape.Report, definition: Definition) -> Iterator[Finding]:
    """Lines that somebody has to fill in: numbers have to be there, with 0 for nothing; words and ticks are reminded of."""
    for section, table in report.tables():
        empty = [cell for cell in table.cells.values() if cell.status == Status.NOT_REPORTED and cell.column != "total"]
        if section.open is False or not empty or not definition.table(table.key).typed:
            continue
        sentence = ngettext(
            "%(label)s: %(count)s line is not filled in.", "%(label)s: %(count)s lines are not filled in.", len(empty)
        )
        yield Finding(
            "warning" if table.unit in (Unit.TEXT, Unit.TICKS) else "error",
            "unfilled",
            (table.key,),
            tuple((table.key, cell.row, cell.column) for cell in empty),
            sentence % {"label": table.label, "count": len(empty)},
        )


def _says_something(cell: Cell) -> bool:
    return bool(cell.value) and cell.value != "no"


def _hidden(definition: Definition, key: str, counted: Mapping[tuple[str, str, str], Decimal]) -> bool:
    section = next(one for one in definition.sections if one.key == key)
    shown = {table.key for table in section.tables if not table.aside}
    return any(value for (table, _row, _column), value in counted.items() if table in shown)
