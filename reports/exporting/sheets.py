"""One section of a report on one sheet: its tables one under the other, in the order of the funder's portal."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from reports.exporting import saying, writing
from reports.exporting.lines import WORDS, clean, meant
from reports.shape import Cell, Report, Section, Table

STATUS, LABEL, FIRST = 1, 2, 3  # columns: what the row may be used for, its words, its first number
HEAD = 3  # rows that stay when somebody scrolls, and are printed on each page
LAST = 9  # the last column of words that run across
WIDE = (17, 46, *[15] * (LAST - 2))
ACROSS = 118  # letters of small text that fit into a line across
Places = dict[tuple[str, str, str], str]


@dataclass
class Drawn:
    """A sheet that is being filled: the next free row, and where each cell went, by (table, row, column)."""

    sheet: Worksheet
    report: Report
    row: int = HEAD + 2
    places: Places = field(default_factory=dict)

    def across(self, text: str, font: Font, letters: int = ACROSS) -> None:
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=LABEL, end_column=LAST)
        writing.words(self.sheet.cell(self.row, LABEL), text, font)
        writing.tall(self.sheet, self.row, clean(text), letters)
        self.row += 1


def section(sheet: Worksheet, report: Report, given: Section) -> Places:
    """Fills the sheet and says where each cell stands; the answer to a section's question has the key ("", "", "")."""
    drawn = Drawn(sheet, report)
    head(sheet, report, saying.heading(given.number, str(given.label)))
    if given.gate:
        _question(drawn, given)
    for table in given.tables if given.open is not False else ():
        _table(drawn, table)
    return drawn.places


def head(sheet: Worksheet, report: Report, title: str) -> None:
    """Three rows that stay: what the sheet holds, whose it is, and what it may be used for."""
    writing.widths(sheet, WIDE)
    whose = " · ".join(filter(None, [report.title, report.agency, report.award, saying.period(report.period)]))
    what = saying.on_each_page(report) + (f" · {report.draft}" if report.draft else "")
    for row, (text, font) in enumerate(((title, writing.TITLE), (whose, writing.SMALL), (what, writing.BOLD)), start=1):
        writing.words(sheet.cell(row, 1), text, font, wrap=False, down="center")
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEAD].height = 24, 20
    for column in range(1, LAST + 1):
        sheet.cell(HEAD, column).border = writing.UNDER
    sheet.freeze_panes = sheet.cell(HEAD + 1, FIRST)
    sheet.sheet_view.showGridLines = False
    writing.paper(sheet, report, f"1:{HEAD}")


def _question(drawn: Drawn, given: Section) -> None:
    sheet, row = drawn.sheet, drawn.row
    writing.words(sheet.cell(row, STATUS), saying.on_each_row(drawn.report), writing.SMALL)
    writing.words(sheet.cell(row, LABEL), given.gate, writing.BOLD)
    writing.tall(sheet, row, clean(given.gate), 46)
    writing.words(sheet.cell(row, FIRST), saying.gate(given.open), writing.BOLD, wrap=False)
    drawn.places["", "", ""] = sheet.cell(row, FIRST).coordinate
    drawn.row += 2


def _table(drawn: Drawn, table: Table) -> None:
    drawn.across(saying.heading(table.number, str(table.label)), writing.HEADING, 90)
    counted = f"{saying.UNITS[table.unit]}. {saying.basis(drawn.report, table)}"
    for text in [counted, *saying.remarks(table)]:
        drawn.across(text, writing.SMALL)
    _columns(drawn, table)
    for key, label, cells in table.grid():
        _row(drawn, table, key, label, cells)
    drawn.row += 1


def _columns(drawn: Drawn, table: Table) -> None:
    sheet, row = drawn.sheet, drawn.row
    words = table.unit in WORDS
    heads = [
        gettext("Use"),
        gettext("Line"),
        *(label or str(saying.UNITS[table.unit]) for _key, label in table.columns),
    ]
    for column, text in enumerate(heads, start=STATUS):
        square = writing.words(
            sheet.cell(row, column),
            text,
            writing.BOLD,
            across="left" if column < FIRST or words else "right",
            down="center",
        )
        square.fill, square.border = writing.FILL, writing.OVER
        writing.tall(sheet, row, clean(text), 46 if column == LABEL else 14)
    if _runs_across(table):
        sheet.merge_cells(start_row=row, end_row=row, start_column=FIRST, end_column=LAST)
    drawn.row += 1


def _row(drawn: Drawn, table: Table, key: str, label: str, cells: list[Cell]) -> None:
    sheet, row = drawn.sheet, drawn.row
    total = key == "total"
    writing.words(sheet.cell(row, STATUS), saying.on_each_row(drawn.report), writing.SMALL)
    writing.words(sheet.cell(row, LABEL), label, writing.BOLD if total else writing.PLAIN)
    writing.tall(sheet, row, clean(saying.on_each_row(drawn.report)), 20)
    writing.tall(sheet, row, clean(label), 46)
    for column, cell in enumerate(cells, start=FIRST):
        square = sheet.cell(row, column)
        shown = meant(cell, table.unit)
        if isinstance(shown.value, Decimal):
            writing.number(square, shown.value, writing.BOLD if total or cell.column == "total" else writing.PLAIN)
        elif shown.value is not None:
            if shown.value:  # a blank tick stays a blank cell
                writing.words(square, shown.value)
            writing.tall(sheet, row, shown.value, 95 if _runs_across(table) else 15)
        else:
            across = "left" if table.unit in WORDS else "right"
            writing.words(square, saying.MARKS[shown.status], writing.ABSENT, across=across)
        drawn.places[table.key, cell.row, cell.column] = square.coordinate
    if _runs_across(table):
        sheet.merge_cells(start_row=row, end_row=row, start_column=FIRST, end_column=LAST)
    for column in range(STATUS, max(FIRST + len(cells), LAST + 1 if _runs_across(table) else 0)):
        sheet.cell(row, column).border = writing.ROW
    drawn.row += 1


def _runs_across(table: Table) -> bool:
    """Words of one column have the width of the sheet."""
    return table.unit in WORDS and len(table.columns) == 1
