"""What the database counts by: a definition and the choices of an award, as one plain plan that JSON can carry."""

from collections.abc import Mapping
from typing import Any

from reports.crosswalks import Rules
from reports.definition import Definition, Part, Table

NOWHERE: dict[str, Any] = {"map": {}, "none": "", "several": "", "first": []}


def compiled(definition: Definition, choices: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The plan. It does not change for the same definition and choices, to the byte once its keys are sorted.

    ``tables`` is a list of ways to count. **Several entries may have one ``key``: their values add up, cell by cell.** ::

        {"key": "race", "of": "person", "count": "keys", "into": "",
         "where": {"new": ["new"]},
         "row": {"by": "race", "kind": "one", "map": {"white": ["white"], "arson": [], …},
                 "none": "not_reported", "several": "multiple", "first": [["hispanic", "hispanic"]]},
         "column": {"by": "primary", "kind": "one", "map": {…}, "none": "", "several": "", "first": []} or null,
         "totals": {"row": false, "column": true}}

    *Which keys.* Those of the kind ``of`` that have, for each dim of ``where``, at least one fact with one of its codes.

    *Which rows a key is in* (``row``, and ``column`` in the same way; null is the one column ""): ``first`` is a list of code
    and row in order, and the first whose code she has is her only row; else, when ``several`` is not "" and she has two or
    more different codes, that is her only row; else all rows of all her codes by ``map`` (an empty list: not on the form);
    and with no fact of that dim at all ``none``, when that is not "". A ``by`` of "" is a dim of which nobody has a fact, so
    that everybody is in ``none``: this is how a table of one row is written.

    *What is counted.* ``keys``: how many different keys are in the cell. ``several``: keys with two or more different rows
    by ``row``; they stand in the row ``into``. ``amount``: the sum of the amounts of the facts of the dim ``row.by``, each in
    all rows of its code by ``map`` alone, in the columns that the key is in; an amount that is null counts as 1.

    Only what is not zero needs a cell. ``totals`` are worked out afterwards and need no counting.

    ``crosswalks`` sort agencies before coordination is counted: ``{"agency_type": {"by": "sector", …}}``. ``typed`` names
    each line that somebody types, with its unit: ``{"staff.administrator": "fte", "police.arrests.dv": "persons"}``.
    ``age_floor`` is the age from which somebody is a primary victim; ``primaries`` are the crimes under which a primary
    victim has a place on the form, empty where it does not sort by them; ``not_alone`` the services that alone make nobody
    somebody who was served; ``whose`` trainings are counted, the "award"'s or all of the "agency".
    ``choices`` are all of them, with the defaults.
    """
    chosen = definition.chosen(choices)
    rules = {name: walk.rules(chosen) for name, walk in definition.crosswalks.items()}
    return {
        "form": definition.key,
        "version": definition.version,
        "sha256": definition.sha256,
        "choices": chosen,
        "age_floor": definition.floor(choices),
        "primaries": sorted(_primaries(definition, rules)),
        "not_alone": list(definition.not_alone),
        "whose": definition.whose,
        "crosswalks": {
            name: _sorted(definition, name, rules)
            for name, walk in definition.crosswalks.items()
            if walk.by == "sector"
        },
        "tables": [
            _entry(definition, table, part, rules) for _section, table in definition.tables() for part in table.parts
        ],
        "typed": {line: table.unit.value for _section, table in definition.tables() for line in lines_typed(table)},
    }


def _primaries(definition: Definition, rules: Mapping[str, Rules]) -> set[str]:
    """Secondary victims are sorted by another's crime, and what stands beside the form is no place on it."""
    walks = {
        name
        for _section, table in definition.tables()
        for part in table.parts
        for name in (part.rows, part.columns)
        if name and not table.aside and "primary" in part.where.get("role", ("primary",))
    }
    by_crime = [rules[name] for name in walks if definition.crosswalks[name].by == "primary"]
    return {code for one in by_crime for code, rows in one.map.items() if rows}


def lines_typed(table: Table) -> list[str]:
    """The lines of a table that somebody types: table.row.column, without a column where there is only one."""
    if not table.typed:
        return []
    return [line(table.key, row, column) for row in table.rows for column in table.columns]


def line(table: str, row: str, column: str) -> str:
    return ".".join(filter(None, (table, row, column)))


def _entry(definition: Definition, table: Table, part: Part, rules: Mapping[str, Rules]) -> dict[str, Any]:
    row = {"by": "", "kind": "one", **NOWHERE, "none": part.row}
    if part.rows or part.distinct:
        row = _sorted(definition, part.rows or part.distinct, rules)
    if part.rows:
        row["map"] = {code: [one for one in rows if one in table.rows] for code, rows in row["map"].items()}
    return {
        "key": table.key,
        "of": part.of,
        "count": part.count,
        "into": part.row if part.count == "several" else "",
        "where": {dim: list(codes) for dim, codes in part.where.items()},
        "row": row,
        "column": _sorted(definition, part.columns, rules) if part.columns else None,
        "totals": {"row": bool(table.total_row), "column": bool(table.total_column)},
    }


def _sorted(definition: Definition, name: str, rules: Mapping[str, Rules]) -> dict[str, Any]:
    walk = definition.crosswalks[name]
    return {"by": walk.by, "kind": walk.kind, **rules[name].plain()}
