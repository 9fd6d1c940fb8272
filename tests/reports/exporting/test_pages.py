"""The worksheet on a page, in a real Chromium: accessible in both themes, on a phone, and marked on each sheet of paper."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from reports.exporting import charts
from reports.exporting.worksheet import worksheet
from reports.shape import Product, Report
from tests.browser.test_every_page import faults_of
from tests.examples import EVERYTHING
from tests.face.pages import Served, served, shell
from tests.face.test_browser import opened
from tests.reports import samples
from tests.reports.exporting.test_charts import PANELS, years

pytestmark = pytest.mark.browser
PAGE = """{% extends "base.html" %}{% load shell %}
{% block scripts %}<link rel="stylesheet" href="{% asset "css/components/worksheet.css" %}">{% endblock %}
{% block heading %}{{ sheet.title }}{% endblock %}
{% block content %}<div class="section stack">{% include "reports/worksheet_about.html" %}</div>
{% if chart %}<section class="section"><h2>{{ chart.title }}</h2>{% include "reports/export/over_time.html" %}{% include "reports/export/over_time_table.html" %}</section>{% endif %}
{% include "reports/worksheet.html" %}{% endblock %}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as state:
        yield state


def page_of(report: Report, language: str = "en") -> str:
    chart = charts.over_time(years(), PANELS, "Three years") if report.product is Product.RELEASE else None
    with translation.override(language):
        return engines["django"].from_string(PAGE).render({**shell(), "sheet": worksheet(report), "chart": chart})


def kept(tab: Page, name: str) -> None:
    """For whoever wants to look: MDT_SHOTS names a folder."""
    if folder := os.environ.get("MDT_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("product", list(Product) if EVERYTHING else [Product.RELEASE])
def test_GR05_the_page_is_accessible_in_both_themes_and_on_a_phone(
    browser: Browser, server: Served, product: Product
) -> None:
    tab = opened(browser, server, page_of(samples.stop(product=product, draft=samples.DRAFT)))
    assert faults_of(tab, "worksheet") == []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        kept(tab, f"worksheet-{product}-{scheme}")
    tab.set_viewport_size({"width": 360, "height": 740})
    kept(tab, f"worksheet-{product}-phone")


@pytest.mark.slow
def test_GR05_the_page_turns_around_for_right_to_left(browser: Browser, server: Served) -> None:
    tab = opened(browser, server, page_of(samples.stop(product=Product.RELEASE), "ar"))
    assert faults_of(tab, "worksheet", ("light",)) == []
    kept(tab, "worksheet-rtl")


def test_GR01_each_printed_sheet_of_the_page_says_that_it_is_a_draft(browser: Browser, server: Served) -> None:
    tab = opened(browser, server, page_of(samples.stop(draft=samples.DRAFT)))
    printed = tab.pdf(format="Letter", prefer_css_page_size=True)
    if folder := os.environ.get("MDT_SHOTS"):
        Path(folder, "printed.pdf").write_bytes(printed)
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(BytesIO(printed)).pages]
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert "DRAFT" in text and "Do not pass on." in text, number


def test_GR05_figures_stand_under_each_other(browser: Browser, server: Served) -> None:
    tab = opened(browser, server, page_of(samples.stop()))
    styles = tab.evaluate("""() => [...document.querySelectorAll('.figures:not(.figures--words) td')].map(cell => {
        const style = getComputedStyle(cell); return [style.textAlign, style.fontVariantNumeric]})""")
    assert len(styles) > 50
    assert {tuple(one) for one in styles} == {("end", "tabular-nums")}
