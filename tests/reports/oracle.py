"""A naive count of a form: facts to cells, straight from the text of the definition, one fact and one person at a time.

It knows nothing of the plan that the database counts by, and reads the crosswalks anew. It is slow, and meant to be.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from reports.definition import Definition


class Fact(NamedTuple):
    kind: str
    key: str
    dim: str
    code: str
    amount: Decimal | None = None


Cells = dict[tuple[str, str, str], Decimal]


def cells(definition: Definition, choices: dict[str, str], facts: Iterable[Fact]) -> Cells:
    """Every cell of every table that is counted, also of those beside the form; only what is not zero."""
    chosen = {key: choices.get(key, raw["default"]) for key, raw in definition.raw.get("choices", [])}
    things: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        things[fact.kind, fact.key].append(fact)
    found: Cells = defaultdict(Decimal)
    for section in definition.raw["order"]:
        for name, table in definition.raw["sections"][section].get("tables", []):
            if table["of"] != "typed":
                for part in [table, *({**table, **also} for also in table.get("also", []))]:
                    for (kind, _key), had in things.items():
                        if kind == part["of"]:
                            _count(found, definition, chosen, name, part, had)
    return {cell: value for cell, value in found.items() if value}


def _count(found: Cells, definition: Definition, chosen: dict[str, str], name: str, part: Any, had: list[Fact]) -> None:
    for dim, wanted in part.get("where", {}).items():
        if not any(fact.dim == dim and (wanted == "*" or fact.code in wanted) for fact in had):
            return
    columns = {""}
    if isinstance(part.get("columns"), str):
        columns = rows_of(definition.raw["crosswalks"][part["columns"]], chosen, had)
    rows, count = part["rows"], part.get("count", "keys")
    only = part.get("only")
    for column in columns:
        if count == "several":
            if len(rows_of(definition.raw["crosswalks"][part["distinct"]], chosen, had)) >= 2:
                found[name, rows[0][0], column] += 1
        elif not isinstance(rows, str):
            found[name, rows[0][0], column] += 1
        elif count == "keys":
            for row in rows_of(definition.raw["crosswalks"][rows], chosen, had):
                if only is None or row in only:
                    found[name, row, column] += 1
        else:
            walk = definition.raw["crosswalks"][rows]
            for fact in had:
                if fact.dim == walk["by"]:
                    for row in mapped(walk, chosen, fact.code):
                        if only is None or row in only:
                            found[name, row, column] += 1 if fact.amount is None else fact.amount


def rows_of(walk: Any, chosen: dict[str, str], had: list[Fact]) -> set[str]:
    """In which rows of a crosswalk somebody with these facts is."""
    said = dict(walk)
    for choice, options in walk.get("when", {}).items():
        said.update(
            {
                key: value
                for key, value in options.get(chosen[choice], {}).items()
                if key in ("first", "several", "none")
            }
        )
    codes = {fact.code for fact in had if fact.dim == walk["by"]}
    if not codes:
        return {said["none"]} if said.get("none") else set()
    for code, row in said.get("first", []):
        if code in codes:
            return {row}
    if said.get("several") and len(codes) >= 2:
        return {said["several"]}
    return {row for code in codes for row in mapped(walk, chosen, code)}


def mapped(walk: Any, chosen: dict[str, str], code: str) -> set[str]:
    """The rows of one code. The latest word counts: a choice, then the map, then the same name, then a band."""
    changed = [options.get(chosen[choice], {}) for choice, options in walk.get("when", {}).items()]
    for said in [*reversed(changed), walk]:
        if code in said.get("map", {}):
            rows = said["map"][code]
            return {row for row in ([rows] if isinstance(rows, str) else rows) if row}
    if walk.get("same") and code in labels(walk):
        return {code}
    starts = next((said["starts"] for said in [*reversed(changed), walk] if "starts" in said), [])
    if starts and code.isdigit():
        row = [row for start, row in starts if start <= int(code)][-1]
        return {row} if row else set()
    assert code in walk.get("off", []) or "rest" in walk, f"{code} is nowhere"
    return set()


def labels(walk: Any) -> set[str]:
    from reports.dims import own_lists

    of = set(own_lists()[walk["rows_of"]]) - set(walk.get("without", [])) if "rows_of" in walk else set()
    return of | {row for row, _label in walk.get("rows", [])}
