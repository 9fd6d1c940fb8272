"""Ticks of coordination: the one thing that is counted and that somebody can say otherwise, with a reason (GR-30).

The form asks for what is «usual», and who works there may know better. How many persons were helped is counted, and nobody
types over it.
"""

from reports.definition import Definition, Table
from reports.shape import Unit


def sayable(table: Table) -> bool:
    """Ticks that are counted from the work of agencies with each other alone."""
    of = {part.of for part in table.parts}
    return table.unit == Unit.TICKS and of == {"coordination"} and not table.aside


def sayable_table(definition: Definition, key: str) -> Table | None:
    """The table of that key, where its ticks can be said otherwise."""
    return next((table for _section, table in definition.tables() if table.key == key and sayable(table)), None)


def sayable_lines(definition: Definition) -> dict[str, tuple[str, str, str]]:
    """The lines of such ticks, as they are named where somebody types, and their places."""
    from reports.compiling import line

    return {
        line(table.key, row, column): (table.key, row, column)
        for _section, table in definition.tables() if sayable(table) for row in table.rows for column in table.columns
    }  # fmt: skip
