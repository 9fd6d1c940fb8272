"""What a reader has in hand, written down for the audit: numbers, unknowns, and what she can say of them for certain.

Derived anew from tables and periods, without the solver's cells: a mistake there is not repeated here.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reports.protecting import rules
from reports.protecting.building import Task
from reports.protecting.linking import linked
from reports.protecting.parsing import Shown
from reports.protecting.register import Released
from reports.protecting.rules import TOTAL, Audience, Place, Plan
from reports.shape import Report, Status, Table, Unit

Name = tuple[str, Place]  # of which release, where
Terms = tuple[tuple[Name, int], ...]


@dataclass(frozen=True)
class Guard:
    """Σ factor × place is ``true``, and nobody may find it. ``floor`` is what everybody knows it to be at least."""

    terms: Terms
    true: int
    place: Place
    floor: int


@dataclass
class Knowledge:
    """``sure`` are rows Σ factor × place = 0, ``most`` rows ≤ 0. Names that are not in ``numbers`` are unknown."""

    numbers: dict[Name, int] = field(default_factory=dict)
    true: dict[Name, int] = field(default_factory=dict)
    sure: list[Terms] = field(default_factory=list)
    most: list[Terms] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    floor: int = 0
    leader: dict[Name, Name] = field(default_factory=dict)

    def person(self, guard: Guard) -> Name:
        return self.find(guard.terms[0][0])

    def find(self, name: Name) -> Name:
        while self.leader.get(name, name) != name:
            name = self.leader[name]
        return name

    def one_person(self, names: list[Name]) -> None:
        for name in names[1:]:
            self.leader[self.find(name)] = self.find(names[0])


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
    for at, one in enumerate(releases):
        for other in releases[:at]:
            _compare(knowledge, other, one, audience.threshold)
    for one in releases:
        _whole_and_parts(knowledge, one, releases)
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


def days(report: Report) -> tuple[datetime.date, datetime.date]:
    first, last = report.period.split("/")
    return datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)


def contains(large: Released, small: Released) -> bool:
    """All that ``small`` counts is counted in ``large`` too. No scope is every award."""
    (a, b), (c, d) = days(large.exact), days(small.exact)
    return a <= c and d <= b and (not large.scope or (bool(small.scope) and small.scope <= large.scope))


def _compare(knowledge: Knowledge, before: Released, after: Released, threshold: int) -> None:
    """What a reader learns by subtracting one release from the other is guarded; no unknown stands for it."""
    for large, small in ((after, before), (before, after)):
        if not contains(large, small):
            continue
        same = contains(small, large)
        for place in [p for r, p in knowledge.true if r == small.id and (large.id, p) in knowledge.true]:
            a, b = (large.id, place), (small.id, place)
            change = knowledge.true[a] - knowledge.true[b]
            if same and not change:
                knowledge.sure.append(((a, 1), (b, -1)))
                if knowledge.true[a] == 1:
                    knowledge.one_person([a, b])
                continue
            up, down = (a, b) if change >= 0 else (b, a)
            knowledge.most.append(((down, 1), (up, -1)))
            if 0 < abs(change) < threshold:
                knowledge.guards.append(Guard(((up, 1), (down, -1)), abs(change), place, 0))
        if same:
            return


def _whole_and_parts(knowledge: Knowledge, whole: Released, releases: list[Released]) -> None:
    """The latest release of each extent inside; a day and an award belongs to one of the chosen only."""
    inside = {(days(r.exact), r.scope): r for r in releases if contains(whole, r) and not contains(r, whole)}
    length = {k: ((k[0][1] - k[0][0]).days + 1) * max(1, len(k[1])) for k in inside}
    chosen: list[Released] = []
    for key in sorted(inside, key=lambda k: (-length[k], k[0], sorted(k[1]))):
        one = inside[key]
        if not any(_meet(one, other) for other in chosen):
            chosen.append(one)
    if len(chosen) < 2:
        return
    first, last = days(whole.exact)
    everything = ((last - first).days + 1) * max(1, len(whole.scope))
    scopes = {one.scope for one in chosen} | {whole.scope}
    full = sum(length[days(r.exact), r.scope] for r in chosen) == everything and (
        len(scopes) == 1 or frozenset() not in scopes
    )
    at_once = all(days(one.exact) == (first, last) for one in chosen)
    _together(knowledge, whole, chosen, full, at_once)


def _together(knowledge: Knowledge, whole: Released, chosen: list[Released], full: bool, at_once: bool) -> None:
    flows = {t.key for _s, t in whole.exact.tables() if t.unit in (Unit.OCCURRENCES, Unit.EVENTS)} | whole.plan.flows
    for place in [p for r, p in knowledge.true if r == whole.id]:
        parts = [(one.id, place) for one in chosen]
        if any(part not in knowledge.true for part in parts):
            continue
        rest = knowledge.true[whole.id, place] - sum(knowledge.true[part] for part in parts)
        terms: Terms = (((whole.id, place), 1), *((part, -1) for part in parts))
        if at_once or place[0] in flows:
            if full and not rest:
                knowledge.sure.append(terms)
                continue
            signed = terms if rest >= 0 else tuple((name, -factor) for name, factor in terms)
            knowledge.most.append(tuple((name, -factor) for name, factor in signed))
            if rest:
                knowledge.guards.append(Guard(signed, abs(rest), place, 0))
        elif full and rest <= 0:
            knowledge.most.append(terms)


def _meet(one: Released, other: Released) -> bool:
    (a, b), (c, d) = days(one.exact), days(other.exact)
    return not (b < c or d < a) and not (one.scope and other.scope and not one.scope & other.scope)
