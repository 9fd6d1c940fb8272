"""Lines to which a partner's totals can be added (GR-07): what is counted in whole numbers, and stands on the form."""

from reports.definition import Definition, Section, Table
from reports.shape import Unit

WHOLE = (Unit.PERSONS, Unit.OCCURRENCES, Unit.EVENTS)


def summed(table: Table) -> bool:
    return bool(table.parts) and table.unit in WHOLE and not table.aside


def summed_sections(definition: Definition) -> list[Section]:
    return [one for one in definition.sections if any(summed(table) for table in one.tables)]


def summed_lines(definition: Definition) -> dict[str, tuple[str, str, str]]:
    """The lines, as they are named where somebody types, and their places."""
    from reports.compiling import line

    return {
        line(table.key, row, column): (table.key, row, column)
        for _section, table in definition.tables() if summed(table) for row in table.rows for column in table.columns
    }  # fmt: skip
