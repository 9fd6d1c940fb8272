"""The worksheet on paper and on a page: tagged, the same on each page, tables that say what their numbers are."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
from django.utils import translation
from pypdf import PdfReader

from reports.exporting import document, saying
from reports.exporting.worksheet import worksheet
from reports.shape import Product, Report, Unit
from tests.protocols import ua
from tests.reports import samples

BOTH = list(Product)


def texts(report: Report) -> list[str]:
    """Page by page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(document.render(report))).pages]


@pytest.mark.slow
@pytest.mark.parametrize("product", BOTH)
@pytest.mark.parametrize("draft", ["", samples.DRAFT])
def test_GR01_GR40_each_page_says_that_it_is_a_draft_and_who_it_is_for(product: Product, draft: str) -> None:
    pages = texts(samples.stop(product=product, draft=draft))
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert ("DRAFT" in text) == bool(draft), number
        assert ("Exact counts for the funder's portal. Do not pass on." in text) == (product is Product.FUNDER_EXACT), (
            number
        )
        assert ("Protected counts. Small numbers are withheld." in text) == (product is Product.RELEASE), number
        assert f"{number} / {len(pages)}" in text
    assert (samples.DRAFT in pages[0]) == bool(draft)


@pytest.mark.slow
@pytest.mark.parametrize("product", BOTH)
def test_GR05_the_worksheet_is_tagged_and_its_tables_say_what_they_are(product: Product) -> None:
    report = samples.large(product=product, draft=samples.DRAFT)
    data = document.render(report)
    assert ua.faults(data) == []
    tags, tables = ua.tags(data), list(report.tables())
    assert tags.count("/H1") == 1
    assert tags.count("/H2") >= len(report.sections)
    assert tags.count("/H3") == len(tables)
    assert tags.count("/Caption") >= len(tables)
    assert ("/Figure" in tags) == (product is Product.RELEASE)  # the exact numbers are never drawn
    assert tags.count("/TH") >= sum(len(table.rows) + len(table.columns) for _s, table in tables)


@pytest.mark.slow
def test_GR05_other_programs_read_the_document_too(tmp_path: Path) -> None:
    (tmp_path / "made.pdf").write_bytes(document.render(samples.stop(draft=samples.DRAFT)))
    if shutil.which("pdfinfo"):
        said = subprocess.run(["pdfinfo", tmp_path / "made.pdf"], capture_output=True, text=True, check=True).stdout
        assert "Tagged:          yes" in said
        assert "STOP annual report" in said
        assert "Syntax" not in said
    if shutil.which("pdftotext"):
        subprocess.run(["pdftotext", "-layout", tmp_path / "made.pdf", tmp_path / "made.txt"], check=True)
        assert (tmp_path / "made.txt").read_text().count("DRAFT") >= len(texts(samples.stop(draft=samples.DRAFT)))


def test_GR10_beside_each_table_stands_what_is_counted_and_how() -> None:
    text = " ".join(texts(samples.pmt()))
    for _section, table in samples.pmt().tables():
        assert f"{table.number} {table.label}" in text
        assert table.basis in text
    assert "A person may stand in more than one row" in text
    assert "Not yet compared with the funder's current form." in text


def test_GR44_the_legend_says_only_what_is_used_and_that_withheld_may_be_0() -> None:
    assert "It may be 0." in document.page(samples.stop(product=Product.RELEASE))
    assert "withheld" not in document.page(samples.stop())
    assert [term for term, _text in worksheet(samples.stop(product=Product.RELEASE))["marks"]] == [
        "withheld", "not tracked", "not reported", "does not apply",
    ]  # fmt: skip
    assert worksheet(samples.pmt())["marks"] == []


def test_GR35_a_closed_section_shows_its_answer_and_no_table() -> None:
    found = {one["heading"]: one for one in worksheet(samples.stop())["sections"]}
    assert (found["C2 Community education"]["answer"], found["C2 Community education"]["tables"]) == ("No", [])
    assert found["C4 Policies"]["unanswered"]
    assert found["D Victim services"]["answer"] == "Yes"


def test_GR07_the_first_page_says_that_partner_totals_were_added_up() -> None:
    said = "not unduplicated across agencies: it may hold a person twice"
    assert said in texts(samples.pmt(sum_of=4))[0]
    assert not any(said in text for text in texts(samples.pmt()))


def test_the_words_of_the_page_are_escaped() -> None:
    story = samples.words("f", "60", "<b>Narrative</b>", [("A & B", "<script>alert(1)</script>")])
    report = samples.stop()
    section = replace(report.sections[-1], tables=(story,))
    page = document.page(replace(report, sections=(section,), title="<i>x</i>", draft="<u>"))
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<i>x" not in page and "<u>" not in page and "<b>N" not in page


@pytest.mark.slow
def test_numbers_follow_the_language_and_pictures_do_not_break_by_it() -> None:
    report = samples.stop(product=Product.RELEASE)
    with translation.override("de"):
        page = document.page(report)
        assert ">1,25<" in page and 'x="1,' not in page and 'width="1,' not in page
    with translation.override("ar"):
        page = document.page(report)
        assert 'dir="rtl"' in page
        assert ua.faults(document.render(report)) == []


@pytest.mark.slow
def test_a_report_of_forty_tables_is_a_document_in_seconds() -> None:
    report = samples.large(draft=samples.DRAFT)
    assert len(list(report.tables())) >= 40
    document.render(samples.pmt())  # fonts and libraries are loaded
    began = process_time()
    document.render(report)
    assert process_time() - began < 20


def test_each_unit_has_a_word() -> None:
    assert set(saying.UNITS) == set(Unit)
