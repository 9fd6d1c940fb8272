"""The main job by the keyboard alone: nothing here clicks, fills or selects; every step shows where the focus is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mdt.demo.cast import PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser
CANARY = "Testa Person-778"
SHOWN = """() => [document.activeElement, document.activeElement.closest('.tile')]
  .some(e => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2)"""
HERE = "([what, says]) => document.activeElement.matches(what) && document.activeElement.innerText.includes(says)"


def reach(page: Page, what: str, says: str = "") -> None:
    """Tab until the focus is there. It must be visible at every stop on the way."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # the end of the page: the browser's own bar comes next
        assert page.evaluate(SHOWN), ("no visible focus", page.url, page.evaluate("document.activeElement.outerHTML"))
        if page.evaluate(HERE, [what, says]):
            return
    pytest.fail(f"The keyboard does not reach {what} {says} on {page.url}")


def press(page: Page, what: str, says: str, goes: str) -> None:
    """Enter on a link or a button, and the page to which it leads."""
    reach(page, what, says)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(goes))


def write(page: Page, name: str, words: str) -> None:
    reach(page, f"[name={name}]")
    page.keyboard.type(words)


def choose(page: Page, name: str, value: str) -> None:
    """One tile of a group of radios: arrows go round it."""
    reach(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"No {value} among {name}")


def tick(page: Page, name: str, value: str = "") -> None:
    reach(page, f"input[name={name}]" + (f"[value='{value}']" if value else ""))
    page.keyboard.press("Space")


def pick(page: Page, name: str, label: str) -> None:
    """One line of a list."""
    reach(page, f"select[name={name}]")
    for _ in range(40):
        if label in page.evaluate("document.activeElement.selectedOptions[0]?.text ?? ''"):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"No {label} in {name}")


def at_the_door(visit: Callable[..., BrowserContext], email: str) -> Page:
    page = visit().new_page()
    page.goto("/account/login/")
    write(page, "login", email)
    write(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)
    return page


@pytest.mark.slow
def test_S13_the_main_job_by_keyboard_alone(visit: Callable[..., BrowserContext], world: World) -> None:
    ada = at_the_door(visit, world.ada.email)
    press(ada, "nav a", "Cases", r"/cases/$")
    press(ada, "main a", "Open a case", r"/cases/new/")
    press(ada, "main button", "Open a case", r"/cases/[0-9a-f-]{36}/")
    case = re.sub(r"[?#].*", "", ada.url)

    # Who she is, and how to reach her; covered until it is asked for.
    press(ada, "a[href$='/identity/edit/']", "Write", r"/identity/edit/")
    write(ada, "name", CANARY)
    press(ada, "main button", "Save", rf"{case}(show/|#|$)")
    ada.goto(case)
    press(ada, "a[href$='/contact/edit/']", "Write", r"/contact/edit/")
    write(ada, "code_word", "two lemons")
    press(ada, "main button", "Save", rf"{case}(show/|#|$)")
    ada.goto(case)
    assert CANARY not in ada.content()
    press(ada, "a[href*='/show/identity/']", "Show", r"/show/identity/")
    expect(ada.get_by_text(CANARY)).to_be_visible()

    # She refers without identity.
    ada.goto(case)
    press(ada, "main a", "Refer", r"/refer/")
    pick(ada, "recipient", "Alder County SART")
    reach(ada, "input[name=asked_for][value=consultation]")
    ada.keyboard.press("Space")
    for name, value in {"urgency": "now", "tier": "1", "area_kind": "county"}.items():
        choose(ada, name, value)
    pick(ada, "area", "Alder County")
    reach(ada, "main button", "See what they will see")
    ada.keyboard.press("Enter")
    expect(ada.locator("h1")).to_have_text("Before you send")
    assert CANARY not in ada.content()
    press(ada, "main button", "Send to", r"/referrals/[0-9a-f-]{36}/")

    # The coordinator asks a question, then accepts.
    cora = at_the_door(visit, world.cora.email)
    cora.goto(ada.url)
    press(cora, "main a", "Ask the sender", r"/ask/")
    choose(cora, "question", "safe_now")
    press(cora, "main button", "Ask the sender", r"/referrals/[0-9a-f-]{36}/$")
    expect(cora.locator(".page-head")).to_contain_text("In consultation")
    press(cora, "main a", "Accept", r"/accept/")
    press(cora, "main button", "Accept", r"/referrals/[0-9a-f-]{36}/$")
    expect(cora.locator("main")).to_contain_text("Cora Bell")


@pytest.mark.slow
def test_S13_the_conversation_about_a_release_by_keyboard_alone(
    visit: Callable[..., BrowserContext], world: World
) -> None:
    """In the order in which it is talked through: one pass of the Tab key through the whole form, and it is prepared."""
    ada = at_the_door(visit, world.ada.email)
    press(ada, "nav a", "Cases", r"/cases/$")
    press(ada, "main a", "Open a case", r"/cases/new/")
    press(ada, "main button", "Open a case", r"/cases/[0-9a-f-]{36}/")
    press(ada, "main a", "Releases", r"/releases/$")
    press(ada, "main a", "Ask her about a release", r"/releases/new/$")
    tick(ada, "alternatives")
    choose(ada, "purpose", "investigation")
    write(ada, "in_her_words", "So that he knows whom he meets")
    pick(ada, "recipient", "Who answers referrals there")
    tick(ada, "elements", "2")
    tick(ada, "methods", "here")
    tick(ada, "risks")
    tick(ada, "voluntary")
    write(ada, "age", "31")
    for name, value in {
        "guardian": "none", "service": "advocacy", "spoken": "en", "language": "en", "interpreting": "none", "copy": "none",
    }.items():  # fmt: skip
        choose(ada, name, value)
    press(ada, "main button", "Show what she would sign", r"/releases/[0-9a-f-]{36}/$")
    expect(ada.locator(".page-head")).to_contain_text("Waits to be signed")


def test_S13_shortcuts_skip_menu_and_errors_by_keyboard(visit: Callable[..., BrowserContext], world: World) -> None:
    page = at_the_door(visit, world.ada.email)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/cases/emergency/")
    reach(page, ".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    # The menu opens by key, closes by Escape, and the focus is where it was.
    page.goto("/cases/emergency/")
    reach(page, "[data-menu] summary")
    page.keyboard.press("Enter")
    expect(page.locator("[data-menu]")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("[data-menu]")).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.matches('[data-menu] summary')")

    # The summary has the focus; its link leads into the field. What was typed is still there.
    write(page, "code", "QQ1-AAAA")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    reach(page, ".summary a", "Why now")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "reason"
    expect(page.locator("[name=code]")).to_have_value("QQ1-AAAA")
