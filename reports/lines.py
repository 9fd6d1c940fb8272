"""The lines of a form, each with a digest over what it says, so that whoever verifies one verifies exactly that (GR-01)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from reports.crosswalks import Rules
from reports.definition import Definition, Section, Table, digest


@dataclass(frozen=True)
class Line:
    """One row of a table. ``digest`` is another one as soon as a word, a number, a rule or a mapped code of it changes."""

    section: str
    table: str
    row: str
    text: str
    mark: str
    digest: str

    @property
    def proved(self) -> bool:
        """Found in a source: needs nobody to compare it with the form. What is copied or remembered does."""
        return self.mark == "F"


def lines(definition: Definition) -> tuple[Line, ...]:
    return definition.lines


def told(definition: Definition) -> Iterator[Line]:
    """All lines of a form in its order, but for what only the reporter sees beside it."""
    ways = list(definition.combinations())
    rules = {name: [walk.rules(way) for way in ways] for name, walk in definition.crosswalks.items()}
    for section, table in definition.tables():
        if not table.aside:
            for row in table.rows:
                said = _said(definition, section, table, row, rules)
                yield Line(section.key, table.key, row, _text(table, row), table.mark_of(row), digest(said))


def unverified(definition: Definition, verified: Collection[str], closed: Collection[str] = ()) -> list[Line]:
    """The lines that keep a report a draft. ``verified`` holds digests; sections behind a closed gate need nobody."""
    return [
        line
        for line in lines(definition)
        if not line.proved and line.digest not in verified and line.section not in closed
    ]


def numbered(number: str, label: str) -> str:
    """The form's number before its words, unless they begin with it."""
    return f"{number} {label}" if number and label.split()[:1] != [number] else label


def _text(table: Table, row: str) -> str:
    return f"{numbered(table.number, table.label)}: {numbered(table.numbers.get(row, ''), table.rows[row])}"


def _said(
    definition: Definition, section: Section, table: Table, row: str, rules: dict[str, list[Rules]]
) -> dict[str, Any]:
    walks = definition.crosswalks
    return {
        "form": [definition.key, definition.version, definition.title],
        "section": [section.number, section.label, section.gate],
        "table": [table.number, table.label, table.unit, table.basis, table.note, table.total_row, table.total_column],
        "row": [row, table.numbers.get(row, ""), table.rows[row], table.mark_of(row)],
        "columns": list(table.columns.items()),
        "counted": [
            {
                "how": [part.of, part.count, part.where],
                "rows": _into(rules[part.rows], row) if part.rows else "",
                "columns": [one.plain() for one in rules[part.columns]] if part.columns else "",
                "distinct": [one.plain() for one in rules[part.distinct]] if part.distinct else "",
                "labels": [walks[part.rows].when, walks[part.rows].version] if part.rows else "",
            }
            for part in table.parts
        ],
    }


def _into(rules: list[Rules], row: str) -> list[list[Any]]:
    """What comes into a row, for each way in which an award can choose."""
    return [
        [
            sorted(code for code, rows in one.map.items() if row in rows),
            one.none == row,
            one.several == row,
            [list(rule) for rule in one.first],
        ]
        for one in rules
    ]
