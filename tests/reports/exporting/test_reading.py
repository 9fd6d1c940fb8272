"""What was rendered is read back as it was meant, and what was tampered with is not read at all."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from reports.exporting import csv_long, json_file, reading, workbook
from reports.exporting.lines import UNPRINTABLE, WORDS
from reports.exporting.reading import Read, Unreadable
from reports.shape import Cell, Product, Report, Status, Unit
from tests.reports import samples
from tests.reports.exporting.making import reports

FORMATS = {
    "csv": (csv_long.render, reading.from_csv),
    "json": (json_file.render, reading.from_json),
    "xlsx": (workbook.render, reading.from_xlsx),
}
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def tidy(text: str) -> str:
    """The naive reading of what files can hold."""
    return UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def wanted(report: Report) -> dict[tuple[str, str, str], Cell]:
    """What anybody may learn from a rendering of it, written down again without the code that renders."""
    found = {}
    for section in report.sections:
        for table in () if section.open is False else section.tables:
            for (row, column), cell in table.cells.items():
                value, status = (cell.value, cell.status) if cell.status is Status.EXACT else (None, cell.status)
                if status is Status.EXACT and value in (None, ""):
                    value, status = ("", status) if table.unit is Unit.TICKS else (None, Status.NOT_REPORTED)
                if isinstance(value, str):
                    value = tidy(value)
                found[tidy(table.key), tidy(row), tidy(column)] = Cell(tidy(row), tidy(column), value, status)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@quick
@given(report=reports())
def test_GR45_a_rendered_file_is_read_back_cell_by_cell(name: str, report: Report) -> None:
    render, read = FORMATS[name]
    found = read(render(report))
    assert found.cells == wanted(report)
    assert found.gates == {one.key: one.open for one in report.sections if one.gate}
    if found.cells or found.gates:
        assert (found.form, found.version, found.snapshot) == (report.form, report.version, report.snapshot)
        assert (found.product, found.draft) == (report.product, bool(report.draft))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("product", list(Product))
def test_GR45_the_samples_are_read_back_in_each_format(name: str, product: Product) -> None:
    render, read = FORMATS[name]
    for report in (
        samples.stop(product=product),
        samples.pmt(product=product, draft=samples.DRAFT),
        samples.large(product=product),
    ):
        found = read(render(report))
        assert found.cells == wanted(report)
        words = [c for (t, _r, _c), c in found.cells.items() if found.units[t] in WORDS]
        assert words or report.form == "ovc.pmt"


def tampered(change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(BytesIO(workbook.render(samples.pmt(product=Product.RELEASE))))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cell_that_says(book: Workbook, text: object) -> tuple[str, str]:
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows():
            for square in row:
                if square.value == text:
                    return sheet.title, square.coordinate
    raise AssertionError(text)


def a_number(book: Workbook) -> tuple[str, str]:
    return next(
        (sheet.title, square.coordinate) for sheet in book.worksheets[1:-1] for row in sheet.iter_rows() for square in row
        if square.data_type == "n" and square.value
    )  # fmt: skip


def put(book: Workbook, where: tuple[str, str], value: object) -> None:
    book[where[0]][where[1]].value = value


TAMPERINGS: dict[str, Callable[[Workbook], None]] = {
    "another number": lambda book: put(book, a_number(book), 12345),
    "a number as text": lambda book: put(book, a_number(book), "12"),
    "a number gone": lambda book: put(book, a_number(book), None),
    "a formula": lambda book: put(book, a_number(book), "=1+1"),
    "a withheld number shown": lambda book: put(book, cell_that_says(book, "withheld"), 3),
    "a second marker": lambda book: put(book, cell_that_says(book, "withheld"), "<5"),
    "a number beside the tables": lambda book: put(book, (book.sheetnames[1], "K9"), 7),
    "a number on the first sheet": lambda book: put(book, (book.sheetnames[0], "C30"), 7),
    "another column": lambda book: put(book, (book.sheetnames[-1], "D1"), "case"),
    "another status": lambda book: put(book, (book.sheetnames[-1], "I2"), "primary"),
    "a line twice": lambda book: book.worksheets[-1].append([c.value for c in list(book.worksheets[-1].rows)[-1]]),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", TAMPERINGS)
def test_GR45_a_workbook_that_shows_something_else_is_not_read(name: str) -> None:
    assert reading.from_xlsx(tampered(lambda book: None)).cells  # untouched, and saved by another program, it is
    with pytest.raises(Unreadable):
        reading.from_xlsx(tampered(TAMPERINGS[name]))


def test_GR45_two_lines_that_stand_in_one_place_are_not_read() -> None:
    def same_place(book: Workbook) -> None:
        last = book.worksheets[-1]
        last["M3"].value = last["M2"].value

    with pytest.raises(Unreadable):
        reading.from_xlsx(tampered(same_place))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"report,version,", b"report,client,"),
        (b"snapshot\r\n", b"snapshot,case\r\n"),
        (b",suppressed,", b",complementary,"),
        (b",,suppressed,", b",3,suppressed,"),
        (b"/release", b"/public"),
        (b",persons,", b",people,"),
        (b"\r\novc.pmt,", b"\r\novw.stop,"),
        (b"\xef\xbb\xbf", b"\xff\xfe"),
    ],
)
def test_GR45_a_csv_that_says_something_else_is_not_read(old: bytes, new: bytes) -> None:
    data = csv_long.render(samples.pmt(product=Product.RELEASE))
    assert isinstance(reading.from_csv(data), Read)
    assert old in data
    with pytest.raises(Unreadable):
        reading.from_csv(data.replace(old, new, 1))
    first, *rest = data.splitlines(keepends=True)
    with pytest.raises(Unreadable):
        reading.from_csv(first + b"".join(rest) + rest[0])


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"PK", b"\x00\x01", b'{"schema":"mdt.grant-report","schema_version":2,"lines":[]}']
)
def test_GR45_what_is_no_report_is_not_read(data: bytes) -> None:
    for _render, read in FORMATS.values():
        with pytest.raises(Unreadable):
            read(data)


def test_an_archive_that_is_no_workbook_is_not_read() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(Unreadable):
        reading.from_xlsx(out.getvalue())
