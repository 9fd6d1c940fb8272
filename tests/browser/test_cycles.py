"""The eight steps in a browser: a whole cycle from its first click to the next one, and every page of it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agencies.queries.teams import today_of
from protocols.actions import cycles
from protocols.models import ProtocolCycle
from protocols.steps import Step
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import SCHEMES, faults_of
from tests.protocols.agreeing import Table, as_
from tests.protocols.cycling import Ring
from tests.protocols.eleven import left_as_it_was
from tests.world import World

pytestmark = pytest.mark.browser
CYCLE = ("protocols_evidence", "protocols_reopening", "protocols_cyclestep", "protocols_protocolcycle")


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


def closed(page: Page, number: int) -> None:
    opened(page, number)
    page.get_by_role("button", name="Close the step").click()


def shown_and_closed(page: Page, number: int) -> None:
    opened(page, number)
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("What it is").fill(f"What shows step {number}")
    page.get_by_label("Where it is kept").fill("Binder 4")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Close the step").click()


@pytest.mark.slow
def test_P01_P02_a_coordinator_walks_a_whole_cycle_without_a_script(sign_in: Callable[..., Page]) -> None:
    walked(begun(), sign_in)


@pytest.mark.slow
def test_P01_P02_the_demos_team_walks_a_whole_cycle(
    sign_in: Callable[..., Page], world: World, superuser_db: Any
) -> None:
    """Birch County's, which has not begun."""
    team = world.team("Birch County SART")
    with left_as_it_was(superuser_db, CYCLE):
        walked(SimpleNamespace(cora=world.olga, ada=world.olga, team=team, today=today_of(team)), sign_in)


def walked(table: Any, sign_in: Callable[..., Page]) -> None:
    """From the first click to the next turn; ``cora`` coordinates the team, ``ada`` answers for its steps."""
    page = sign_in(table.cora.email, java_script_enabled=False)
    page.goto("/cycles/")
    page.get_by_role("button", name="Begin the eight steps").click()
    expect(page.get_by_role("img", name="Inventory: to come")).to_be_visible()
    kept(page, "cycle-begun")
    day = str(table.today + timedelta(days=30))
    for number in (1, 2):
        planned(page, number, table.ada.name, day)
    with as_(table.cora):
        for step in ProtocolCycle.objects.get(team=table.team).steps.filter(number__gt=2):
            cycles.plan(step=step, owner=table.ada, due_on=table.today + timedelta(days=60), by=table.cora)
    opened(page, 1)
    page.get_by_role("button", name="Close the step").click()
    expect(page.locator(".messages")).to_contain_text("at least one piece of evidence")
    page.locator(".crumbs a").nth(1).click()
    shown_and_closed(page, 4)  # too early: it asks why
    expect(page.get_by_text("These steps come first and are still open")).to_be_visible()
    page.get_by_role("button", name="Close it before the others").click()
    expect(page.locator(".summary")).to_contain_text("this needs an answer")
    kept(page, "cycle-early")
    page.goto("/cycles/")
    page.get_by_role("link", name=table.team.name).click()
    with as_(table.cora):
        for step in ProtocolCycle.objects.get(team=table.team).steps.exclude(number__in=(1, 4, 8)):
            cycles.add_evidence(step=step, title="A paper", place="Binder 5", by=table.cora)
    shown_and_closed(page, 1)
    for number in (2, 3):
        closed(page, number)
        expect(page.locator(".messages")).to_contain_text("The step is closed.")
    closed(page, 4)
    kept(page, "cycle-half")
    for number in (5, 6, 7):
        closed(page, number)
    shown_and_closed(page, 8)
    expect(page.locator(".messages")).to_contain_text("The cycle is closed, and the next one is open.")
    expect(page.locator(".lead")).to_contain_text("Cycle 2")
    expect(page.locator("tbody tr").first).to_contain_text(table.ada.name)
    page.get_by_role("link", name="Cycle 1").click()
    expect(page.get_by_role("img", name="8 of 8")).to_be_visible()
    kept(page, "cycle-closed")
    assert ProtocolCycle.objects.filter(team=table.team).count() == 2


@pytest.mark.slow
def test_S13_pages_of_a_step_in_the_states_that_the_demo_has_not(sign_in: Callable[..., Page]) -> None:
    ring = Ring()
    may_sign_in(ring.cora)
    ring.through(2)
    ring.reopen(1)
    ring.ready(4)
    page, faults, turns = sign_in(ring.cora.email), [], cycle(SCHEMES)
    mine = f"/cycles/{ring.cycle.public_id}/"
    for path in ("steps/1/", "steps/2/", "steps/2/reopen/", "steps/4/close/"):
        page.goto(mine + path, wait_until="domcontentloaded")
        faults += faults_of(page, mine + path, (next(turns),))
        kept(page, path.replace("/", "-"))
    assert not faults, "\n".join(map(str, faults))


INSIDE = """() => [...document.querySelectorAll('.step-ring text')].every(t => { const a = t.getBoundingClientRect();
  return a.width > 0 && a.left >= 0 && a.right <= document.documentElement.clientWidth })"""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "print": {"media": "print"},
    "forced": {"media": "screen", "color_scheme": "light", "forced_colors": "active"},
}  # fmt: skip


@pytest.mark.slow
def test_S13_the_ring_fits_on_a_phone_on_paper_and_from_right_to_left(sign_in: Callable[..., Page], world: Any) -> None:
    """Alder County's, with steps that are closed, begun, overdue and to come: every word of it stands within the page."""
    page = sign_in(world.cora.email)
    page.goto("/cycles/")
    page.get_by_role("link", name="Alder County SART", exact=True).first.click()
    expect(page.get_by_role("img", name="4 of 8")).to_be_visible()
    for way in ("ltr", "rtl"):
        page.evaluate("way => document.documentElement.dir = way", way)
        for width in (320, 700, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for name, look in LOOKS.items():
                if name == "print" and width < 700:
                    continue  # no sheet is so narrow
                page.emulate_media(**look)
                assert page.evaluate(INSIDE), (way, width, name)
                kept(page, f"ring-{way}-{width}-{name}")
            page.emulate_media(media="screen", forced_colors="none")
