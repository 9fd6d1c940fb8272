"""From a counted report to cells and relations (9.5). Places that show the same number become one cell."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from reports.protecting import rules
from reports.protecting.linking import linked
from reports.protecting.model import Key, Relation
from reports.protecting.refusing import Inconsistent
from reports.protecting.rules import TOTAL, AtMost, Place, Plan
from reports.shape import Report, Status, Table, Unit

COUNTED = frozenset({Unit.PERSONS, Unit.OCCURRENCES, Unit.EVENTS})
TIMES = ".times"  # the table "x.times" holds the occurrences of the persons of table "x"


@dataclass
class Counted:
    """What one report says: ``at`` gives the cell that stands at a place."""

    whose: str
    values: dict[Key, int] = field(default_factory=dict)
    weights: dict[Key, int] = field(default_factory=dict)
    at: dict[Place, Key] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    together: list[tuple[Key, Key]] = field(default_factory=list)
    alone: set[Key] = field(default_factory=set)  # holds a whole row or column (9.3 (6))
    rests: set[Key] = field(default_factory=set)  # what a total has more than its rows, where a row is not tracked
    few: dict[str, int] = field(default_factory=dict)  # persons of each table
    shared: set[Key] = field(default_factory=set)  # stands in more than one table


def private(table: Table, plan: Plan) -> bool:
    """Whether a table counts people or what was done for them. Ticks, FTE and words are no counts."""
    return table.unit in COUNTED and table.key not in plan.open


def read(report: Report, plan: Plan, whose: str = "") -> Counted:
    counted, plan = Counted(whose), linked(report, plan)
    tables = [table for _section, table in report.tables() if private(table, plan)]
    _places(counted, tables, plan)
    for table in tables:
        counted.few[table.key] = population(table)
        _margins(counted, table, plan)
    for one in plan.sums:
        _tie(counted, (one.total, *one.parts), False)
    for limit in plan.limits:
        _tie(counted, (limit.less, *limit.more), True)
    for likely in plan.likely:
        _likely(counted, likely)
    for times, persons in (*plan.pairs, *_named_pairs(tables)):
        if times in counted.at and persons in counted.at:
            counted.together.append((counted.at[times], counted.at[persons]))
    broken = {key[1] for one in counted.relations if not one.holds(counted.values) for key, _factor in one.terms}
    if broken:
        raise Inconsistent(broken)
    return counted


def number(value: Decimal | str | None, table: str) -> int:
    if not isinstance(value, Decimal | int) or value != int(value) or not 0 <= value < rules.MOST:
        raise Inconsistent([table])
    return int(value)


def population(table: Table) -> int:
    """Persons (or contacts) of a table: its total; without one the sum, or of many answers the largest row."""
    found = {place: number(cell.value, table.key) for place, cell in table.cells.items() if cell.status is Status.EXACT}

    def of(column: str) -> int:
        rows = {row: n for (row, other), n in found.items() if other == column}
        return rows[TOTAL] if TOTAL in rows else (max if table.overlapping else sum)(rows.values() or [0])

    columns = [key for key, _label in table.columns]
    return of(TOTAL) if TOTAL in columns else sum(of(column) for column in columns)


def _places(counted: Counted, tables: list[Table], plan: Plan) -> None:
    first: dict[Place, Place] = {}

    def root(place: Place) -> Place:
        while first.get(place, place) != place:
            place = first[place]
        return place

    for one, other in plan.same:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    for table in tables:
        for (row, column), cell in table.cells.items():
            if cell.status is not Status.EXACT:
                continue
            place = (table.key, row, column)
            key: Key = (counted.whose, *root(place))
            value = number(cell.value, table.key)
            if counted.values.setdefault(key, value) != value:
                raise Inconsistent([table.key, key[1]])
            if key in counted.weights:
                counted.shared.add(key)
            counted.weights[key] = max(counted.weights.get(key, 0), _weight(row, column, value))
            counted.at[place] = key


def _weight(row: str, column: str, value: int) -> int:
    if row == TOTAL and column in (TOTAL, ""):
        return rules.GRAND
    if TOTAL in (row, column):
        return rules.MARGIN
    return rules.INNER if value else rules.ZERO


def _lines(table: Table) -> Iterator[tuple[Place, list[Place], bool]]:
    """Each row and column that has a total: the total, its parts, and whether a person may be in several of them."""
    rows, columns = [key for key, _ in table.rows], [key for key, _ in table.columns]
    if TOTAL in rows:
        for column in columns:
            yield (table.key, TOTAL, column), [(table.key, r, column) for r in rows if r != TOTAL], table.overlapping
    if TOTAL in columns:
        for row in rows:
            yield (table.key, row, TOTAL), [(table.key, row, c) for c in columns if c != TOTAL], False


def _margins(counted: Counted, table: Table, plan: Plan) -> None:
    for total, places, overlapping in _lines(table):
        here = [counted.at[place] for place in places if place in counted.at]
        if total not in counted.at or not here:
            continue
        whole, found = counted.at[total], sum(counted.values[key] for key in here)
        if overlapping:
            counted.relations += [Relation.limited(key, [whole]) for key in here]
            if table.key not in plan.loose and found >= counted.values[whole]:
                counted.relations.append(Relation.limited(whole, here))
            continue
        rest = counted.values[whole] - found
        if rest and table.overlapping and rest < 0:  # of many answers the columns need not add up either
            counted.relations += [Relation.limited(key, [whole]) for key in here]
            continue
        if rest:
            if rest < 0 or len(here) == len(places):
                raise Inconsistent([table.key])
            here.append(_rest(counted, total, rest))
        counted.relations.append(Relation.adds_up(whole, here))
        _everybody(counted, table, whole, here, plan)


def _rest(counted: Counted, total: Place, value: int) -> Key:
    """People in the total of whom a row that is not tracked would speak."""
    key: Key = (f"{counted.whose}|rest", *total)
    counted.values[key], counted.weights[key] = value, 0
    counted.rests.add(key)
    return key


def _everybody(counted: Counted, table: Table, whole: Key, parts: list[Key], plan: Plan) -> None:
    """A row of which one cell holds all: that the others are zero tells of everybody in it (9.3 (6))."""
    if table.unit is not Unit.PERSONS or table.key in plan.one_group or len(parts) < 2:
        return
    everyone = counted.values[whole]
    if everyone:
        counted.alone |= {
            key for key in parts if counted.values[key] == everyone and not {key[2], key[3]} & rules.NOTHING_SAID
        }


def _tie(counted: Counted, places: tuple[Place, ...], limit: bool) -> None:
    """Places that this report does not count are left out of a limit, and make a sum worthless."""
    if places[0] not in counted.at:
        return
    there = [counted.at[place] for place in places[1:] if place in counted.at]
    if len(there) == len(places) - 1:
        counted.relations.append((Relation.limited if limit else Relation.adds_up)(counted.at[places[0]], there))


def _likely(counted: Counted, one: AtMost) -> None:
    """Not where it is not so here: nobody can find anything by believing it. Who is not counted here is left out of the less."""
    if any(place not in counted.at for place in one.more):
        return
    terms: Counter[Key] = Counter(counted.at[place] for place in one.less if place in counted.at)
    terms.subtract(counted.at[place] for place in one.more)
    relation = Relation(tuple((key, factor) for key, factor in terms.items() if factor), at_most=True)
    if any(factor > 0 for _key, factor in relation.terms) and relation.holds(counted.values):
        counted.relations.append(relation)


def _named_pairs(tables: list[Table]) -> Iterator[tuple[Place, Place]]:
    """The rows of "x.times" go with those of "x": with the row of the same key, or with the only row there is."""
    by_key = {table.key: table for table in tables}
    for table in tables:
        persons = by_key.get(table.key.removesuffix(TIMES))
        if table.key.endswith(TIMES) and persons is not None and persons.unit is Unit.PERSONS:
            for row, column in table.cells:
                for other in (
                    (row, column),
                    (row, ""),
                    (persons.rows[0][0], "") if len(persons.rows) == 1 else (row, ""),
                ):
                    if other in persons.cells:
                        yield (table.key, row, column), (persons.key, *other)
                        break
