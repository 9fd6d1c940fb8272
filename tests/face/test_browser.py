"""The face in a real Chromium: rules of accessibility, small screens, the way out, the lock, drafts."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.face.pages import Served, page, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as state:
        yield state


def opened(browser: Browser, server: Served, html: str, width: int = 1280, **options: str) -> Page:
    """A new browser page with our page in it; a complaint of the console fails the test."""
    server.html, server.posts = html, []
    tab = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    tab.on("console", lambda message: pytest.fail(message.text) if message.type == "error" else None)
    elsewhere = {"body": "<title>Elsewhere</title>", "content_type": "text/html"}
    tab.route("https://exit.example/", lambda route: route.fulfill(**elsewhere))
    tab.goto(server.address)
    return tab


@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("dark", 320, "en"), ("light", 1280, "ar")],
)
def test_axe_finds_nothing(browser: Browser, server: Served, scheme: str, width: int, language: str):
    tab = opened(browser, server, page(language=language), width, color_scheme=scheme)
    assert [found["id"] for found in Axe().run(tab).response["violations"]] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_sideways_scroll_on_a_small_screen(browser: Browser, server: Served, language: str):
    tab = opened(browser, server, page(language=language), 320)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


def test_targets_are_44_pixels(browser: Browser, server: Served):
    tab = opened(browser, server, page(), 320)
    small = """
        [...document.querySelectorAll('button, .button, select, .tile, .absence label, .leave, .nav a')]
        .map(e => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 60)])
        .filter(([height]) => height > 0 && height < 44)"""
    assert tab.evaluate(small) == []


def test_focus_begins_with_the_way_out(browser: Browser, server: Served):
    tab = opened(browser, server, page("404.html"))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "leave"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"


def test_summary_has_the_focus_when_the_page_opens(browser: Browser, server: Served):
    tab = opened(browser, server, page())
    assert tab.evaluate("document.activeElement.className") == "summary"


@pytest.mark.parametrize("how", ["click", "shift"])
def test_leaving_replaces_the_page_and_locks(browser: Browser, server: Served, how: str):
    tab = opened(browser, server, page())
    before = tab.evaluate("history.length")
    if how == "click":
        tab.click("[data-leave]")
    else:
        for _ in range(3):
            tab.keyboard.press("Shift")
    tab.wait_for_url("https://exit.example/")
    assert tab.evaluate("history.length") == before
    assert tab.evaluate("document.referrer") == ""
    for _ in range(50):  # the note that locks is sent beside the leaving, and may come in after it
        if server.posts:
            break
        tab.wait_for_timeout(100)
    assert server.posts[-1].endswith("lock/")


@pytest.mark.parametrize("keys", [["Escape"] * 3, ["Shift", "A", "Shift", "B", "Shift"]])
def test_other_keys_do_not_leave(browser: Browser, server: Served, keys: list[str]):
    tab = opened(browser, server, page())
    for key in keys:
        tab.keyboard.press(key)
    tab.wait_for_timeout(300)
    assert tab.url.startswith(server.address)


def test_leaving_works_without_javascript(browser: Browser, server: Served):
    server.html = page()
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(server.address)
    assert tab.get_attribute("[data-leave]", "href") == "https://exit.example/"
    assert tab.get_attribute("[data-leave]", "rel") == "noreferrer"


def test_idle_warns_can_be_extended_then_locks(browser: Browser, server: Served):
    server.html = page(idle_seconds=90)
    context = browser.new_context()
    tab = context.new_page()
    tab.clock.install()
    tab.goto(server.address)
    tab.clock.run_for(50_000)
    assert tab.is_visible("dialog.idle")
    with tab.expect_response(lambda response: response.request.method == "POST"):
        tab.click("[data-idle-stay]")
    tab.clock.run_for(1_000)
    assert not tab.is_visible("dialog.idle")
    tab.clock.run_for(95_000)
    tab.wait_for_function("document.title === 'Locked'")
    assert server.posts[-1].endswith("lock/")


def test_draft_is_saved_when_typing_stops(browser: Browser, server: Served):
    tab = opened(browser, server, page().replace('data-draft-url="#"', 'data-draft-url="/draft/"'))
    tab.fill("#id_notes", "flour")
    with tab.expect_response("**/draft/"):
        pass
    tab.wait_for_function("document.querySelector('[data-draft-status]').textContent.startsWith('Saved')")
    assert tab.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_form_is_sent_once(browser: Browser, server: Served):
    tab = opened(browser, server, page())
    twice = """() => {
        const form = document.querySelector('[data-draft-url]'), stopped = [];
        window.addEventListener('submit', e => { stopped.push(e.defaultPrevented); e.preventDefault(); });
        form.requestSubmit();
        form.requestSubmit();
        return stopped;
    }"""
    assert tab.evaluate(twice) == [False, True]
    button = "[data-draft-url] [type=submit]"
    tab.wait_for_selector(f"{button}:disabled")
    tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert tab.is_enabled(button)
