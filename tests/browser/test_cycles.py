"""The eight steps in a browser: a whole cycle from its first click to the next one, and every page of it."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from protocols.actions import cycles, reviews, tensions
from protocols.models import ProtocolCycle
from protocols.steps import Step
from tests import rooms
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of, kind, walk
from tests.protocols.agreeing import Table, as_
from tests.protocols.cycling import Ring

pytestmark = pytest.mark.browser


def begun() -> Table:
    table = Table()
    may_sign_in(table.cora)
    return table


def opened(page: Page, number: int) -> None:
    page.get_by_role("link", name=f"{number}. {Step(number).label}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(Step(number).label))


def planned(page: Page, number: int, who: str, day: str) -> None:
    opened(page, number)
    page.get_by_role("link", name="Plan").click()
    page.get_by_label("Who answers for it").select_option(label=who)
    page.get_by_label("By when").fill(day)
    page.get_by_role("button", name="Save").click()
    page.locator(".crumbs a").nth(1).click()


def shown_and_closed(page: Page, number: int) -> None:
    opened(page, number)
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("What it is").fill(f"What shows step {number}")
    page.get_by_label("Where it is kept").fill("Binder 4")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Close the step").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_P01_P02_a_coordinator_walks_a_whole_cycle(sign_in: Callable[..., Page], scripts: bool) -> None:
    table = begun()
    page = sign_in(table.cora.email, java_script_enabled=scripts)
    page.goto("/cycles/")
    page.get_by_role("button", name="Begin the eight steps").click()
    expect(page.get_by_role("img", name="Inventory: to come")).to_be_visible()
    kept(page, f"cycle-begun-{scripts}")
    day = str(table.today + timedelta(days=30))
    for number in Step if scripts else (Step.INVENTORY, Step.WRITING):
        planned(page, number, table.ada.name, day)
    opened(page, 1)
    page.get_by_role("button", name="Close the step").click()
    expect(page.locator(".messages")).to_contain_text("at least one piece of evidence")
    page.locator(".crumbs a").nth(1).click()
    shown_and_closed(page, 4)  # too early: it asks why
    expect(page.get_by_text("These steps come first and are still open")).to_be_visible()
    page.get_by_role("button", name="Close it before the others").click()
    expect(page.locator(".summary")).to_contain_text("this needs an answer")
    kept(page, f"cycle-early-{scripts}")
    page.goto("/cycles/")
    page.get_by_role("link", name=table.team.name).click()
    if not scripts:
        return
    for number in (1, 2, 3):
        shown_and_closed(page, number)
        expect(page.locator(".messages")).to_contain_text("The step is closed.")
    opened(page, 4)
    page.get_by_role("button", name="Close the step").click()
    kept(page, "cycle-half")
    for number in (5, 6, 7, 8):
        shown_and_closed(page, number)
    expect(page.locator(".messages")).to_contain_text("The cycle is closed, and the next one is open.")
    expect(page.locator(".lead")).to_contain_text("Cycle 2")
    expect(page.locator("tbody tr").first).to_contain_text(table.ada.name)
    page.get_by_role("link", name="Cycle 1").click()
    expect(page.get_by_role("img", name="8 of 8")).to_be_visible()
    kept(page, "cycle-closed")
    assert ProtocolCycle.objects.filter(team=table.team).count() == 2


def test_S13_every_page_of_the_eight_steps(sign_in: Callable[..., Page], owner_db: Any) -> None:
    ring = Ring()
    may_sign_in(ring.cora)
    ring.executed()
    ring.through(2)
    ring.reopen(1)
    ring.plan(3, owner=ring.ada, due_on=ring.today - timedelta(days=2), started_on=ring.today)
    ring.show(3)
    small = rooms.team(jurisdiction=ring.county, parent_id=ring.team.pk, structure="subcommittee")
    rooms.coordinator(small, ring.cora)
    with as_(ring.cora):
        cycles.begin(team=small, by=ring.cora)
        note = {"title": "Kits", "citation": "ZZ Stat. 1", "effective_on": ring.today, "verified": False}
        reviews.note_statute(team=ring.team, by=ring.cora, **note)
        point = tensions.open_point(team=ring.team, key="reporting", title="", by=ring.cora)
        tensions.say(point=point, discipline="advocacy", text="So we see it", by=ring.cora)
        tensions.settle(point=point, outcome="As it is", review_on=ring.today, by=ring.cora)
    faults, checked = [], set[str]()
    page, way = (sign_in(ring.cora.email) for _ in range(2))
    for path in walk(way):
        if (kind(path) not in checked and path.startswith(("/cycles/", "/reviews/", "/tensions/"))) or path == "/":
            checked.add(kind(path))
            page.goto(path, wait_until="domcontentloaded")
            faults += faults_of(page, path)
            kept(page, kind(path).replace("/", "_").replace("*", "x"))
    assert len(checked) > 12, checked
    assert not faults, "\n".join(map(str, faults))


def test_pictures_of_the_demo(sign_in: Callable[..., Page], world: Any) -> None:
    """The ring of Alder County, on a desk and on a phone, in both colours: its words fit, and nothing is wider than the page."""
    page = sign_in(world.cora.email)
    page.goto("/cycles/")
    page.get_by_role("link", name="Alder County SART", exact=True).first.click()
    expect(page.get_by_role("img", name="4 of 8")).to_be_visible()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            kept(page, f"demo-ring-{width}-{scheme}")
        inside = page.evaluate(
            "() => [...document.querySelectorAll('.step-ring text')].every(t => { const a = t.getBoundingClientRect();"
            " return a.left >= 0 && a.right <= document.documentElement.clientWidth })"
        )
        assert inside, width
    if not os.environ.get("MDT_SHOTS"):
        return
    for path in ("/", "/cycles/", "/reviews/", "/tensions/"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(path)
            kept(page, f"demo{path.replace('/', '-')}{width}")
