"""Rendered files read back into plain cells, for whoever checks what left and not what was meant to leave (GR-45).

Whatever is not as it should be is refused: another column, a word that no status is, a cell twice, a formula, a number in
a workbook that no line answers for.
"""

import csv
import json
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as Square
from openpyxl.utils.exceptions import InvalidFileException

from reports.exporting.csv_long import unguarded
from reports.exporting.found import Read, Unreadable, line_of, text_of
from reports.exporting.json_file import SCHEMA, SCHEMA_VERSION
from reports.exporting.lines import COLUMNS
from reports.exporting.workbook import PLACE
from reports.shape import Status

__all__ = ["Read", "Unreadable", "from_csv", "from_json", "from_xlsx"]
Squares = dict[str, Square]


def from_csv(data: bytes) -> Read:
    try:
        head, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError) as wrong:
        raise Unreadable("It is no CSV.") from wrong
    if tuple(head) != COLUMNS:
        raise Unreadable("Its columns are not those of an export.")
    read = Read()
    for row in rows:
        read.add(line_of(COLUMNS, [unguarded(text) for text in row]))
    return read


def from_json(data: bytes) -> Read:
    try:
        whole: dict[str, Any] = json.loads(data, parse_float=Decimal, parse_int=Decimal)
        schema = (whole["schema"], whole["schema_version"])
        rows = [(tuple(line), list(line.values())) for line in whole["lines"]]
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as wrong:
        raise Unreadable("It is no report in JSON.") from wrong
    if schema != (SCHEMA, SCHEMA_VERSION):
        raise Unreadable("It has another schema.")
    read = Read()
    for head, values in rows:
        read.add(line_of(head, [text_of(value) for value in values]))
    return read


def from_xlsx(data: bytes) -> Read:
    """What stands on the sheets that people read: the last sheet says where, and both must say the same."""
    try:
        book = load_workbook(BytesIO(data))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as wrong:
        raise Unreadable("It is no workbook.") from wrong
    squares = _squares(book)
    head, *rows = book.worksheets[-1].iter_rows(values_only=True)
    if tuple(head) != (*COLUMNS, PLACE):
        raise Unreadable("Its last sheet is not the long form.")
    read, marks, used = Read(), defaultdict[Status, set[str]](set), set[str]()
    for *values, place in rows:
        line = line_of(COLUMNS, [text_of(value) for value in values])
        read.add(line)
        if place in used:
            raise Unreadable("Two lines stand in one place.")
        used.add(str(place))
        _agree(read, line, squares.get(str(place)), marks)
    if any(square.data_type == "n" for place, square in squares.items() if place not in used):
        raise Unreadable("It shows a number that no line answers for.")
    if any(len(said) > 1 for said in marks.values()):
        raise Unreadable("One state is said in two ways.")
    return read


def _squares(book: Workbook) -> Squares:
    """Everything on the sheets that people read, by the address that the last sheet uses. A formula is refused anywhere."""
    found: Squares = {}
    for sheet in book.worksheets:
        quoted = sheet.title.replace("'", "''")
        for square in (square for row in sheet.iter_rows() for square in row if square.value is not None):
            if square.data_type not in ("s", "n", "inlineStr"):
                raise Unreadable("A cell is a formula, or neither a number nor words.")
            if sheet is not book.worksheets[-1]:
                found[f"'{quoted}'!{square.coordinate}"] = square
    return found


def _agree(read: Read, line: dict[str, str], square: Square | None, marks: dict[Status, set[str]]) -> None:
    """The number that people read is the number of the line; what is not shown is a word, the same one each time."""
    shown = None if square is None else square.value
    number = shown is not None and square is not None and square.data_type == "n"
    if not line["line"]:
        return  # the answer to a question, in the reader's language
    cell = read.cells[line["line"], line["dim1"], line["dim2"]]
    if cell.status is not Status.EXACT:
        if number or shown is None:
            raise Unreadable("It shows a number, or nothing, where a line says that it is withheld.")
        marks[cell.status].add(str(shown))
    elif text_of(shown) != text_of(cell.value) or number != isinstance(cell.value, Decimal):
        raise Unreadable("It shows another value than its line.")
