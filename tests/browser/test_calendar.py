"""The pages of one's own calendar in a browser: an address is made, shown once, changed; reminders are chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_agreements import kept
from tests.browser.test_every_page import faults_of
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_an_address_is_made_and_shown_once_and_reminders_are_chosen(sign_in: Callable[..., Page], world: World) -> None:
    page = sign_in(world.ada.email)
    page.goto("/meetings/")
    page.get_by_role("link", name="Calendar and reminders").click()
    kept(page, "calendar-1")
    assert faults_of(page, "calendar") == []
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#address").inner_text()
    kept(page, "calendar-2-made")
    assert faults_of(page, "calendar address") == []
    token = address.rsplit("/", 1)[-1].removesuffix(".ics")
    assert len(token) >= 43 and token not in page.url and token not in page.title()
    page.get_by_role("link", name="I have it").click()
    assert token not in page.content()
    kept(page, "calendar-3")
    page.get_by_role("link", name="Change reminders").click()
    assert faults_of(page, "reminders") == []
    page.get_by_label("One mail a day").check()
    page.get_by_role("button", name="Save").click()
    assert "Say at what time." in page.content()
    kept(page, "calendar-4-wrong")
    page.get_by_label("At what time").fill("07:30")
    page.get_by_role("button", name="Save").click()
    assert "One mail a day at" in page.content()
    page.get_by_role("button", name="End the address").click()
    assert page.get_by_role("button", name="Make an address").is_visible()
