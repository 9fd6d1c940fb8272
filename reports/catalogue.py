"""Blocks of which an agency makes a form of its own: the counted tables of the forms that come with the system.

Nothing is written here a second time. A block is a table of the newest version of a form with the crosswalks that it needs, as
they are when an award chooses nothing; a form of blocks counts each of them exactly as the form does that it comes from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.crosswalks import Crosswalk
from reports.definition import Definition, Section, Table, every
from reports.dims import KINDS

WORDS = "words"  # the one block that nobody counts
SECTION = "tables"
_PARTS = ("rows", "columns", "distinct")
_LEFT_OUT = {"number", "numbers", "mark", "marks", "only", *_PARTS, "also", "aside", "label"}


@dataclass(frozen=True)
class Block:
    """``key`` is the table's key in a form that is made of blocks."""

    key: str
    definition: Definition
    section: Section
    table: Table

    @property
    def label(self) -> str:
        return self.table.label


@cache
def blocks() -> Mapping[str, Block]:
    """All of them by key, in the order of the forms."""
    newest: dict[str, Definition] = {}
    for one in every().values():
        if one.key not in newest or newest[one.key].version < one.version:
            newest[one.key] = one
    return {
        f"{form.key.partition('.')[2]}_{table.key}": Block(f"{form.key.partition('.')[2]}_{table.key}", form, section, table)
        for form in newest.values() for section, table in form.tables()
        if table.parts and not table.aside and not _of_the_whole_agency(form, table)
    }  # fmt: skip


def _of_the_whole_agency(form: Definition, table: Table) -> bool:
    """Trainings whatever paid for them: in a form of an award the same words would count something else."""
    return form.whose == "agency" and any(part.of == "training" for part in table.parts)


def composed(key: str, version: str, title: str, period: str, tables: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The plain data of a form out of blocks: their keys and labels, in their order. ``from_dict`` makes a definition of it."""
    funder, _dot, form = key.partition(".")
    chosen = list(tables)
    mine = [blocks()[name] for name, _label in chosen if name != WORDS]
    sources = {one.definition.key: one.definition for one in mine}
    walks: dict[str, Any] = {}
    for one in mine:
        walks |= _walks(one)
    return {
        "funder": funder, "form": form, "version": version, "title": title, "period": period, "order": [SECTION],
        "age_floor": max((one.floor() for one in sources.values() if _sorts(one, mine)), default=0),
        "not_alone": sorted({code for one in sources.values() for code in one.not_alone}),
        "crosswalks": walks,
        "sections": {SECTION: {"label": title, "tables": [[name, _table(name, label)] for name, label in chosen]}},
        "checks": [check for one in sources.values() for check in _checks(one, mine)],
    }  # fmt: skip


def taken_apart(raw: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """The blocks and labels of a form that is made of blocks; None for any other."""
    from reports.definition import from_dict

    if list(raw.get("order", ())) != [SECTION]:
        return None
    tables = [(key, one["label"]) for key, one in raw["sections"][SECTION]["tables"]]
    if any(key != WORDS and key not in blocks() for key, _label in tables):
        return None
    key = f"{raw['funder']}.{raw['form']}"
    again = from_dict(composed(key, raw["version"], raw["title"], raw["period"], tables))
    return tables if again.raw == raw else None


def _sorts(definition: Definition, mine: Iterable[Block]) -> bool:
    """Whether a block of this form is there that sorts persons by their part in it."""
    return any(
        "role" in part.where or "status" in part.where
        for one in mine
        if one.definition is definition
        for part in one.table.parts
    )


def _table(name: str, label: str) -> dict[str, Any]:
    if name == WORDS:
        return {
            "of": "typed",
            "unit": "text",
            "label": label,
            "basis": "As typed",
            "mark": "F",
            "rows": [["words", label]],
        }
    block = blocks()[name]
    raw = _raw(block)
    made = {word: value for word, value in raw.items() if word not in _LEFT_OUT}
    also = [_renamed(block, part) for part in raw.get("also", ())]
    return {**made, **_renamed(block, raw), "label": label, "mark": "F", **({"also": also} if also else {})}


def _raw(block: Block) -> Mapping[str, Any]:
    found: Mapping[str, Any] = dict(block.definition.raw["sections"][block.section.key]["tables"])[block.table.key]
    return found


def _renamed(block: Block, part: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a table with the names that its crosswalks have in the new form."""
    return {
        word: _name(block, value) if isinstance(value, str) and word in _PARTS else value
        for word, value in part.items() if word in _PARTS or part is not _raw(block)
    }  # fmt: skip


def _name(block: Block, walk: str) -> str:
    return f"{block.key}_{walk}"


def _walks(block: Block) -> dict[str, Any]:
    """The crosswalks of a block; agencies are sorted by the one of that very name before their work is counted."""
    raw, form = _raw(block), block.definition
    names = {part[word] for part in (raw, *raw.get("also", ())) for word in _PARTS if isinstance(part.get(word), str)}
    found = {_name(block, name): _flat(form, form.crosswalks[name], raw.get("only")) for name in sorted(names)}
    if any("agency_type" in KINDS[part.of] for part in block.table.parts):
        found |= {name: _flat(form, walk, None) for name, walk in form.crosswalks.items() if walk.by == "sector"}
    return found


def _flat(form: Definition, walk: Crosswalk, only: Iterable[str] | None) -> dict[str, Any]:
    """As it is when nothing is chosen, with the rows that can be reached then."""
    chosen = form.chosen()
    rules, labels = walk.rules(chosen), walk.labels(chosen)
    kept = [row for row in walk.rows if row in rules.reached() and (only is None or row in only)]
    raw: dict[str, Any] = {
        "by": walk.by,
        "kind": walk.kind,
        "version": walk.version,
        "rows": [[row, labels[row]] for row in kept],
    }
    mapped = {code: [row for row in rows if row in kept] for code, rows in rules.map.items()}
    if walk.kind == "bands":
        raw["starts"] = [[start, row if row in kept else ""] for start, row in _starts(walk, chosen)]
        mapped = {code: rows for code, rows in mapped.items() if not code.isdigit()}
    raw["map"] = {code: rows[0] if len(rows) == 1 else rows for code, rows in mapped.items()}
    raw |= {word: row for word, row in (("none", rules.none), ("several", rules.several)) if row in kept}
    first = [[code, row] for code, row in rules.first if row in kept]
    return {**raw, "first": first} if first else raw


def _starts(walk: Crosswalk, chosen: Mapping[str, str]) -> list[tuple[int, str]]:
    starts = walk.raw.get("starts", [])
    for choice, options in walk.when.items():
        starts = options.get(chosen[choice], {}).get("starts", starts)
    return [(start, row) for start, row in starts]


def _checks(form: Definition, mine: Iterable[Block]) -> Iterator[list[Any]]:
    """Those of the form in which every table is there: they also tell the protection which numbers go together."""
    prefix = form.key.partition(".")[2]
    there = {one.table.key: one.table for one in mine if one.definition is form}
    for check in form.checks:
        raw = {word: value for word, value in check.items() if word != "key"}
        sides = [*raw["left"], *raw.get("right", [])]
        if all(_shown(side, there) for side in sides):
            names = {word: [f"{prefix}_{side}" for side in raw[word]] for word in ("left", "right") if word in raw}
            yield [f"{prefix}_{check['key']}", {**raw, **names}]


def _shown(side: str, there: Mapping[str, Table]) -> bool:
    table, _slash, row = side.partition("/")
    return table in there and (row in ("*", "@", "total") or row in there[table].rows)
