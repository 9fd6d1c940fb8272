"""A release that is signed on a phone, far away: made and read out by the advocate, opened, read and signed without an account."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_main_job import choose, open_a_case
from tests.browser.test_releases import prepare
from tests.world import World

pytestmark = pytest.mark.browser
CANARY = "Testa Person-779"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "en-US"}


def make_the_link(page: Page, case: str) -> tuple[str, str]:
    page.goto(case + "contact/add/")
    page.select_option("select[name=kind]", "phone")
    page.fill("input[name=value]", "555-0177")
    choose(page, "safety", "safe")
    page.fill("input[name=checked_on]", page.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)"))
    page.get_by_role("button", name="Save").click()
    prepare(page, case)
    release = page.url
    page.get_by_role("link", name="one-time link").click()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("answers need another look").first).to_be_visible()
    choose(page, "check_way", "code_word")
    page.locator("input[name=contact]").first.check()
    page.get_by_role("button", name="Make the link").click()
    made = page.locator("#link").inner_text(), page.locator("#spoken").inner_text()
    page.goto(release)
    return urlsplit(made[0]).path, made[1]


def is_in_order(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.title() == "Page" or page.title() == "Página"
    page.keyboard.press("Tab")
    expect(page.locator(".leave")).to_be_focused()


def test_E08_E09_E11_she_signs_on_her_phone_and_the_door_opens(
    sign_in: Callable[..., Page], visit: Callable[..., BrowserContext], world: World
) -> None:
    ada, dan = sign_in(world.ada.email), sign_in(world.dan.email)
    case = open_a_case(ada)
    address, code = make_the_link(ada, case)
    hers = visit(**PHONE)
    phone = hers.new_page()
    phone.goto(address)
    is_in_order(phone)
    phone.fill("input[name=code]", "AAA AAA")
    phone.get_by_role("button", name="Go on").click()
    expect(phone.locator(".field__error, [id$=_error]").first).to_contain_text("That is not the code")
    phone.fill("input[name=code]", code.lower())
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("heading", name="Lo que acepto").wait_for()
    phone.evaluate("document.activeElement.blur()")
    is_in_order(phone)
    phone.fill("input[name=name]", CANARY)
    phone.check("input[name=read]")
    phone.locator("main form button[type=submit]").click()
    phone.wait_for_function("!document.querySelector('form')")
    is_in_order(phone)
    assert hers.cookies() == []
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0

    # Once. And it is still the advocate who opens the door.
    phone.goto(address)
    phone.fill("input[name=code]", code)
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("heading", name="This page is not there any more")).to_be_visible()
    assert dan.goto(case).status == 404
    ada.reload()
    expect(ada.get_by_text(re.compile("Identity checked by Ada .*: By the code word"))).to_be_visible()
    ada.get_by_role("button", name="Countersign and open").click()
    assert dan.goto(case).status == 200
