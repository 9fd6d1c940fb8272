"""What a reader takes for granted of a form, for the protection of small cells: she knows what each line asks.

It follows from the definition, and need not be so in every report: the protection guards it where it is. Without it a
withheld number has less room than it seems: if eight persons had several kinds of harm and six rows beside the largest show
seven in all, the withheld one is one at least.
"""

from collections.abc import Iterator
from typing import Any

from reports.definition import Definition, Part, Table
from reports.shape import Unit
from reports.ties import Place, sides

Order = tuple[tuple[Place, ...], tuple[Place, ...]]  # the sum of the one is at most the sum of the other
COUNTS = {Unit.PERSONS, Unit.OCCURRENCES, Unit.EVENTS}


def assumed(definition: Definition) -> tuple[Order, ...]:
    tables = {t.key: t for _s, t in definition.tables() if not t.aside and t.unit in COUNTS}
    found = [
        *(order for raw in definition.checks for order in _checked(raw, tables)),
        *(order for table in tables.values() for order in _several(table, tables)),
        *_inside(tables), *_served(definition, tables),
    ]  # fmt: skip
    return tuple(dict.fromkeys(order for order in found if order[0] and order[1]))


def arrivals(definition: Definition) -> tuple[tuple[Place, Place], ...]:
    """(who is new, everybody) of the same table but for being new."""
    found = []
    for _s, table in definition.tables():
        part = _only(table)
        if part and part.where.get("new") == ("new",) and not part.rows:
            where = {key: codes for key, codes in part.where.items() if key != "new"}
            for _s2, other in definition.tables():
                all_of_it = _only(other)
                if all_of_it and (all_of_it.where, all_of_it.of, all_of_it.count, all_of_it.rows) == (
                    where,
                    part.of,
                    part.count,
                    "",
                ):
                    found.append(((table.key, part.row, ""), (other.key, all_of_it.row, "")))
    return tuple(found)


def _only(table: Table) -> Part | None:
    return table.parts[0] if len(table.parts) == 1 and table.unit == Unit.PERSONS and not table.aside else None


def _checked(raw: Any, tables: dict[str, Table]) -> Iterator[Order]:
    """The checks, warnings too. Who stands in a row of times was helped once or more."""
    names = [*raw["left"], *raw.get("right", [])]
    known = [name for name in names if name.partition("/")[0] in tables]
    if "number" in raw or raw["kind"] == "none" or not set(raw["left"]) & set(known):
        return
    there = {
        **raw,
        "left": [n for n in raw["left"] if n in known],
        "right": [n for n in raw.get("right", []) if n in known],
    }
    ways = [there]
    if len({(*tables[n.partition("/")[0]].columns,) for n in known}) == 1:  # what is so in all is so for each crime
        ways.append({**there, "per": "column"})
    for left, right in (pair for way in ways for pair in sides(way, tables)):
        if raw["kind"] == "at_most":
            yield left, right
        elif raw["kind"] == "at_least":
            yield right, left
            if all(tables[place[0]].overlapping for place in left):
                yield from (((place,), right) for place in left)  # each answer is of somebody on the other side
        elif raw["kind"] == "needs" and right:
            first, then = tables[left[0][0]], tables[right[0][0]]
            if (first.unit, then.unit) == (Unit.OCCURRENCES, Unit.PERSONS):
                yield right[:1], left


def _several(table: Table, tables: dict[str, Table]) -> Iterator[Order]:
    """Who is in two rows or more is in one besides any of them."""
    part = _only(table)
    if part is None or part.count != "several":
        return
    place = (table.key, part.row, "")
    for other in tables.values():
        if other.overlapping and other.unit == Unit.PERSONS and any(one.rows == part.distinct for one in other.parts):
            rows = _rows(other, "")
            yield (place, place), rows
            yield from (((place,), tuple(one for one in rows if one != row)) for row in rows)
            for all_of_it in _populations(other, tables):
                yield (all_of_it, place), rows


def _inside(tables: dict[str, Table]) -> Iterator[Order]:
    """Rows of many answers are no more than the persons whom a table without such rows counts, column by column; and each
    of these stands in some row, if only in that for what is not known."""
    for table in tables.values():
        part = _only(table)
        for other in _without_such_rows(part, tables)[:1] if part and table.overlapping else []:
            for column in [*other.columns, *(["total"] if other.total_column else [])]:
                rows, whole = _rows(table, column), ((other.key, "total", column),)
                yield from (((row,), whole) for row in rows)
                if rows and part and part.columns:
                    yield whole, rows


def _without_such_rows(part: Part | None, tables: dict[str, Table]) -> list[Table]:
    """Tables of the same persons in the same columns, each in one row."""
    found = [(table, _only(table)) for table in tables.values() if table.total_row]
    return [t for t, one in found if part and one and (one.where, one.columns) == (part.where, part.columns)]


def _served(definition: Definition, tables: dict[str, Table]) -> Iterator[Order]:
    """Whoever was served got one of the services, or a bed."""
    kinds: dict[Place, list[Place]] = {}
    for table in tables.values():
        part = _only(table)
        if table.overlapping and part and part.rows and definition.crosswalks[part.rows].by in ("service", "nights"):
            for whole in _populations(table, tables):
                kinds.setdefault(whole, []).extend(_rows(table, ""))
    yield from (((whole,), tuple(rows)) for whole, rows in kinds.items())


def _populations(table: Table, tables: dict[str, Table]) -> list[Place]:
    """Places that count all persons of whom the rows of a table without columns speak."""
    part, found = _only(table), []
    for other in tables.values():
        one = _only(other)
        if part and one and one.where == part.where and one.count == part.count and not other.overlapping:
            if other.total_row:
                found.append((other.key, "total", "total" if other.total_column else ""))
            elif not one.rows and not one.columns:
                found.append((other.key, one.row, ""))
    return found[:1]


def _rows(table: Table, column: str) -> tuple[Place, ...]:
    there = [*table.columns, *(["total"] if table.total_column else [])]
    return tuple((table.key, row, column) for row in table.rows) if column in there else ()
