"""What a reader has in hand, written down for the audit: numbers, unknowns, and what she can say of them for certain.

Derived anew from tables and periods, without the solver's cells: a mistake there is not repeated here.
"""

from collections.abc import Iterator, Mapping

from reports.protecting import over_time, rules
from reports.protecting.building import Task
from reports.protecting.in_hand import Guard, Knowledge, Name
from reports.protecting.linking import linked
from reports.protecting.parsing import Shown
from reports.protecting.register import Released
from reports.protecting.rules import TOTAL, Audience, Place, Plan
from reports.shape import Status, Table, Unit


def gather(task: Task, published: Mapping[Place, Shown], audience: Audience) -> Knowledge:
    """All that somebody of this audience may have read, the file in question last."""
    before = [
        one for one in task.earlier
        if audience.sees(one.audience) and (one.exact.form, one.exact.agency) == (task.report.form, task.report.agency)
    ]  # fmt: skip
    hidden = frozenset(place for place, shown in published.items() if shown is None)
    last = Released("", task.audience.key, task.report, hidden, task.scope, task.plan)
    return known_of([*before, last], audience, int(task.show_zeros))


def known_of(releases: list[Released], audience: Audience, floor: int = 0) -> Knowledge:
    knowledge = Knowledge(floor=floor)
    for one in releases:
        _table_by_table(knowledge, one, audience.threshold)
    over_time.add(knowledge, releases, audience.threshold)
    return knowledge


def _table_by_table(knowledge: Knowledge, one: Released, threshold: int) -> None:
    for _section, table in one.exact.tables():
        if table.unit in (Unit.PERSONS, Unit.OCCURRENCES, Unit.EVENTS) and table.key not in one.plan.open:
            _table(knowledge, one, table, threshold)
    there = {place for release, place in knowledge.true if release == one.id}
    for a, b in linked(one.exact, one.plan).same:
        if a in there and b in there:
            knowledge.sure.append((((one.id, a), 1), ((one.id, b), -1)))
            if knowledge.true[one.id, a] == 1:
                knowledge.one_person([(one.id, a), (one.id, b)])
    for total in one.plan.sums:
        if {total.total, *total.parts} <= there:
            _sum(knowledge, (one.id, total.total), [(one.id, part) for part in total.parts])
    for limit in one.plan.limits:
        if {limit.less, *limit.more} <= there:
            knowledge.most.append((((one.id, limit.less), 1), *(((one.id, place), -1) for place in limit.more)))
            if len(limit.more) == 1:
                _among(knowledge, one, limit.less, limit.more[0])
    for likely in one.plan.likely:
        factors = [*((place, 1) for place in likely.less if place in there), *((place, -1) for place in likely.more)]
        if {place for place, _f in factors} <= there and sum(f * knowledge.true[one.id, p] for p, f in factors) <= 0:
            knowledge.most.append(tuple(((one.id, place), factor) for place, factor in factors))


def _among(knowledge: Knowledge, one: Released, less: Place, more: Place) -> None:
    """The only one of the fewer is the only one of the more: she finds herself and nobody else."""
    persons = {table.key for _section, table in one.exact.tables() if table.unit is Unit.PERSONS}
    if {less[0], more[0]} <= persons and knowledge.true[one.id, less] == knowledge.true[one.id, more] == 1:
        knowledge.one_person([(one.id, less), (one.id, more)])


def _table(knowledge: Knowledge, one: Released, table: Table, threshold: int) -> None:
    for (row, column), cell in table.cells.items():
        if cell.status is Status.EXACT:
            name, value = (one.id, (table.key, row, column)), int(cell.value or 0)
            knowledge.true[name] = value
            if one.shows(name[1]):
                knowledge.numbers[name] = value
            elif 0 < value < threshold:
                knowledge.guards.append(Guard(((name, 1),), value, name[1], min(knowledge.floor, value)))
    for total, parts, complete, many in _sums(table):
        names = [(one.id, part) for part in parts]
        if not names or (one.id, total) not in knowledge.true:
            continue
        _row(knowledge, one.plan, table, (one.id, total), names, complete, many)


def _row(
    knowledge: Knowledge, plan: Plan, table: Table, total: Name, names: list[Name], complete: bool, many: bool
) -> None:  # fmt: skip
    found, whole = sum(knowledge.true[name] for name in names), knowledge.true[total]
    if found == whole and not many:
        _sum(knowledge, total, names)
        if table.unit is Unit.PERSONS and table.key not in plan.one_group and len(names) > 1 and whole:
            full = [n for n in names if knowledge.true[n] == whole and not set(n[1]) & rules.NOTHING_SAID]
            knowledge.guards += [Guard(((n, 1),), whole, n[1], 0) for n in full]
        return
    knowledge.most += [((name, 1), (total, -1)) for name in names]
    if found >= whole and many and table.key not in plan.loose:
        knowledge.most.append(((total, 1), *((name, -1) for name in names)))
    if not many and not complete and found < whole:
        knowledge.most.append((*((name, 1) for name in names), (total, -1)))
        knowledge.guards.append(Guard(((total, 1), *((n, -1) for n in names)), whole - found, total[1], 0))


def _sum(knowledge: Knowledge, total: Name, parts: list[Name]) -> None:
    knowledge.sure.append(((total, -1), *((part, 1) for part in parts)))
    if knowledge.true[total] == 1:
        knowledge.one_person([total, *(part for part in parts if knowledge.true[part] == 1)])


def _sums(table: Table) -> Iterator[tuple[Place, list[Place], bool, bool]]:
    """Total, parts that are counted, whether all are, whether a person may be in several."""
    rows, columns = [r for r, _l in table.rows if r != TOTAL], [c for c, _l in table.columns if c != TOTAL]
    exact = {at for at, cell in table.cells.items() if cell.status is Status.EXACT}
    for column in (c for c, _l in table.columns if len(rows) < len(table.rows)):
        there = [(r, column) for r in rows if (r, column) in exact]
        yield (table.key, TOTAL, column), [(table.key, *at) for at in there], len(there) == len(rows), table.overlapping
    for row in (r for r, _l in table.rows if len(columns) < len(table.columns)):
        there = [(row, c) for c in columns if (row, c) in exact]
        yield (table.key, row, TOTAL), [(table.key, *at) for at in there], len(there) == len(columns), False
