"""Plain cells, gathered line by line from a file that was rendered; whatever no export says is refused."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reports.exporting.lines import COLUMNS, DRAFT, NUMBER, WORDS, parts_of
from reports.shape import Cell, Product, Status, Unit

Key = tuple[str, str, str]  # table, row, column
ANSWERS = {"yes": True, "no": False, "": None}


class Unreadable(ValueError):
    """A file that is not one of ours, or no longer."""


@dataclass
class Read:
    """``cells`` have a value where they are exact and None otherwise; ``gates`` the answers to the sections' questions."""

    form: str = ""
    version: str = ""
    snapshot: str = ""
    product: Product | None = None
    draft: bool | None = None
    cells: dict[Key, Cell] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    gates: dict[str, bool | None] = field(default_factory=dict)

    def add(self, line: dict[str, str]) -> None:
        """One line of the long form; all of a file are of one report, one product, and drafts or not."""
        try:
            status, unit = _status(line["status"]), Unit(line["unit"])
            snapshot, product = parts_of(line["snapshot"])
        except ValueError as wrong:
            raise Unreadable("A line says what no line may say.") from wrong
        whole = {
            "form": line["report"], "version": line["version"], "snapshot": snapshot, "product": product,
            "draft": line["status"].startswith(DRAFT),
        }  # fmt: skip
        if self.product is None:
            vars(self).update(whole)
        elif {name: getattr(self, name) for name in whole} != whole:
            raise Unreadable("The lines are not all of one report.")
        if not line["line"]:
            self._add_gate(line, status)
        else:
            self._add_cell(line, status, unit)

    def _add_gate(self, line: dict[str, str], status: Status) -> None:
        if (
            line["section"] in self.gates
            or line["value"] not in ANSWERS
            or (status is Status.EXACT) != bool(line["value"])
        ):
            raise Unreadable("The question of a section is answered twice or in other words.")
        self.gates[line["section"]] = ANSWERS[line["value"]]

    def _add_cell(self, line: dict[str, str], status: Status, unit: Unit) -> None:
        key = (line["line"], line["dim1"], line["dim2"])
        if key in self.cells:
            raise Unreadable("A cell stands in it twice.")
        if self.units.setdefault(key[0], unit) is not unit:
            raise Unreadable("A table counts two things.")
        if status is not Status.EXACT and line["value"]:
            raise Unreadable("A cell that is not shown has a value.")
        self.cells[key] = Cell(key[1], key[2], _value(line["value"], unit) if status is Status.EXACT else None, status)


def _status(said: str) -> Status:
    draft, _space, status = said.partition(" ")
    if draft != DRAFT:
        return Status(said)
    if status == Status.EXACT.value:
        raise Unreadable("A draft says of no cell that it is exact.")
    return Status(status) if status else Status.EXACT


def _value(text: str, unit: Unit) -> Decimal | str:
    return Decimal(text) if unit not in WORDS and NUMBER.fullmatch(text) else text


def line_of(head: tuple[str, ...], values: list[str]) -> dict[str, str]:
    if head != COLUMNS or len(values) != len(COLUMNS):
        raise Unreadable("Its columns are not those of an export.")
    return dict(zip(COLUMNS, values, strict=True))


def text_of(value: Any) -> str:
    """A value of JSON or of a workbook as the CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Unreadable("A value is neither a number nor words.")
    return value if isinstance(value, str) else format(Decimal(str(value)).normalize() + 0, "f")
