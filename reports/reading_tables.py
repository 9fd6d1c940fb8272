"""Reads one table of a definition, and refuses what no table may be: a search, or a cross of two attributes (GR-42)."""

from collections.abc import Mapping
from typing import Any

from reports import naming
from reports.crosswalks import BadDefinition, Crosswalk
from reports.definition import Part, Table
from reports.dims import ANY, KINDS, SOURCES, dims, own_lists
from reports.shape import Unit

PART = {"of", "count", "where", "rows", "columns", "distinct"}
TABLE = PART | {"number", "label", "unit", "basis", "mark", "marks", "numbers", "total_row", "total_column", "overlapping",
                "private", "aside", "zero_needs", "note", "also", "rows_of", "only"}  # fmt: skip
# By what a table about persons may be divided besides one attribute: the crime, as the forms do (GR-42).
CRIMES = {"primary", "victimization"}


def known(raw: Mapping[str, Any], known: set[str]) -> None:
    for word in raw:
        if word not in known:
            raise BadDefinition(f"“{word}” is not known here.")


def table(key: str, raw: Mapping[str, Any], walks: Mapping[str, Crosswalk]) -> Table:
    known(raw, TABLE)
    naming.named([key])
    naming.said(
        raw["label"], raw["basis"], *(raw.get(word, "") for word in ("number", "note", "total_row", "total_column"))
    )
    rows, numbers, marks = _lines(raw, raw.get("rows"), walks)
    columns, _numbers, _marks = _lines({}, raw.get("columns", [["", ""]]), walks)
    naming.lines(rows, columns)
    parts: tuple[Part, ...] = ()
    if raw["of"] != "typed":
        parts = tuple(_part({**raw, **also}, walks, rows) for also in [{}, *raw.get("also", [])])
    if any(mark not in ("F", "C", "K") for mark in (raw["mark"], *marks.values())):
        raise BadDefinition("A mark is F, C or K.")
    if raw.get("zero_needs", "") not in ("", *SOURCES):
        raise BadDefinition(f"There is no source “{raw['zero_needs']}”.")
    made = Table(
        key=key, number=raw.get("number", ""), label=raw["label"], unit=Unit(raw["unit"]), basis=raw["basis"],
        mark=raw["mark"], rows=rows, columns=columns, parts=parts, numbers=numbers, marks=marks,
        total_row=raw.get("total_row", ""), total_column=raw.get("total_column", ""),
        overlapping=raw.get("overlapping", False), aside=raw.get("aside", False),
        private=raw.get("private", False) or any(_is_private(part, walks) for part in parts),
        zero_needs=raw.get("zero_needs", ""), note=raw.get("note", ""),
    )  # fmt: skip
    _totals(made, raw, walks)
    return made


def _lines(
    raw: Mapping[str, Any], said: str | list[list[str]] | None, walks: Mapping[str, Crosswalk]
) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Keys and labels of rows or columns: from a crosswalk, from one of our lists, or written out."""
    if isinstance(said, str):
        if said not in walks:
            raise BadDefinition(f"There is no crosswalk “{said}”.")
        walk = walks[said]
        only = raw.get("only", list(walk.rows))
        return (
            {row: walk.rows[row] for row in only},
            {**walk.numbers, **raw.get("numbers", {})},
            {**walk.marks, **raw.get("marks", {})},
        )
    rows = dict(said) if said is not None else own_lists()[raw["rows_of"]]
    for part in ("numbers", "marks"):
        for row in raw.get(part, {}):
            if row not in rows:
                raise BadDefinition(f"There is no row “{row}”.")
    return rows, raw.get("numbers", {}), raw.get("marks", {})


def _part(raw: Mapping[str, Any], walks: Mapping[str, Crosswalk], rows: Mapping[str, str]) -> Part:
    of, count, said = raw["of"], raw.get("count", "keys"), raw.get("rows")
    if of not in KINDS:
        raise BadDefinition(f"There is no kind of fact “{of}”.")
    if count not in ("keys", "amount", "several"):
        raise BadDefinition(f"Nothing is counted by “{count}”.")
    named = said if isinstance(said, str) else ""
    part = Part(
        of=of, count=count, where=_where(raw.get("where", {}), of), rows=named, row="" if named else next(iter(rows)),
        columns=raw["columns"] if isinstance(raw.get("columns"), str) else "", distinct=raw.get("distinct", ""),
    )  # fmt: skip
    for walk in filter(None, (part.rows, part.columns, part.distinct)):
        if walk not in walks:
            raise BadDefinition(f"There is no crosswalk “{walk}”.")
        if walks[walk].by not in KINDS[of]:
            raise BadDefinition(f"A {of} is not told by “{walks[walk].by}”.")
        if walk == part.rows and set(walks[walk].rows) - set(rows) and "only" not in raw:
            raise BadDefinition(f"The crosswalk “{walk}” has rows that the table has not.")
    _fits(part, raw, rows, walks)
    return part


def _fits(part: Part, raw: Mapping[str, Any], rows: Mapping[str, str], walks: Mapping[str, Crosswalk]) -> None:
    if not part.rows and len(rows) != 1:
        raise BadDefinition("Rows that are counted come from a crosswalk, or are a single one.")
    if (part.count == "several") != bool(part.distinct) or (part.distinct and part.rows):
        raise BadDefinition("Who has several needs one row, and the crosswalk by which they differ.")
    if part.count == "amount" and (
        not part.rows or any(walks[part.rows].raw.get(k) for k in ("none", "several", "first"))
    ):
        raise BadDefinition(
            "Amounts are added up code by code: that needs a crosswalk without rules for whole persons."
        )
    if isinstance(raw.get("columns"), list):
        raise BadDefinition("Columns that are counted come from a crosswalk.")
    if part.of == "person" and part.columns:
        row, column = (walks[one].by if one else "" for one in (part.rows or part.distinct, part.columns))
        if column not in CRIMES or row in CRIMES:
            raise BadDefinition(
                f"No table crosses “{row}” with “{column}” of a survivor: the crime with one attribute at most."
            )


def _where(raw: Mapping[str, Any], of: str) -> dict[str, tuple[str, ...]]:
    """Which of them are counted. By attributes of a survivor nothing is narrowed: such a table would be a search (GR-42)."""
    where: dict[str, tuple[str, ...]] = {}
    for dim, codes in raw.items():
        if dim not in KINDS[of]:
            raise BadDefinition(f"A {of} is not told by “{dim}”.")
        if codes == ANY:
            where[dim] = dims()[dim].codes
        elif not dims()[dim].filters:
            raise BadDefinition(f"Nobody is picked out by “{dim}”: a table counts all of them.")
        else:
            where[dim] = tuple(codes)
        for code in where[dim]:
            if code not in dims()[dim].codes:
                raise BadDefinition(f"There is no code “{code}” in “{dim}”.")
    return where


def _is_private(part: Part, walks: Mapping[str, Crosswalk]) -> bool:
    return part.of == "person" and any(
        dims()[walks[one].by].personal for one in (part.rows, part.columns, part.distinct) if one
    )


def _totals(table: Table, raw: Mapping[str, Any], walks: Mapping[str, Crosswalk]) -> None:
    """A total says that nobody is in it twice; where that is not so there is none to print (GR-20)."""
    many = [
        one for one in (raw.get("rows"), raw.get("columns")) if isinstance(one, str) and _overlaps(walks[one], table)
    ]
    if table.total_row and (table.overlapping or raw.get("rows") in many):
        raise BadDefinition("Rows that overlap have no total.")
    if table.total_column and raw.get("columns") in many:
        raise BadDefinition("Columns that overlap have no total.")
    if raw.get("rows") in many and table.unit == Unit.PERSONS and not table.overlapping:
        raise BadDefinition("Somebody can be in several rows: say that they overlap.")
    if "total" in table.rows or "total" in table.columns:
        raise BadDefinition("“total” is the key of a sum.")


def _overlaps(walk: Crosswalk, table: Table) -> bool:
    """Amounts are told by one code each, and are in two rows only where that code is."""
    if any(part.count != "amount" for part in table.parts):
        return walk.kind == "many"
    maps = [walk.raw, *(option for options in walk.when.values() for option in options.values())]
    return any(isinstance(rows, list) and len(rows) > 1 for one in maps for rows in one.get("map", {}).values())
