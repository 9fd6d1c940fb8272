"""XLSX to type from: what the report is, a sheet for each section in the portal's order, and all lines once more.

The last sheet has the long form and says in ``place`` where each line stands, so that a reader can hold one against the
other (``reading.py``).
"""

import re

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.exporting import saying, sheets, writing
from reports.exporting.fixed import saved
from reports.exporting.lines import COLUMNS, Line, clean, lines
from reports.shape import Report

PLACE = "place"
LETTERS = 31  # of a sheet's name
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\n\t]")


def render(report: Report) -> bytes:
    """The same report in the same language gives the same bytes."""
    book = Workbook()
    book.properties.title, book.properties.creator = clean(report.title), clean(report.agency)
    book.properties.subject = saying.on_each_page(report)
    first: Worksheet = book.active
    first.title = _name(gettext("About"), [])
    _about(first, report)
    places: dict[tuple[str, str, str, str], str] = {}
    for section in report.sections:
        sheet = book.create_sheet(_name(saying.heading(section.number, str(section.label)), book.sheetnames))
        for (table, row, column), where in sheets.section(sheet, report, section).items():
            places[clean(section.key), clean(table), clean(row), clean(column)] = _address(sheet.title, where)
    _long(book.create_sheet(_name(gettext("All lines"), book.sheetnames)), report, places)
    return saved(book)


def _name(wanted: str, taken: list[str]) -> str:
    """A name for a sheet: no letters that a spreadsheet refuses, not too long, and no other has it."""
    name = NOT_IN_A_NAME.sub(" ", clean(wanted)).strip(" '")[:LETTERS].strip(" '") or "-"
    used, count, made = {one.casefold() for one in taken} | {"history"}, 1, name
    while made.casefold() in used:
        count += 1
        made = f"{name[: LETTERS - 4].strip()} {count}"
    return made


def _address(sheet: str, where: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{where}"


def _about(sheet: Worksheet, report: Report) -> None:
    """The first sheet: what the report is and how its marks are read."""
    sheets.head(sheet, report, str(report.title))
    drawn = sheets.Drawn(sheet, report)
    _pairs(drawn, gettext("This report"), [*saying.facts(report), *_why(report)])
    _pairs(drawn, gettext("How to read it"), [
        (str(saying.MARKS[status]), str(saying.MEANINGS[status])) for status in saying.MARKS
    ])  # fmt: skip
    asked = [
        (saying.heading(one.number, str(one.label)), f"{one.gate} {saying.gate(one.open)}")
        for one in report.sections if one.gate
    ]  # fmt: skip
    if asked:
        _pairs(drawn, gettext("Sections that are asked for first"), asked)


def _why(report: Report) -> list[tuple[str, str]]:
    """Only what there is to say."""
    said = [(gettext("Use"), saying.product(report)), (str(saying.DRAFT), str(report.draft))]
    if report.sum_of:
        said.append((gettext("Counted together"), saying.sum_of(report)))
    return [*(pair for pair in said if pair[1]), *((gettext("Note"), str(note)) for note in report.notes)]


def _pairs(drawn: sheets.Drawn, title: str, pairs: list[tuple[str, str]]) -> None:
    drawn.across(title, writing.HEADING)
    for term, text in pairs:
        sheet, row = drawn.sheet, drawn.row
        writing.words(sheet.cell(row, sheets.LABEL), term, writing.BOLD)
        sheet.merge_cells(start_row=row, end_row=row, start_column=sheets.FIRST, end_column=sheets.LAST)
        writing.words(sheet.cell(row, sheets.FIRST), text)
        writing.tall(sheet, row, clean(term), 44)
        writing.tall(sheet, row, clean(text), 100)
        drawn.row += 1
    drawn.row += 1


def _long(sheet: Worksheet, report: Report, places: dict[tuple[str, str, str, str], str]) -> None:
    """As the CSV has it; numbers are numbers here too."""
    writing.widths(sheet, (16, 12, 10, 22, 60, 20, 18, 12, 20, 12, 40, 44, 30))
    for column, name in enumerate((*COLUMNS, PLACE), start=1):
        square = writing.words(sheet.cell(1, column), name, writing.BOLD, wrap=False)
        square.fill, square.border = writing.FILL, writing.OVER
    count = 1
    for count, line in enumerate(lines(report), start=2):
        _long_row(sheet, count, line, places[line.section, line.line, line.dim1, line.dim2])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:M{count}"
    writing.paper(sheet, report, "1:1")


def _long_row(sheet: Worksheet, row: int, line: Line, place: str) -> None:
    for column, value in enumerate((*line.as_tuple(), place), start=1):
        square = sheet.cell(row, column)
        if isinstance(value, str):
            writing.words(square, value, wrap=False)
        elif value is not None:
            writing.number(square, value)
