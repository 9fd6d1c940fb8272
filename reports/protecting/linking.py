"""Totals that are the same people although nobody said so.

That two tables of persons have one total in the same column is seen by every reader, who then takes what one table withholds
from the other. Where two such numbers agree by chance, treating them as one costs a cell or two and gives nothing away.
"""

from collections import defaultdict
from dataclasses import replace

from reports.protecting.rules import TOTAL, Place, Plan
from reports.shape import Report, Status, Unit


def linked(report: Report, plan: Plan) -> Plan:
    """``plan`` and the totals of persons that are equal in a column of the same key."""
    equal: dict[tuple[str, object], list[Place]] = defaultdict(list)
    for _section, table in report.tables():
        if table.unit is not Unit.PERSONS or table.key in plan.open:
            continue
        for (row, column), cell in table.cells.items():
            if row == TOTAL and cell.status is Status.EXACT and cell.value:
                equal[column or TOTAL, cell.value].append((table.key, row, column))
    more = tuple((places[0], other) for places in equal.values() for other in places[1:])
    return replace(plan, same=(*plan.same, *more))
