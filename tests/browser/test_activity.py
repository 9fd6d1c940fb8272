"""Written-down work in a browser: a training by the keyboard with a split that is put right, and every page of it on a phone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Award
from reports.models import Training
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.reports.teamwork import Working

pytestmark = pytest.mark.browser
WORK = "/reports/work/"


@pytest.fixture
def here(owner_db: Any) -> Working:
    made = Working(owner_db)
    made.award("ovc.pmt", "2015", title="Assistance for victims", number="15POVC-24-GG-00871-ASSI")
    may_sign_in(made.director)
    return made


def shown(page: Page, name: str) -> list[tuple[object, ...]]:
    """Kept in light and as on a phone; what is wrong with it."""
    faults = faults_of(page, name)
    page.emulate_media(color_scheme="light")
    kept(page, name)
    page.set_viewport_size({"width": 390, "height": 800})
    kept(page, f"{name}-phone")
    page.set_viewport_size({"width": 1280, "height": 800})
    return faults


@pytest.mark.slow
def test_GR34_a_training_by_the_keyboard_whose_split_is_put_right(sign_in: Callable[..., Page], here: Working) -> None:
    page = sign_in(here.director.email)
    page.goto(f"{WORK}trainings/new/")
    page.get_by_label("What it was about").focus()
    page.keyboard.type("Stalking and the law")
    page.get_by_label("On which day").fill("2026-03-03")
    page.get_by_label("Law enforcement officers").fill("12")
    page.get_by_label("Discipline not known").focus()
    page.keyboard.type("4")
    page.get_by_label("Several awards").check()
    page.keyboard.press("Enter")  # from any field
    page.get_by_role("heading", name="How many of them each award paid for").wait_for()
    shares = page.get_by_role("group", name="Law enforcement officers: 12 came").get_by_role("spinbutton")
    shares.nth(0).fill("7")
    shares.nth(1).fill("4")
    page.get_by_role("group", name="Discipline not known: 4 came").get_by_role("spinbutton").nth(2).fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".summary")).to_contain_text("11 of 12 people are shared out")
    assert shown(page, "training-wrong") == []
    page.locator(".summary a").first.click()
    expect(shares.nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("16 people")).to_be_visible()
    assert Training.objects.using("owner").get(agency=here.agency).people.count() == 3
    assert shown(page, "trainings") == []


@pytest.mark.slow
def test_S13_pages_of_written_down_work_are_accessible(sign_in: Callable[..., Page], here: Working) -> None:
    half = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
    here.wrote("staffassignment", award_id=here.stop, job="prosecutor", **half)
    product = here.wrote("product", award_id=here.stop)
    here.wrote("policywork", award_id=here.stop)
    here.links(here.agrees(date(2024, 1, 1), date(2038, 1, 1)))
    here.agrees(date(2019, 1, 1), date(2020, 1, 1))
    protocol = here.agrees(date(2026, 1, 1), date(2038, 1, 1), kind="protocol")
    here.wrote("policywork", award_id=here.stop, topic="courts.docket", protocol_id=protocol, action="", on=None)
    here.never_wrote_down()
    here.wrote_down(date(2026, 1, 1), None)
    here.wrote_down(date(2025, 1, 1), date(2025, 6, 30), "products")
    award = Award.objects.get(pk=here.stop).public_id
    public = here.db.execute("SELECT public_id FROM reports_product WHERE id = %s", [product]).fetchone()[0]
    pages = [
        "", "trainings/new/", "staff/", "staff/new/", "products/", f"products/{public}/", "policies/", "policies/new/",
        f"awards/{award}/", f"awards/{award}/protocols/", "written-down/", "written-down/trainings/", "written-down/products/",
    ]  # fmt: skip
    page, faults = sign_in(here.director.email), []
    for path in pages:
        page.goto(WORK + path, wait_until="domcontentloaded")
        faults += shown(page, "work-" + path.replace(str(award), "x").replace(str(public), "x").replace("/", "_"))
    assert faults == []
