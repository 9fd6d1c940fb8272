"""Every page of the map: axe in light and dark, 320 pixels without sideways scroll, Spanish, and every referenced id there."""

import re
from collections.abc import Callable, Container, Iterable
from typing import Literal

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.examples import EVERYTHING
from tests.world import World

pytestmark = pytest.mark.browser

IDS = """() => [...document.querySelectorAll('[aria-describedby],[aria-labelledby],[aria-controls],label[for],a[href^="#"]')]
  .flatMap(e => [...(e.getAttribute('aria-describedby') || '').split(' '), ...(e.getAttribute('aria-labelledby') || '').split(' '),
                 e.getAttribute('aria-controls'), e.getAttribute('for'), (e.getAttribute('href') || '').replace(/^[^#]*#?/, '')])
  .filter(id => id && !document.getElementById(id))"""
FOUND = "[...page.querySelectorAll(\"main a[href^='/'], nav a[href^='/']\")].map(a => a.getAttribute('href'))"
LINKS = f"() => {{ const page = document; return {FOUND} }}"
ASK = f"""async path => {{
  const answer = await fetch(path), page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return [answer.status, {FOUND}]
}}"""
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TWICE = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"


def kind(path: str) -> str:
    """One page of each kind is enough: an id in the address stands for any."""
    path = re.sub(r"/(clauses/(?!new/)|versions/\d+/)[a-z0-9_]+/(?=edit|comment|left)", r"/\1*/", path)
    path = re.sub(r"/(response-times/\d+|roster/\d+|response-times|roster/[^/]{36})/[a-z_]+/$", r"/\1/*/", path)
    path = re.sub(r"(/meetings/new/[^/]{36})/[a-z_]+/", r"\1/*/", path)
    return "/".join("*" if len(part) == 36 or part.isdigit() else part for part in path.split("/"))


def faults_of(
    page: Page, path: str, schemes: Iterable[Scheme] = SCHEMES, *, contrast: bool = True
) -> list[tuple[object, ...]]:
    """What is wrong with the page that is open: axe in these colours, width on a phone, ids."""
    faults: list[tuple[object, ...]] = []
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=options).response["violations"]
        faults += [(path, scheme, v["id"], v["nodes"][0]["html"][:160]) for v in found]
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    faults += [(path, "wider than 320 px by", wide)] if wide > 0 else []
    faults += [(path, "no such id", missing) for missing in page.evaluate(IDS)]
    return faults + [(path, "id twice", twice) for twice in page.evaluate(TWICE)]


class Turns:
    """Every page is looked at in light or dark by turns, and its contrasts each sixth time: all colours and components stand
    in the gallery, which comes first. In the long run everything in both."""

    def __init__(self) -> None:
        self.taken = 0

    def faults_of(self, page: Page, path: str) -> list[tuple[object, ...]]:
        if EVERYTHING or path == "/gallery/":
            return faults_of(page, path)
        self.taken += 1
        return faults_of(page, path, (SCHEMES[self.taken % 2],), contrast=self.taken % 6 == 0)


def walk(page: Page, opened: Callable[[str], None], checked: Container[str] = (), most: int = 1_000) -> None:
    """Every kind of page that a person reaches by links from Today, each asked for once; opened, if it was not before."""
    waiting, seen, before = ["/gallery/", "/"], {"/", "/gallery/"}, most
    while waiting and before:
        path = waiting.pop(0)
        if kind(path) in checked:
            status, addresses = page.evaluate(ASK, path)
        else:
            before -= 1
            answer = page.goto(path, wait_until="domcontentloaded")
            status, addresses = answer.status if answer else 0, page.evaluate(LINKS)
            opened(path)
        assert status == 200, (path, status)
        for address in addresses:
            to = address.split("#")[0].split("?")[0]
            # of what can be reached, downloads are no pages
            if (
                kind(to) not in seen
                and not to.endswith((".pdf", ".xlsx", ".csv", ".json", "/instrument/"))
                and not re.search("/scans/|/approvals/", to)
            ):
                seen.add(kind(to))
                waiting.append(to)


def test_S13_every_page_is_accessible_in_light_and_dark_on_a_phone(sign_in: Callable[..., Page], world: World) -> None:
    """Some pages nearest to Today of two of them; in the long run every page as all of them see it."""
    faults, checked, turns = list[tuple[object, ...]](), set[str](), Turns()
    for name in ("ada", "cora", "hana", "adam") if EVERYTHING else ("cora", "hana"):
        page = sign_in(getattr(world, name).email)

        def opened(path: str, page: Page = page, name: str = name) -> None:
            checked.add(kind(path))
            faults.extend((name, *fault) for fault in turns.faults_of(page, path))

        walk(page, opened) if EVERYTHING else walk(page, opened, checked, most=12)
    assert len(checked) > (60 if EVERYTHING else 20)
    assert faults == []


LIVE = """SELECT c.public_id, r.public_id FROM confidentiality_release r JOIN cases_case c ON c.id = r.case_id
  WHERE r.status = 'active' AND 'copy' = ANY (r.methods) ORDER BY r.id LIMIT 1"""
ORDER = "SELECT c.public_id FROM confidentiality_mandate m JOIN cases_case c ON c.id = m.case_id WHERE m.basis = 'COURT_MANDATE' ORDER BY m.id LIMIT 1"


def asked(page: Page) -> str:
    """About somebody outside, with the answer on the page."""
    agencies = page.locator("form:has(select[name=agency])")
    agencies.locator("select").select_option(index=3)
    with page.expect_navigation():
        agencies.locator("button").click()
    form = page.locator("form[method=get]:has(select[name=person])")
    form.locator("select[name=person]").select_option(index=1)
    form.locator("select[name=part]").select_option(value="2")
    form.locator("button").click()
    page.locator("#answer").wait_for()
    return "answered"


def sent_empty(page: Page) -> str:
    page.locator("main form.form button[type=submit]").last.click()
    page.locator(".summary").wait_for()
    return "with errors"


@pytest.mark.slow
def test_S13_pages_by_a_release_or_an_order_are_accessible(
    sign_in: Callable[..., Page], world: World, owner_db: psycopg.Connection[tuple[object, ...]]
) -> None:
    """What no link from Today of the four above leads to: the recipient's side, answers, and forms with errors."""
    case, release = owner_db.execute(LIVE).fetchone() or ("", "")
    order = (owner_db.execute(ORDER).fetchone() or ("",))[0]
    mine, faults = f"/cases/{case}/", []
    pages = [
        ("dan", mine + "show/identity/", None), ("dan", mine + "copy/identity/", None),
        ("paul", f"/cases/{order}/", None), ("ada", mine + "releases/new/", sent_empty), ("ada", mine + "access/", asked),
    ]  # fmt: skip
    rarely = [
        ("ada", mine + "mandates/new/", sent_empty), ("ada", mine + "disclosures/new/", sent_empty),
        ("ada", f"{mine}releases/{release}/preview/identity/", None), ("ada", f"{mine}releases/{release}/", None),
        ("ada", f"{mine}releases/{release}/withdraw/", None), ("ada", "/releases/withdraw/", sent_empty),
        ("hana", f"/cases/{order}/mandates/", None), ("ada", mine + "refer/", sent_empty),
        ("lou", "/cases/attempts/", None),
    ]  # fmt: skip
    doors = {}
    for name, path, then in [*pages, *(rarely if EVERYTHING else ())]:
        page = doors[name] = doors.get(name) or sign_in(getattr(world, name).email)
        answer = page.goto(path, wait_until="domcontentloaded")
        assert answer.ok, (path, answer.status)
        page.wait_for_load_state()
        did = then(page) if then else ""
        faults += [(name, did, *fault) for fault in faults_of(page, path)]
    assert faults == []
