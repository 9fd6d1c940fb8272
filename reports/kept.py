"""A report as plain data and back, so that what is filed or released can be kept and drawn again to the same byte (GR-04)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.shape import Cell, Product, Report, Said, Section, Status, Table, Unit


def to_plain(report: Report) -> dict[str, Any]:
    return {
        "form": report.form, "version": report.version, "title": report.title, "period": report.period, "agency": report.agency,
        "award": report.award, "snapshot": report.snapshot, "product": report.product.value, "draft": report.draft,
        "sum_of": report.sum_of, "notes": list(report.notes), "sections": [_section(one) for one in report.sections],
    }  # fmt: skip


def from_plain(plain: Mapping[str, Any]) -> Report:
    return Report(
        **{name: plain[name] for name in _OF_REPORT},
        product=Product(plain["product"]), notes=tuple(plain["notes"]),
        sections=tuple(_section_of(one) for one in plain["sections"]),
    )  # fmt: skip


_OF_REPORT = ("form", "version", "title", "period", "agency", "award", "snapshot", "draft", "sum_of")
_OF_SECTION = ("key", "number", "label", "gate", "open")
_OF_TABLE = ("key", "number", "label", "basis", "mark", "verified", "overlapping", "note")
_OF_SAID = ("counted", "why", "by", "on")


def _section(section: Section) -> dict[str, Any]:
    return {**{name: getattr(section, name) for name in _OF_SECTION}, "tables": [_table(one) for one in section.tables]}


def _section_of(plain: Mapping[str, Any]) -> Section:
    return Section(
        **{name: plain[name] for name in _OF_SECTION}, tables=tuple(table_of(one) for one in plain["tables"])
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        **{name: getattr(table, name) for name in _OF_TABLE}, "unit": table.unit.value,
        "rows": [list(pair) for pair in table.rows], "columns": [list(pair) for pair in table.columns],
        "cells": [_cell(cell) for cell in table.cells.values()],
    }  # fmt: skip


def table_of(plain: Mapping[str, Any]) -> Table:
    cells = [_cell_of(one) for one in plain["cells"]]
    return Table(
        **{name: plain[name] for name in _OF_TABLE}, unit=Unit(plain["unit"]),
        rows=tuple((key, label) for key, label in plain["rows"]), columns=tuple((key, label) for key, label in plain["columns"]),
        cells={(cell.row, cell.column): cell for cell in cells},
    )  # fmt: skip


def _cell(cell: Cell) -> list[Any]:
    """Row, column, status, and the value as a number's text or as words; then what was counted where something else was said."""
    number = isinstance(cell.value, Decimal)
    return [
        cell.row,
        cell.column,
        cell.status.value,
        str(cell.value) if number else None,
        None if number else cell.value,
        *([[getattr(cell.said, name) for name in _OF_SAID]] if cell.said else ()),
    ]


def _cell_of(plain: list[Any]) -> Cell:
    row, column, status, number, words, *said = plain
    value = Decimal(number) if number is not None else words
    return Cell(row, column, value, Status(status), Said(*said[0]) if said else None)
