"""How the tables of a form hang together, for the protection of small cells: it follows from the definition and its checks.

Whoever protects a report has to know which places show the same number and which never exceed another, or a withheld cell
can be worked out from a shown one. A report whose checks found errors has ties that do not hold, and cannot be protected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.definition import Definition, Table
from reports.dims import OPEN_KINDS
from reports.shape import Unit

Place = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True)
class Ties:
    """``same`` places show one number; a ``limits`` place is at most the sum of others, a ``sums`` place their sum.

    ``pairs`` are occurrences and their persons. ``open`` tables say nothing about survivors. The year of ``flows`` tables is
    the sum of its quarters (who is new is new once). In ``loose`` tables somebody can be in no row at all.
    """

    sums: tuple[tuple[Place, tuple[Place, ...]], ...]
    same: tuple[tuple[Place, Place], ...]
    limits: tuple[tuple[Place, tuple[Place, ...]], ...]
    pairs: tuple[tuple[Place, Place], ...]
    open: frozenset[str]
    flows: frozenset[str]
    loose: frozenset[str]


def ties(definition: Definition) -> Ties:
    tables = {table.key: table for _section, table in definition.tables() if not table.aside}
    found: dict[str, list[Any]] = {"sums": [], "same": [], "limits": [], "pairs": []}
    for raw in definition.checks:
        names = [*raw["left"], *raw.get("right", [])]
        if "number" in raw or raw["kind"] == "none" or any(not _tied(name, tables) for name in names):
            continue
        for left, right in sides(raw, tables):
            for kind, tie in _ties(raw, left, right, tables):
                found[kind].append(tie)
    parts = [(table, part) for table in tables.values() for part in table.parts]
    return Ties(
        **{kind: tuple(dict.fromkeys(some)) for kind, some in found.items()},
        open=frozenset(t.key for t in tables.values() if t.parts and all(p.of in OPEN_KINDS for p in t.parts)),
        flows=frozenset(table.key for table, part in parts if part.where.get("new") == ("new",)),
        loose=frozenset(t.key for t, part in parts if t.overlapping and not _everybody(definition, part.rows)),
    )


def _everybody(definition: Definition, rows: str) -> bool:
    """Whether the crosswalk has a row for whoever has none of its codes."""
    return bool(rows) and bool(definition.crosswalks[rows].raw.get("none"))


def _tied(name: str, tables: dict[str, Table]) -> bool:
    """Counted, and about survivors: what is typed or open is protected by itself or not at all."""
    table = tables.get(name.partition("/")[0])
    return table is not None and any(part.of not in OPEN_KINDS for part in table.parts)


def sides(raw: Any, tables: dict[str, Table]) -> Iterator[tuple[tuple[Place, ...], tuple[Place, ...]]]:
    """The places of both sides, row by row for ``@`` and column by column where both have the same columns."""
    first = tables[raw["left"][0].partition("/")[0]]
    rows = list(first.rows) if any(name.endswith("/@") for name in raw["left"]) else [""]
    columns = [*first.columns, *(["total"] if first.total_column else [])] if raw.get("per") == "column" else ["total"]
    for row in rows:
        for column in columns:
            yield _places(raw["left"], tables, row, column), _places(raw["right"], tables, row, column)


def _places(names: list[str], tables: dict[str, Table], row: str, column: str) -> tuple[Place, ...]:
    places: list[Place] = []
    for name in names:
        key, _slash, wanted = name.partition("/")
        table = tables[key]
        there = [*table.columns, *(["total"] if table.total_column else [])]
        columns = [column] if column in there else list(table.columns)
        rows = [row] if wanted == "@" else [wanted]
        if wanted == "*":
            rows = ["total"] if table.total_row else list(table.rows)
        places += [(key, one, other) for one in rows for other in columns]
    return tuple(places)


def _ties(
    raw: Any, left: tuple[Place, ...], right: tuple[Place, ...], tables: dict[str, Table]
) -> Iterator[tuple[str, Any]]:
    if {place[0] for place in left} == {place[0] for place in right}:
        return  # a sum inside one table is its own total
    kind = raw["kind"]
    if kind == "equal" and len(left) == len(right) == 1:
        yield "same", (left[0], right[0])
    elif kind == "equal" and len(right) == 1:
        yield "sums", (right[0], left)
    elif kind == "at_most" and len(left) == 1 and raw.get("level", "error") == "error":
        yield "limits", (left[0], right)
    elif kind == "at_least" and len(right) == 1 and raw.get("level", "error") == "error":
        yield "limits", (right[0], left)
    elif kind == "needs" and len({place[0] for place in left}) == 1:
        units = tables[left[0][0]].unit, tables[right[0][0]].unit
        if units == (Unit.OCCURRENCES, Unit.PERSONS):
            yield from (("pairs", (place, right[0])) for place in left)
