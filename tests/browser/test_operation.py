"""The operator's page in a browser: in light and dark, on a phone, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import faults_of
from tests.world import World

pytestmark = pytest.mark.browser


def test_S13_the_operators_page_is_accessible_and_prints(sign_in: Callable[..., Page], world: World) -> None:
    page = sign_in(world.adam.email)
    page.goto("/administration/")
    page.get_by_role("link", name="Operation").click()
    expect(page.get_by_role("row", name="Ledger verified")).to_contain_text("Never yet")
    assert faults_of(page, page.url) == []
    page.emulate_media(media="print")
    assert page.get_by_role("row", name="Workers").is_visible()
    assert not page.locator("nav.nav").is_visible()
