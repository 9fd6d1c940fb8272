"""A release from the talk to its end, in two browsers side by side: the door opens when it is signed and is shut by a word."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_main_job import choose, open_a_case
from tests.world import World

pytestmark = pytest.mark.browser
CANARY = "Testa Person-778"
ANSWERS = {
    "purpose": "investigation", "elements": "2", "methods": "here", "guardian": "none", "service": "advocacy", "spoken": "es",
    "language": "es",
    "interpreting": "none", "copy": "none",
}  # fmt: skip


def prepare(page: Page, case: str) -> None:
    page.goto(case + "releases/new/")
    page.get_by_role("button", name="Show what she would sign").click()
    expect(page.get_by_text("answers need another look")).to_be_visible()
    for name in ("alternatives", "risks", "voluntary"):
        page.check(f"input[name={name}]")
    for name, value in ANSWERS.items():
        choose(page, name, value)
    page.fill("textarea[name=in_her_words]", "So that he knows whom he meets")
    sheriff = page.locator("select[name=recipient] optgroup[label='Alder County Sheriff'] option").first
    page.select_option("select[name=recipient]", sheriff.get_attribute("value"))
    page.fill("input[name=age]", "31")
    page.get_by_role("button", name="Show what she would sign").click()
    page.wait_for_url(re.compile(r"/releases/[0-9a-f-]{36}/$"))


def sign(page: Page) -> None:
    """In the language of the signing, which is not that of the house."""
    page.get_by_role("heading", name="Lo que acepto").wait_for()
    page.fill("input[name=name]", CANARY)
    page.check("input[name=read]")
    choose(page, "way", "device")
    page.get_by_role("button", name="Firmar").click()
    page.get_by_role("button", name="Countersign and open").click()
    expect(page.get_by_text("It is countersigned.")).to_be_visible()


@pytest.mark.slow
def test_R06_R08_the_door_opens_when_signed_and_a_word_shuts_it(sign_in: Callable[..., Page], world: World) -> None:
    ada, dan = sign_in(world.ada.email), sign_in(world.dan.email)
    case = open_a_case(ada)
    ada.goto(case + "identity/edit/")
    ada.fill("input[name=name]", CANARY)
    ada.get_by_role("button", name="Save").click()
    assert dan.goto(case).status == 404
    prepare(ada, case)
    release = ada.url
    assert dan.goto(case).status == 404  # prepared is not signed
    ada.get_by_role("link", name="What they would see").click()
    expect(ada.get_by_text("Only you see it now")).to_be_visible()
    ada.goto(release)
    sign(ada)

    assert dan.goto(case).status == 200
    assert CANARY not in dan.content()
    dan.get_by_role("link", name="Show").first.click()
    expect(dan.get_by_text(CANARY)).to_be_visible()
    assert CANARY not in dan.title() + dan.url

    # She calls. Two clicks; the tab that is open at the sheriff's finds nothing at its next request.
    ada.get_by_role("link", name="Take back").click()
    ada.get_by_role("button", name="She said so").click()
    expect(ada.get_by_text("It is taken back.")).to_be_visible()
    assert dan.reload().status == 404
    assert dan.goto(case).status == 404
    ada.goto(case + "who-looked/")
    expect(ada.get_by_text("Alder County Sheriff").first).to_be_visible()
    expect(ada.get_by_text("Released by the survivor").first).to_be_visible()
