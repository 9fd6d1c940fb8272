"""How cells of a workbook are written: numbers as numbers, words as words and never as a formula (GR-05)."""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil

from openpyxl.cell import Cell as Square
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.exporting import saying
from reports.exporting.csv_long import RISKY
from reports.exporting.lines import clean
from reports.shape import Report

LONGEST = 32_767  # letters that a cell can hold
POINTS = 15.0  # height of one line
FONT = "Calibri"
GREY, INK, MUTED = "FFF0EDE5", "FF1D282D", "FF56646B"
HAIR, LINE = Side(style="hair", color="FF837D70"), Side(style="thin", color="FF837D70")
TITLE = Font(name=FONT, size=15, bold=True, color=INK)
HEADING = Font(name=FONT, size=12, bold=True, color=INK)
BOLD = Font(name=FONT, size=11, bold=True, color=INK)
PLAIN = Font(name=FONT, size=11, color=INK)
SMALL = Font(name=FONT, size=9, color=MUTED)
ABSENT = Font(name=FONT, size=10, italic=True, color=MUTED)
FILL = PatternFill("solid", fgColor=GREY)
UNDER, OVER = Border(bottom=LINE), Border(top=LINE, bottom=LINE)
ROW = Border(bottom=HAIR)


class TooLong(ValueError):
    """Words that do not fit into one cell of a workbook. They are not cut behind anybody's back."""


def words(
    square: Square, text: object, font: Font = PLAIN, *, across: str = "left", wrap: bool = True, down: str = "top"
) -> Square:
    """Typed as text, whatever it begins with, and marked so that it stays text when somebody edits it."""
    said = clean(text)
    if len(said) > LONGEST:
        raise TooLong(f"{square.coordinate} would have {len(said)} letters; {LONGEST} fit.")
    if said:
        square.value = said
        square.data_type = "s"  # openpyxl takes what begins with an equals sign for a formula
    square.font = font
    square.alignment = Alignment(horizontal=across, vertical=down, wrap_text=wrap)
    square.quotePrefix = bool(RISKY.match(said))  # type: ignore[attr-defined]  # a part of the style, made by a descriptor
    return square


def number(square: Square, value: Decimal, font: Font = PLAIN) -> Square:
    """A count without decimals; a share of full time with as many as it has, two at least."""
    whole = value == value.to_integral_value()
    square.value = int(value) if whole else float(value)
    square.number_format = "#,##0" if whole else "#,##0.00######"
    square.font, square.alignment = font, Alignment(horizontal="right", vertical="top")
    return square


def tall(sheet: Worksheet, row: int, text: str, letters: int) -> None:
    """The height of a row whose wrapped text has so many letters to a line; spreadsheets do not work it out themselves."""
    count = sum(max(1, ceil(len(part) / letters)) for part in text.split("\n"))
    sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height or 0, min(409.0, POINTS * count))


def widths(sheet: Worksheet, given: Iterable[float]) -> None:
    for index, wide in enumerate(given, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = wide


def paper(sheet: Worksheet, report: Report, repeat: str) -> None:
    """Landscape, as wide as the page; on each page what it is and may be used for, and page x of y."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeat
    sheet.print_options.horizontalCentered = False
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.8, 0.7
    head, foot = sheet.oddHeader, sheet.oddFooter
    head.center.text, head.center.size, head.center.font = _code(saying.on_each_page(report)), 10, f"{FONT},Bold"
    foot.left.text, foot.left.size = _code(report.snapshot)[:60], 8
    foot.right.text, foot.right.size = _code(f"{report.form} {report.version}")[:60], 8
    foot.center.text, foot.center.size = "&P / &N", 9


def _code(text: str) -> str:
    """An ampersand begins a code in the head and foot of a page, so each is doubled."""
    return clean(text).replace("\n", " ").replace("&", "&&")
