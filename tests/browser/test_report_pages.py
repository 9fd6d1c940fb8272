"""A tick with its reason, totals of a partner, words that are gone through, a form of one's own: by the keyboard, on a phone, in the dark."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agencies.models import Award
from confidentiality import gate
from reports.compiling import lines_typed
from reports.definition import get
from reports.models import CustomForm, Run
from tests import rooms, rows
from tests.browser.test_activity import shown
from tests.browser.test_agreements import may_sign_in
from tests.cases.referring import as_
from tests.reports.teamwork import Working

pytestmark = pytest.mark.browser
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
STORY = "A 34-year-old woman from Pine Street came on March 3."


@pytest.fixture
def here(owner_db: Any) -> Working:
    made = Working(owner_db)
    for n in range(13):
        made.meets(FIRST + timedelta(days=28 * n))
    for who in (made.director, made.deputy):
        rooms.seat(made.team, who)
    may_sign_in(made.director)
    return made


@pytest.fixture
def run(here: Working) -> Run:
    return here.ask(here.stop, FIRST, LAST)


def dark(page: Page, name: str) -> None:
    """For whoever wants to look: MDT_SHOTS names a folder."""
    page.emulate_media(color_scheme="dark")
    if folder := os.environ.get("MDT_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")


@pytest.mark.slow
def test_GR30_a_tick_is_said_by_the_keyboard(sign_in: Callable[..., Page], here: Working, run: Run) -> None:
    page = sign_in(here.director.email)
    page.goto(reverse("report", args=[run.public_id]))
    page.locator(
        f'a[href="{reverse("report_otherwise", args=[run.public_id, "ccr_meetings", "law_enforcement"])}"]'
    ).click()
    assert shown(page, "otherwise") == []
    dark(page, "otherwise")
    page.get_by_label("Weekly").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.locator(".summary")).to_contain_text("Say why it is not what was counted.")
    page.locator(".summary a").first.click()
    expect(page.get_by_label("Why it is not what was counted")).to_be_focused()
    page.keyboard.type("Two offices share a floor")
    expect(page.get_by_label("Weekly")).to_be_checked()
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.get_by_text("Two offices share a floor").first).to_be_visible()
    page.goto(reverse("report_otherwise", args=[run.public_id, "ccr_meetings", "law_enforcement"]))
    assert shown(page, "otherwise-said") == []
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


@pytest.mark.slow
def test_GR07_totals_of_a_partner_section_by_section(sign_in: Callable[..., Page], here: Working, run: Run) -> None:
    page, award = sign_in(here.director.email), Award.objects.get(pk=here.stop).public_id
    page.goto(reverse("report_period", args=[award, FIRST]))
    assert shown(page, "period") == []
    page.get_by_role("link", name="Totals of partners").click()
    assert shown(page, "partners-none") == []
    page.get_by_role("link", name="Add a partner's totals").click()
    page.get_by_label("Which agency").select_option(label=here.sheriff.name)
    page.get_by_label("Who there gave them").fill("Rosa Diaz")
    page.get_by_label("In which role").fill("Director")
    page.get_by_label("On which day").fill("2026-01-09")
    page.get_by_label("In which role").press("Enter")
    expect(page.locator(".summary")).to_contain_text("Without a signed form")
    assert shown(page, "partner-new-wrong") == []
    page.get_by_label("The form with these totals is signed").check()
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_role("heading", name=here.sheriff.name)).to_be_visible()
    assert shown(page, "partner") == []
    page.goto(reverse("report_partner_totals", args=[award, FIRST, here.sheriff.public_id, "victims"]))
    page.locator('[name="status.served.dv"]').fill("1.5")
    page.locator('[name="status.served.dv"]').press("Enter")
    expect(page.locator(".summary")).to_contain_text("A total is a whole number")
    assert shown(page, "partner-totals-wrong") == []
    dark(page, "partner-totals")
    page.locator('[name="status.served.dv"]').fill("12")
    page.locator('[name="status.served.dv"]').press("Enter")
    page.goto(reverse("report_partners", args=[award, FIRST]))
    assert shown(page, "partners") == []
    page.goto(reverse("report", args=[run.public_id]))
    expect(page.get_by_text("Sum of 1 partner total").first).to_be_visible()


@pytest.mark.slow
def test_GR49_words_are_gone_through(sign_in: Callable[..., Page], here: Working, run: Run) -> None:
    form = get("ovw.stop", "2017")
    line = next(one for _s, table in form.tables() if table.unit == "text" for one in lines_typed(table))
    rows.put(
        here.db, "reports_typedfigure", award_id=here.stop, line=line, value=None, text=STORY, by_id=here.director.pk
    )
    page = sign_in(here.director.email)
    page.goto(reverse("report", args=[run.public_id]))
    page.get_by_role("link", name="Go through the words").click()
    expect(page.get_by_text("looks like an age")).to_be_visible()
    assert shown(page, "words") == []
    dark(page, "words")
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.locator(".summary")).to_contain_text("Tick what you have looked for.")
    for box in page.locator("form.form input[type=checkbox]").all():
        box.press("Space")
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.get_by_text("Everything on the list was looked for")).to_be_visible()
    assert shown(page, "words-read") == []


@pytest.mark.slow
def test_GR01_a_form_of_ones_own_from_its_tables_to_its_second_version(
    sign_in: Callable[..., Page], here: Working
) -> None:
    page = sign_in(here.director.email)
    page.goto(reverse("own_forms"))
    assert shown(page, "own-forms-none") == []
    page.get_by_role("link", name="Make a form").click()
    page.get_by_label("What the form is called").fill("County board, quarterly")
    page.get_by_label("What the form is called").press("Enter")
    expect(page.locator(".summary")).to_contain_text("Choose at least one table.")
    expect(page.get_by_label("What the form is called")).to_have_value("County board, quarterly")
    assert shown(page, "own-form-choose") == []
    dark(page, "own-form-choose")
    for name in ("pmt_individuals", "pmt_race"):
        box = page.locator(f'input[value="{name}"]')
        box.evaluate("box => { const fold = box.closest('details'); if (fold) fold.open = true }")
        box.check()
    page.get_by_role("button", name="Go on").click()
    assert shown(page, "own-form-arrange") == []
    page.get_by_label("What it is called").first.fill("People helped")
    page.get_by_role("button", name="Keep the form").press("Enter")
    expect(page.get_by_text("People helped")).to_be_visible()
    assert shown(page, "own-form") == []
    page.get_by_role("link", name="Make a new version").click()
    expect(page.locator('input[value="pmt_race"]')).to_be_checked()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("What it is called").first).to_have_value("People helped")
    page.get_by_label("What it is called").first.fill("Everybody helped")
    page.get_by_role("button", name="Keep the form").click()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()
    with as_(here.director), gate.own_rows(here.director):
        assert CustomForm.objects.filter(agency=here.agency).count() == 2
    assert shown(page, "own-form-2") == []
    page.goto(reverse("own_forms"))
    assert shown(page, "own-forms") == []
    page.goto(reverse("own_form_paste"))
    page.get_by_label("The form as TOML or JSON").fill("title = [")
    page.get_by_role("button", name="Keep the form").click()
    expect(page.locator(".summary")).to_contain_text("cannot be read as TOML or JSON")
    assert shown(page, "own-form-paste-wrong") == []
    dark(page, "own-form-paste-wrong")
