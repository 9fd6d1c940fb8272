"""A report as people read it, on a page and on paper alike: what ``templates/reports/worksheet.html`` is given."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from reports.exporting import charts, saying
from reports.exporting.lines import WORDS, clean, meant
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit
from reports.words import tongue

BROAD = 8  # columns from which a table lies across the paper


Href = Callable[[str, str, str], str]  # a table, a row and a column; a line of ticks has no column


def worksheet(report: Report, *, pictures: bool = True, href: Href | None = None) -> dict[str, Any]:
    """Pictures are drawn of the protected product alone, whatever is asked for (GR-43). ``href``: where a number leads to."""
    drawn = pictures and report.product is Product.RELEASE
    return {
        "title": clean(report.title), "facts": saying.facts(report), "notes": [clean(note) for note in report.notes],
        "on_each_page": saying.on_each_page(report), "product": saying.product(report), "draft": clean(report.draft),
        "lang": tongue(),
        "restricted": report.product is Product.FUNDER_EXACT, "sum_of": saying.sum_of(report) if report.sum_of else "",
        "marks": _marks(report), "sections": [_section(report, one, drawn, href) for one in report.sections],
    }  # fmt: skip


def _marks(report: Report) -> list[tuple[str, str]]:
    """The words that stand in place of numbers here, and what each means."""
    used = {
        meant(cell, table.unit).status for section, table in report.tables() if section.open is not False
        for cell in table.cells.values()
    }  # fmt: skip
    return [
        (str(saying.MARKS[one]), str(saying.MEANINGS[one])) for one in Status if one in used and one in saying.MARKS
    ]


def _section(report: Report, section: Section, drawn: bool, href: Href | None) -> dict[str, Any]:
    return {
        "heading": clean(saying.heading(section.number, str(section.label))), "gate": clean(section.gate),
        "answer": saying.gate(section.open) if section.gate else "", "unanswered": section.gate and section.open is None,
        "tables": [_table(report, one, drawn, href) for one in (section.tables if section.open is not False else ())],
        "broad": bool(section.tables) and _broad(section.tables[0]),  # its heading goes with it
    }  # fmt: skip


def _broad(table: Table) -> bool:
    return len(table.columns) >= BROAD


def _table(report: Report, table: Table, drawn: bool, href: Href | None) -> dict[str, Any]:
    words = table.unit in WORDS
    unit = str(saying.UNITS[table.unit])
    said = clean(" ".join([*saying.sums(report, table), *saying.remarks(table, note=False)])).strip()
    note = clean(saying.ended(table.note) if said else table.note)
    return {
        "heading": clean(saying.heading(table.number, str(table.label))), "unit": unit, "key": clean(table.key),
        "basis": clean(saying.ended(table.basis) if note or said else table.basis), "note": note, "said": said,
        "narrative": table.unit is Unit.TEXT,  # nobody counts words
        "words": words, "broad": _broad(table), "one": not words and len(table.columns) == 1,
        "ticks": words and len(table.columns) > 1,
        "columns": [{"label": clean(label or unit), "total": key == "total", "ours": not label} for key, label in table.columns],
        "rows": [
            {
                "label": clean(label), "total": key == "total",
                "href": href(table.key, key, "") if href and table.unit is Unit.TICKS else "",
                "cells": [
                    {**_cell(table, cell, clean(name or unit), href), "ours": not name}
                    for cell, (_k, name) in zip(line, table.columns, strict=True)
                ],
            }
            for key, label, line in table.grid()
        ],
        "chart": charts.bars(report, table) if drawn else None,
    }  # fmt: skip


def _cell(table: Table, cell: Cell, label: str, href: Href | None) -> dict[str, Any]:
    """``absent`` is the word in place of a number; a blank tick has no words at all but for who hears the page."""
    shown = meant(cell, table.unit)
    number = isinstance(shown.value, Decimal)
    return {
        "label": label, "number": number, "absent": shown.status is not Status.EXACT, "blank": shown.value == "",
        "text": charts.said(shown) if shown.value != "" else gettext("no"), "total": cell.column == "total",
        "withheld": shown.status is Status.SUPPRESSED,
        "href": href(table.key, cell.row, cell.column) if href and number else "",
    }  # fmt: skip
