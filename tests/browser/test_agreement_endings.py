"""Leaving an agreement and ending it in a browser, from its page to the last click; the pictures on a phone, in light and dark."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from protocols.models import WithdrawalNotice
from protocols.queries.agreements import board
from protocols.vocabulary import Standing
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.protocols.agreeing import Table

pytestmark = pytest.mark.browser


@pytest.fixture
def table() -> Table:
    made = Table()
    may_sign_in(made.cora, made.lou)
    return made


def looked_at(page: Page, name: str) -> list[tuple[object, ...]]:
    """In light and dark, wide and on a phone."""
    faults = faults_of(page, name)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            kept(page, f"{name}-{scheme}-{width}")
    return faults


@pytest.mark.slow
def test_A09_left_by_a_head_and_ended_by_who_coordinates(sign_in: Callable[..., Page], table: Table) -> None:
    version = table.executed()
    table.out()  # another one, which waits
    first, path = table.today + timedelta(days=30), f"/agreements/{version.agreement.public_id}/"
    lou = sign_in(table.lou.email)
    lou.goto(path)
    lou.get_by_role("link", name="Leave this agreement").click()
    expect(lou.get_by_text(table.dan.name)).to_be_visible()
    faults = looked_at(lou, "leave")
    lou.get_by_label("Out from").fill(f"{table.today:%Y-%m-%d}")
    lou.get_by_role("button", name="Give notice").click()
    expect(lou.locator(".summary")).to_contain_text("The agreement asks for 30 days of notice.")
    faults += looked_at(lou, "leave-refused")
    lou.get_by_label("Out from").fill(f"{first:%Y-%m-%d}")
    lou.get_by_role("button", name="Give notice").dblclick()
    expect(lou.get_by_text("has given notice and is out from").first).to_be_visible()
    assert WithdrawalNotice.objects.get(party__version=version).effective_on == first
    faults += looked_at(lou, "left")

    cora = sign_in(table.cora.email)
    cora.goto("/agreements/")
    cora.get_by_text("The same in a table").first.click()
    expect(cora.get_by_text("Notice given, out from")).to_be_visible()
    faults += looked_at(cora, "list")
    cora.goto(path)
    cora.get_by_label("Measured against").select_option(label="NCA standards for accreditation")
    cora.get_by_role("button", name="Show").click()
    expect(cora.get_by_text("Not confirmed by counsel.")).to_be_visible()
    faults += looked_at(cora, "members")
    cora.get_by_role("link", name="End this agreement").click()
    expect(cora.get_by_role("row", name="Attend case review")).to_contain_text(table.harbor.name)
    faults += looked_at(cora, "end")
    cora.get_by_label("Why it ends").fill("A new one is signed")
    cora.get_by_role("button", name="End the agreement").dblclick()
    expect(cora.get_by_text("It has ended. A new one is signed")).to_be_visible()
    kept(cora, "ended")
    assert board(version.agreement).stands == Standing.TERMINATED
    assert not faults, "\n".join(map(str, faults))
