"""From a form to what its protection must know: which of its tables are about survivors, and which numbers go together."""

from dataclasses import replace

from reports.assumed import arrivals, assumed
from reports.definition import Definition, Table
from reports.dims import OPEN_KINDS
from reports.protecting.rules import AtMost, Limit, Plan, Sum
from reports.protecting.rules import Audience as Reader
from reports.shape import Report, Said, Section, Unit
from reports.shape import Table as ShapeTable
from reports.ties import ties
from reports.vocabulary import THRESHOLDS, Audience

_OPEN_UNITS = {Unit.TICKS, Unit.TEXT, Unit.FTE}


def plan_of(definition: Definition) -> Plan:
    """What is not open is protected; numbers that somebody typed of people too. What the tables say of each other follows
    from the checks of the form (``ties``): without it a withheld number can stand under another name, or be worked out."""
    tied = ties(definition)
    return Plan(
        sums=tuple(Sum(total, parts) for total, parts in tied.sums),
        same=tied.same,
        limits=tuple(Limit(less, more) for less, more in tied.limits),
        pairs=tied.pairs,
        loose=tied.loose,
        open=frozenset(table.key for _section, table in definition.tables() if _is_open(table)),
        flows=frozenset(table.key for _section, table in definition.tables() if _adds_up(table)),
        likely=tuple(AtMost(less, more) for less, more in assumed(definition)),
        arrivals=arrivals(definition),
    )


def _is_open(table: Table) -> bool:
    if table.typed:
        return table.unit in _OPEN_UNITS
    return all(part.of in OPEN_KINDS for part in table.parts)


def _adds_up(table: Table) -> bool:
    """Numbers of a year that are the sum of its quarters: who is new is new once a year."""
    return bool(table.parts) and all(part.where.get("new") == ("new",) for part in table.parts)


def without_words(report: Report) -> Report:
    """Narrative goes to the funder alone (GR-49), and so does why somebody said another value than was counted (GR-30)."""

    def told(section: Section) -> Section:
        return replace(section, tables=tuple(_wordless(table) for table in section.tables if table.unit != Unit.TEXT))

    return replace(report, sections=tuple(told(section) for section in report.sections))


def _wordless(table: ShapeTable) -> ShapeTable:
    if all(cell.said is None for cell in table.cells.values()):
        return table
    bare = {
        at: replace(cell, said=Said(cell.said.counted) if cell.said else None) for at, cell in table.cells.items()
    }  # fmt: skip
    return replace(table, cells=bare)


def readers() -> dict[str, Reader]:
    """All audiences. The team reads what everybody reads."""
    return {
        Audience.TEAM.value: Reader("team", THRESHOLDS[Audience.TEAM], frozenset({"public"})),
        Audience.PUBLIC.value: Reader("public", THRESHOLDS[Audience.PUBLIC]),
    }
