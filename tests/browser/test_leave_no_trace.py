"""What a session leaves in the browser: a profile folder is driven through one, and then searched byte by byte for planted words."""

import gzip
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mdt.demo.cast import PASSWORD
from tests.browser.test_main_job import open_a_case
from tests.browser.traces import PAPER, found, own_profile
from tests.world import World

pytestmark = pytest.mark.browser
NAME, TYPED, DRAFT, SOUGHT, FAULTY = (
    "Zylquond-7731",
    "Brimwexel-4402",
    "Corvantill-9921",
    "Dolmerrick-5518",
    "Ettelbray-6604",
)
SECRET = [NAME, TYPED, DRAFT, SOUGHT, FAULTY, PASSWORD]


def enter(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def work(page: Page) -> tuple[str, str]:
    """A record is opened, written, shown, looked for, drafted, printed, and sent with errors; its address and its code."""
    case = open_a_case(page).split("#")[0]
    code = page.locator("h1").inner_text()
    page.goto(case + "identity/edit/")
    page.fill("input[name=name]", NAME)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(case + "**")
    page.goto(case)
    page.locator("a[href*='show/identity']").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    for text in (NAME, SOUGHT):
        page.goto("/cases/")
        page.fill("input[name=text]", text)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Found").wait_for()
    page.goto(case + "releases/new/")
    page.fill("textarea[name=in_her_words]", FAULTY)
    page.get_by_role("button", name="Show what she would sign").click()
    expect(page.get_by_text("answers need another look")).to_be_visible()
    read = page.evaluate("async address => (await (await fetch(address)).text()).slice(0, 8)", case + "who-looked.pdf")
    assert read == PAPER, "asked for by the browser as any page is, and put into its cache if that is allowed"
    page.goto(case + "identity/edit/")
    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        page.fill("input[name=name]", DRAFT)
    page.goto("/cases/")
    page.fill("input[name=text]", TYPED)
    return case, code


def shows_nothing(page: Page, *words: str) -> None:
    page.wait_for_load_state()
    text = page.content()
    assert [word for word in (*SECRET, *words) if word in text] == []


def leave_and_come_back(context: BrowserContext, page: Page, case: str, code: str) -> None:
    page.locator("[data-leave]").first.click()
    page.wait_for_url("about:blank*")
    page.go_back()
    shows_nothing(page, code)
    page.go_forward()
    another = context.new_page()
    for address in (case, case + "show/identity/", case + "identity/edit/"):
        another.goto(address)
        assert "/account/login/" in another.url
        shows_nothing(another, code)
    another.close()


@pytest.mark.slow
def test_S01_S09_S16_a_session_leaves_no_word_of_a_survivor_in_the_profile(
    browser: Browser, address: str, world: World, tmp_path: Path
) -> None:
    profile, killed = tmp_path / "profile", tmp_path / "killed"
    with own_profile(browser, profile, address) as context:
        page = context.new_page()
        enter(page, world.ada.email)
        case, code = work(page)
        leave_and_come_back(context, page, case, code)
        page = context.new_page()
        enter(page, world.ada.email)
        page.goto(case)
        page.locator("a[href*='show/identity']").click()
        expect(page.get_by_text(NAME)).to_be_visible()
        page.wait_for_timeout(5000)  # milliseconds: Chromium writes its sessions down every few seconds
        shutil.copytree(profile, killed, ignore=shutil.ignore_patterns("Singleton*"))
        page.get_by_role("button", name="Lock").click()
        page.wait_for_url("**/signed-out/**")
        page.go_back()
        shows_nothing(page, code)
    words = [*SECRET, code, PAPER]
    assert found(killed, words) == set(), "a browser that is killed with a record open"
    assert found(profile, words) == set(), "a browser that is closed after leaving"
    assert (profile / "Default" / "History").exists()


# --- Bait: the same search finds what a page without these cares leaves -----------------------------------------
KEPT = {"plain": "Ferndopple-1101", "gzip": "Gastwillow-1102", "br": "Hexamorrow-1103"}
TITLE, ADDRESS, STORED, FIELD, SENT = (
    "Ibbertang-1104",
    "Jollimoss-1105",
    "Kestrop-1106",
    "Lumberwick-1107",
    "Mistrand-1108",
)
PACK: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "br": brotli.compress}


class Careless(BaseHTTPRequestHandler):
    """Pages that may be kept, with a title that tells, a form that is remembered, and a word put into the browser's store."""

    def do_GET(self) -> None:
        way = self.path.strip("/").split("?")[0]
        if way == "paper":
            self.answer(PAPER.encode() + b"\n" + b"%" * 200, "application/pdf")
        elif way in KEPT:
            body = f"<!doctype html><title>x</title><p>{KEPT[way]}{'. A kitchen.' * 40}</p>".encode()
            self.answer(PACK[way](body), "text/html", way)
        else:
            self.answer(f"""<!doctype html><title>{TITLE}</title><form method=post><input name=text><button>Go</button></form>
              <script>localStorage.setItem("kept", "{STORED}")</script>""".encode(), "text/html")  # fmt: skip

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(b"<!doctype html><title>x</title><form method=post><input name=text></form>", "text/html")

    def answer(self, body: bytes, kind: str, way: str = "plain") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=3600")
        if way != "plain":
            self.send_header("Content-Encoding", way)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Nothing: it is a test."""


@pytest.fixture
def careless() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.slow
def test_S16_the_search_finds_what_a_careless_page_leaves(browser: Browser, careless: str, tmp_path: Path) -> None:
    with own_profile(browser, tmp_path, careless) as context:
        page = context.new_page()
        for way in KEPT:
            page.goto(f"/{way}")
        page.evaluate("fetch('/paper').then(answer => answer.blob())")
        page.goto(f"/?q={ADDRESS}")
        page.fill("input", SENT)
        page.get_by_role("button").click()
        page.wait_for_load_state()
        page.fill("input", FIELD)
        page.wait_for_timeout(5000)  # milliseconds
    hits = {word for word, _file in found(tmp_path, [*KEPT.values(), TITLE, ADDRESS, STORED, FIELD, SENT, PAPER])}
    assert hits >= {*KEPT.values(), TITLE, ADDRESS, STORED, PAPER}
    assert hits & {FIELD, SENT}, "words of a form that is remembered"


# --- What every answer tells the browser, in the quick set --------------------------------------------------------
def test_S09_S16_every_form_asks_the_browser_to_remember_nothing(
    as_person: Callable[..., Client], world: World
) -> None:
    client = as_person(world.ada)
    for path in ("/cases/", "/cases/new/", "/services/", "/account/", "/meetings/"):
        page = client.get(path, follow=True)
        assert "no-store" in page.headers["Cache-Control"]
        fields = re.findall(r"<(?:input|textarea|select)\b[^>]*>", page.content.decode())
        typed = [
            field for field in fields if not re.search(r'type="(hidden|checkbox|radio|submit|file)"|<select', field)
        ]
        assert [field for field in typed if "autocomplete=" not in field] == [], path


def test_S09_leaving_and_signing_out_clear_what_the_browser_keeps(
    as_person: Callable[..., Client], world: World
) -> None:
    for path in ("/lock/", "/account/logout/"):
        client = as_person(world.ada)
        assert "Clear-Site-Data" not in client.get("/").headers
        assert client.post(path).headers["Clear-Site-Data"] == '"cache", "storage"', path
