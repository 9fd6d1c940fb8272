"""Workbook, CSV and JSON: only what may stand in them, the same bytes each time, a draft in each row, no formula."""

import csv
import json
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from mdt.kit import clock
from reports.exporting import csv_long, document, fixed, json_file, workbook
from reports.exporting.csv_long import safe_cell, unguarded
from reports.exporting.lines import lines
from reports.exporting.writing import TooLong
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit
from tests.reports import samples
from tests.reports.exporting.making import EVIL

RENDERS = {"csv": csv_long.render, "json": json_file.render, "xlsx": workbook.render, "pdf": document.render}
BOTH = list(Product)
ALLOWED = "report,version,section,line,label,dim1,dim2,value,status,unit,basis,snapshot"
WORDS = {"exact", "suppressed", "not_tracked", "not_reported", "not_applicable", "draft"}
# The restricted words and the draft, on every row of a sheet, by product and draft.
ON_A_ROW = {
    (Product.FUNDER_EXACT, True): "DRAFT, exact: do not pass on", (Product.FUNDER_EXACT, False): "Exact: do not pass on",
    (Product.RELEASE, True): "DRAFT, protected", (Product.RELEASE, False): "Protected",
}  # fmt: skip


def rows_of(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(csv_long.render(report).decode("utf-8-sig"), newline="")))


def book_of(report: Report) -> Workbook:
    return load_workbook(BytesIO(workbook.render(report)))


@pytest.mark.slow
@pytest.mark.parametrize("name", RENDERS)
@pytest.mark.parametrize("product", BOTH)
def test_GR04_the_same_report_gives_the_same_bytes_at_another_time(name: str, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    report = samples.pmt(product=product, draft=samples.DRAFT)
    first = RENDERS[name](report)
    monkeypatch.setattr("time.time", lambda: 4_102_444_800.0)  # the zone of a ZIP entry is read from it
    assert RENDERS[name](report) == first
    assert RENDERS[name](replace(report, snapshot="other")) != first


def test_GR04_a_workbook_tells_no_moment() -> None:
    book = Workbook()
    made = load_workbook(BytesIO(fixed.saved(book)))
    assert made.properties.created == made.properties.modified
    assert made.properties.modified.year == 1980 < clock.now().year


def test_GR05_the_columns_are_these_and_no_others() -> None:
    for report in (samples.stop(), samples.large(draft=samples.DRAFT)):
        head = csv_long.render(report).decode("utf-8-sig").splitlines()[0]
        assert head == ALLOWED
        made = json.loads(json_file.render(report))
        assert made["columns"] == ALLOWED.split(",")
        assert {tuple(line) for line in made["lines"]} == {tuple(ALLOWED.split(","))}
        assert (made["schema"], made["schema_version"]) == ("mdt.grant-report", 1)
        last = [square.value for square in book_of(report).worksheets[-1][1]]
        assert last == [*ALLOWED.split(","), "place"]


@pytest.mark.parametrize("draft", ["", samples.DRAFT])
def test_GR05_a_status_is_a_word_of_the_list_and_a_draft_loses_none(draft: str) -> None:
    final, rows = rows_of(samples.large()), rows_of(samples.large(draft=draft))
    assert {word for row in rows for word in row["status"].split()} <= WORDS
    assert {row["status"] for row in final} == WORDS - {"draft"}  # the sample has them all
    for row, one in zip(rows, final, strict=True):
        said = {"exact": "draft"}.get(one["status"], f"draft {one['status']}") if draft else one["status"]
        assert row == {**one, "status": said}


def test_GR01_each_row_of_a_draft_says_so_and_no_row_of_another() -> None:
    for product in BOTH:
        draft, final = samples.stop(product=product, draft=samples.DRAFT), samples.stop(product=product)
        assert all(row["status"].split()[0] == "draft" for row in rows_of(draft))
        assert not any("draft" in row["status"] for row in rows_of(final))
        assert json.loads(json_file.render(draft))["draft"] == samples.DRAFT
        assert json.loads(json_file.render(final))["draft"] is None


@pytest.mark.parametrize("product", BOTH)
@pytest.mark.parametrize("draft", ["", samples.DRAFT])
def test_GR01_GR40_each_sheet_and_each_row_says_what_it_is(product: Product, draft: str) -> None:
    report = samples.large(product=product, draft=draft)
    exact = product is Product.FUNDER_EXACT
    book = book_of(report)
    for sheet in book.worksheets:
        said = sheet.oddHeader.center.text
        assert ("DRAFT" in said) == bool(draft)
        assert ("Do not pass on." in said) == exact
        assert sheet.oddFooter.center.text == "&P / &N"
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == (
            "landscape",
            "$1:$1" if sheet is book.worksheets[-1] else "$1:$3",
        )
    for sheet in book.worksheets[:-1]:
        assert ("DRAFT" in sheet["A3"].value) == bool(draft)
        assert ("Do not pass on." in sheet["A3"].value) == exact
        assert sheet.freeze_panes == "C4"
    marked = 0
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=4):
            if any(square.data_type == "n" and square.value is not None for square in row):
                assert row[0].value == ON_A_ROW[product, bool(draft)]
                marked += 1
    assert marked > 100


def test_GR05_a_workbook_is_in_the_order_of_the_portal() -> None:
    report = samples.stop()
    book = book_of(report)
    assert book.sheetnames == ["About", *(f"{one.number} {one.label}"[:31] for one in report.sections), "All lines"]
    for section, sheet in zip(report.sections, book.worksheets[1:-1], strict=True):
        text = [square.value for row in sheet.iter_rows() for square in row if isinstance(square.value, str)]
        at = [text.index(f"{table.number} {table.label}") for table in section.tables]
        assert at == sorted(at)
        assert all(any(table.basis in said for said in text) for table in section.tables)
    assert [row[2].value for row in book["C2 Community education"].iter_rows(min_row=5) if row[1].value] == ["No"]


def test_GR35_a_section_that_was_answered_with_no_has_no_children() -> None:
    report = samples.stop()
    closed = replace(
        report, sections=tuple(replace(one, gate="Were funds used?", open=False) for one in report.sections)
    )
    found = list(lines(closed))
    assert [(line.section, line.line, line.value) for line in found] == [(one.key, "", "no") for one in report.sections]
    assert len(list(lines(report))) > len(found)  # there was something to leave out


def enemy(text: str) -> Report:
    """Every word in it begins as an attack; a report that nobody should trust."""
    cell = Cell(text, text, text)
    table = Table(
        text,
        text,
        text,
        Unit.TEXT,
        text,
        "K",
        False,
        ((text, text),),
        ((text, text),),
        {(text, text): cell},
        True,
        text,
    )
    section = Section(text, text, text, (table,), text, True)
    return Report(text, text, text, text, text, text, text, Product.RELEASE, (section,), text, 2, (text,))


@pytest.mark.parametrize("text", EVIL)
def test_GR05_no_label_and_no_word_becomes_a_formula(text: str) -> None:
    for row in csv.reader(StringIO(csv_long.render(enemy(text)).decode("utf-8-sig"), newline="")):
        for value in row:
            assert not re.match(r"[\s​]*[=+\-@＝]|[\t\r\n]", value), value
    book = book_of(enemy(text))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for square in row:
                assert square.data_type in ("s", "n")
                assert square.data_type == "s" or square.value is None
                if isinstance(square.value, str) and square.value[:1] in tuple("=+-@\t"):
                    assert square.quotePrefix  # it stays text when somebody edits it


def test_GR05_the_guard_can_be_taken_away_again_and_leaves_numbers_alone() -> None:
    assert [unguarded(safe_cell(text)) for text in EVIL] == list(EVIL)
    assert safe_cell("=1+1") == "'=1+1" != safe_cell("1+1") == "1+1"
    row = next(row for row in rows_of(samples.pmt()) if row["line"] == "q1")
    assert row["value"].isdigit()


def test_GR05_a_spreadsheet_shows_the_words_of_an_attack(tmp_path: Path) -> None:
    """Opened by LibreOffice where there is one; by openpyxl, which knows a formula when it sees one, everywhere."""
    attack = '=HYPERLINK("http://example.invalid/","open")'
    office = shutil.which("soffice")
    (tmp_path / "made.xlsx").write_bytes(workbook.render(enemy(attack)))
    if office:
        subprocess.run(
            [office, "--headless", "--convert-to", "csv", "--outdir", tmp_path, tmp_path / "made.xlsx"],
            check=True,
            timeout=120,
        )
        assert attack.replace('"', '""') in (tmp_path / "made.csv").read_text()
    read = load_workbook(tmp_path / "made.xlsx")
    assert {cell.value for cell in read.worksheets[1]["B"]} >= {attack}
    unguarded_book, out = Workbook(), BytesIO()
    unguarded_book.active["A1"] = attack
    unguarded_book.save(out)
    assert load_workbook(BytesIO(out.getvalue())).active["A1"].data_type == "f"  # bait: it would be one


def test_words_that_do_not_fit_into_a_cell_are_refused_and_not_cut() -> None:
    report = samples.stop()
    story = samples.words("f.narrative", "60", "Narrative", [("All of it", "x" * 32_768)])
    with pytest.raises(TooLong):
        workbook.render(replace(report, sections=(Section("f", "F", "Narrative", (story,)),)))
    assert b"x" * 32_768 in csv_long.render(replace(report, sections=(Section("f", "F", "Narrative", (story,)),)))


def test_sheets_have_names_that_a_spreadsheet_takes() -> None:
    names = ["A/B: [all]*?", "a b all", "x" * 40, "x" * 31, "'", "History", "About"]
    sections = tuple(Section(str(n), "", name, ()) for n, name in enumerate(names))
    found = book_of(replace(samples.stop(), sections=sections)).sheetnames
    assert len({name.casefold() for name in found}) == len(found) == len(names) + 2
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in found)
    assert "History" not in found


def with_values(report: Report, value: Decimal | None) -> Report:
    """The same report, whose withheld cells carry a value that nobody may see."""

    def changed(table: Table) -> Table:
        cells = {at: replace(c, value=value) if c.status is Status.SUPPRESSED else c for at, c in table.cells.items()}
        return replace(table, cells=cells)

    return replace(
        report, sections=tuple(replace(s, tables=tuple(changed(t) for t in s.tables)) for s in report.sections)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", RENDERS)
def test_GR43_GR44_what_is_withheld_changes_no_byte_whatever_it_is(name: str) -> None:
    report = samples.pmt(product=Product.RELEASE)
    hidden = [
        cell for _s, table in report.tables() for cell in table.cells.values() if cell.status is Status.SUPPRESSED
    ]
    assert len(hidden) > 10
    made = {RENDERS[name](with_values(report, value)) for value in (None, Decimal(1), Decimal(4), Decimal(98_765))}
    assert len(made) == 1
    shown = replace(report, sections=tuple(
        replace(s, tables=tuple(replace(t, cells={at: replace(c, status=Status.EXACT, value=c.value or Decimal(0)) for at, c in t.cells.items()}) for t in s.tables))
        for s in with_values(report, Decimal(98_765)).sections
    ))  # fmt: skip
    assert RENDERS[name](shown) not in made  # bait: shown, the value would be in it


def test_GR44_there_is_one_marker_for_all_that_is_withheld() -> None:
    report = samples.large()
    book = book_of(report)
    where = {str(row[12].value) for row in book.worksheets[-1].iter_rows(min_row=2) if row[8].value == "suppressed"}
    shown = set()
    for place in where:
        sheet, address = place.rsplit("!", 1)
        shown.add(book[sheet[1:-1]][address].value)
    assert len(where) > 40
    assert shown == {"withheld"}
    page = document.page(report)
    assert {"withheld"} == set(re.findall(r'<span class="absent">(\w*withh\w*)</span>', page))
    assert not re.search(r"&lt;\s?\d|primary suppression|complementary", page)


def test_GR26_what_is_no_number_is_four_different_things_and_no_zero() -> None:
    rows = {row["dim1"]: row for row in rows_of(samples.stop()) if row["line"] == "d.other"}
    found = {row["status"] for row in rows.values()}
    assert {"exact", "not_tracked", "not_reported"} <= found
    assert all(bool(row["value"]) == (row["status"] == "exact") for row in rows.values())


def test_GR07_partner_totals_are_said_to_be_added_up_beside_each_number_of_persons() -> None:
    said = "Sum of 3 partner totals, not unduplicated across agencies: it may hold a person twice."
    for row in rows_of(samples.large(sum_of=3)):
        assert (said in row["basis"]) == (row["unit"] == "persons")
    assert not any("Sum of" in row["basis"] for row in rows_of(samples.large(sum_of=0)))
    persons = sum(t.unit is Unit.PERSONS for _s, t in samples.large(sum_of=3).tables())
    assert document.page(samples.large(sum_of=3)).count(said) == persons + 1
