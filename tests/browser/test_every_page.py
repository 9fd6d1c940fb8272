"""Every page of the map: axe in light and dark, 320 pixels without sideways scroll, Spanish, and every referenced id there."""

from collections.abc import Callable, Iterator

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
LINKS = "main a[href^='/'], nav a[href^='/']"
TWICE = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"


def kind(path: str) -> str:
    """One page of each kind is enough: an id in the address stands for any."""
    return "/".join("*" if len(part) == 36 else part for part in path.split("/"))


def faults_of(page: Page, path: str) -> list[tuple[object, ...]]:
    """What is wrong with the page that is open: axe, contrast in the dark, width on a phone, ids."""
    axe = Axe()
    found = axe.run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += axe.run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="light")
    faults: list[tuple[object, ...]] = [(path, v["id"], v["nodes"][0]["html"][:160]) for v in found]
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    faults += [(path, "wider than 320 px by", wide)] if wide > 0 else []
    faults += [(path, "no such id", missing) for missing in page.evaluate(IDS)]
    return faults + [(path, "id twice", twice) for twice in page.evaluate(TWICE)]


def walk(page: Page) -> Iterator[str]:
    """Every kind of page that a person reaches by links from Today, each opened once."""
    waiting, seen = ["/", "/gallery/"], {"/", "/gallery/"}
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path, wait_until="domcontentloaded")
        assert answer.ok, (path, answer.status)
        for address in page.eval_on_selector_all(LINKS, "all => all.map(a => a.getAttribute('href'))"):
            to = address.split("#")[0].split("?")[0]
            if kind(to) not in seen and not to.endswith(".pdf"):
                seen.add(kind(to))
                waiting.append(to)
        yield path


def test_S13_every_page_is_accessible_in_light_and_dark_on_a_phone(sign_in: Callable[..., Page], world: World) -> None:
    """Each page as the first of them sees it; as all of them see it in the long run."""
    faults, checked = [], set()
    for name in ("ada", "cora", "hana", "adam"):
        page = sign_in(getattr(world, name).email)
        for path in walk(page):
            if EVERYTHING or kind(path) not in checked:
                checked.add(kind(path))
                faults += [(name, *fault) for fault in faults_of(page, path)]
    assert len(checked) > 60
    assert faults == []
