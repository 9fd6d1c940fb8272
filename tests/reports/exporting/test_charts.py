"""Pictures: of protected numbers alone, one stub for what is withheld, and the same words in a table beneath."""

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.exporting import charts, document
from reports.exporting.worksheet import worksheet
from reports.shape import Cell, Product, Report, Status, Table, Unit
from tests.reports import samples

SVG = "{http://www.w3.org/2000/svg}"


def protected(*numbers: int | None, hidden: Decimal | None = None) -> tuple[Report, Table]:
    """One table of one column; None is withheld and may carry a value that nobody may see."""
    rows = tuple((f"r{n}", f"Row {n}") for n in range(len(numbers)))
    cells = {
        (key, ""): Cell(key, "", hidden, Status.SUPPRESSED) if n is None else Cell(key, "", Decimal(n))
        for (key, _label), n in zip(rows, numbers, strict=True)
    }  # fmt: skip
    table = Table("t", "1", "Table", Unit.PERSONS, "", "F", True, rows, samples.ONE, cells)
    report = samples.pmt(product=Product.RELEASE)
    return replace(report, sections=(replace(report.sections[0], tables=(table,)),)), table


def drawn(report: Report, table: Table) -> str:
    return render_to_string("reports/export/bars.html", {"chart": charts.bars(report, table)})


def years(*, hidden: Decimal | None = None) -> list[Report]:
    """Three years of one number, the second of which is withheld."""
    made = []
    for year, number in (("2024", 12), ("2025", None), ("2026", 30)):
        report, _table = protected(number, 7, hidden=hidden)
        made.append(replace(report, period=f"{year}-01-01/{year}-12-31"))
    return made


PANELS = [("Row 0 over time", ("t", "r0", "")), ("Row 1 over time", ("t", "r1", "")), ("Nowhere", ("t", "gone", ""))]


@given(st.decimals(min_value=0, max_value=10**6, places=0))
@settings(deadline=None, max_examples=25)
def test_GR43_what_is_withheld_changes_no_byte_of_a_picture(hidden: Decimal) -> None:
    assert drawn(*protected(12, None, 0, 40, hidden=hidden)) == drawn(*protected(12, None, 0, 40))
    for template in ("over_time", "over_time_table"):
        name = f"reports/export/{template}.html"
        one, other = ({"chart": charts.over_time(years(hidden=h), PANELS, "Years")} for h in (hidden, None))
        assert render_to_string(name, one) == render_to_string(name, other)
    assert drawn(*protected(12, 5, 0, 40)) != drawn(*protected(12, 6, 0, 40))  # bait: what is shown does change it


def test_GR43_exact_numbers_are_never_drawn() -> None:
    report, table = protected(1, 2, 3)
    exact = replace(report, product=Product.FUNDER_EXACT)
    with pytest.raises(charts.NotProtected):
        charts.bars(exact, table)
    with pytest.raises(charts.NotProtected):
        charts.over_time([report, exact], PANELS)
    assert "<svg" in document.page(report)
    assert "<svg" not in document.page(exact, pictures=True)
    assert "<svg" not in document.page(report, pictures=False)


def test_GR43_a_stub_has_one_size_and_bars_are_as_long_as_their_numbers() -> None:
    chart = charts.bars(*protected(10, None, 40, None, 0))
    assert chart
    bars = chart["panels"][0]["bars"]
    assert [bar["wide"] for bar in bars if bar["stub"]] == [charts.STUB] * 2
    assert bars[2]["wide"] == pytest.approx(4 * bars[0]["wide"], abs=0.2)
    assert bars[4]["wide"] == 0
    assert [bar["said"] for bar in bars] == ["10", "withheld", "40", "withheld", "0"]
    assert charts.bars(*protected(None, None, 0)) is None  # a picture without a scale says nothing


def test_GR43_a_share_is_told_only_where_both_numbers_are_shown() -> None:
    shown, hidden = Cell("a", "", Decimal(30)), Cell("a", "", Decimal(3), Status.SUPPRESSED)
    assert charts.percent(shown, Cell("t", "", Decimal(120))) == 25
    assert charts.percent(Cell("a", "", Decimal(0)), shown) == 0
    for part, whole in (
        (hidden, shown),
        (shown, hidden),
        (shown, Cell("t", "", Decimal(0))),
        (Cell("a", "", "x"), shown),
    ):
        assert charts.percent(part, whole) is None


def all_pictures() -> list[str]:
    report = samples.large()
    made = [drawn(report, table) for _s, table in report.tables() if charts.bars(report, table)]
    return [
        *made,
        render_to_string("reports/export/over_time.html", {"chart": charts.over_time(years(), PANELS, "Years")}),
    ]


def test_GR43_pictures_keep_the_content_policy_and_say_in_words_what_they_show() -> None:
    made = all_pictures()
    assert len(made) > 15
    for svg in made:
        assert not re.search(r"style|<script|\bon\w+=|href|url\(|\bid=", svg)
        root = ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))  # noqa: S314 - our own
        assert root.get("role") == "img"
        assert root.get("aria-label") == root.findtext(f"{SVG}title")
        for text in root.iter(f"{SVG}text"):
            if text.get("class") == "chart__mark" and not (text.text or "").isdigit() and text.text:
                assert text.text in root.get("aria-label", "")
        wide = float(root.get("width", "0"))
        for box in root.iter(f"{SVG}rect"):
            assert (
                0 <= float(box.get("x", "-1")) <= float(box.get("x", "0")) + float(box.get("width", "0")) <= wide + 0.1
            )


def test_GR43_a_table_stands_beneath_each_picture() -> None:
    page = document.page(samples.large())
    pieces = page.split("<svg")[1:]
    assert len(pieces) > 15
    for piece in pieces:
        assert "<table" in piece.split("</svg>", 1)[1].split("<h3>")[0]
    table = render_to_string(
        "reports/export/over_time_table.html", {"chart": charts.over_time(years(), PANELS, "Years")}
    )
    assert re.findall(r"<td[^>]*><div>(?:<span[^>]*>)?([^<]*)", table) == [
        "12",
        "withheld",
        "30",
        "7",
        "7",
        "7",
        *["does not apply"] * 3,
    ]


def test_pictures_turn_around_for_right_to_left() -> None:
    report, table = protected(10, None, 40)
    left = charts.bars(report, table)
    with translation.override("ar"):
        right = charts.bars(report, table)
    assert left and right
    for one, other in zip(left["panels"][0]["bars"], right["panels"][0]["bars"], strict=True):
        assert one["x"] + one["wide"] + other["x"] == pytest.approx(charts.WIDTH, abs=0.3)


def test_tables_of_words_or_with_too_much_in_them_have_no_picture() -> None:
    charted = set(_charted(samples.stop(product=Product.RELEASE)))
    assert "d.age" in charted and "d.relationship" in charted
    assert not charted & {"a1.contact", "c3.table", "f.narrative", "d.secondary", "c1.events"}


def _charted(report: Report) -> list[str]:
    tables = [table for section in report.sections if section.open is not False for table in section.tables]
    shown = [one for section in worksheet(report)["sections"] for one in section["tables"]]
    return [table.key for table, one in zip(tables, shown, strict=True) if one["chart"]]
