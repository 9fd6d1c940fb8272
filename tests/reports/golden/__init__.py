"""A made-up agency of sixty clients as tables that a person can read, and its reports as somebody counted them by hand."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
NOT_TRACKED = "not tracked"
Place = tuple[str, str, str]


def table(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str) -> list[str]:
    """Values of one cell, set apart by a semicolon."""
    return [one.strip() for one in cell.split(";") if one.strip()]


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


@dataclass(frozen=True)
class Line:
    """A number as it was counted by hand, and what is behind it: client, contact or other record, and how much of it."""

    value: str
    behind: dict[str, Decimal]

    @property
    def clients(self) -> set[str]:
        return {name for name in self.behind if name.isdigit()}

    @property
    def total(self) -> Decimal:
        return sum(self.behind.values(), Decimal(0))


def behind(cell: str) -> dict[str, Decimal]:
    """``35=3 c1`` is client 35 with three times, and one contact."""
    pairs = [one.partition("=") for one in cell.split()]
    return {name: Decimal(amount or 1) for name, _sign, amount in pairs}


def expected(report: str) -> dict[Place, Line]:
    """By table, row and column; a line that is not there is zero."""
    return {
        (one["table"], one["row"], one["column"]): Line(one["value"], behind(one["from"]))
        for one in table(f"expected/{report}")
    }


def changed(setting: str, report: str) -> dict[Place, Line]:
    """The lines that another setting of the award changes, as they are then."""
    return {
        (one["table"], one["row"], one["column"]): Line(one["value"], behind(one["from"]))
        for one in table("expected/settings")
        if (one["setting"], one["report"]) == (setting, report)
    }


def typed(report: str) -> dict[str, str]:
    return {one["line"]: one["value"] for one in table("typed") if one["report"] == report}


REPORTS = {one["report"]: one for one in table("reports")}


def shown(cell: str) -> str:
    """A cell of the data as the document prints it."""
    return ", ".join(several(cell.replace("_", " "))) if ";" in cell else cell.replace("_", " ")
