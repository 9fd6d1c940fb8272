"""Every page of the map: axe in light and dark, 320 pixels without sideways scroll, Spanish, and every referenced id there."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.world import World

pytestmark = pytest.mark.browser

IDS = """() => [...document.querySelectorAll('[aria-describedby],[aria-labelledby],[aria-controls],label[for],a[href^="#"]')]
  .flatMap(e => [...(e.getAttribute('aria-describedby') || '').split(' '), ...(e.getAttribute('aria-labelledby') || '').split(' '),
                 e.getAttribute('aria-controls'), e.getAttribute('for'), (e.getAttribute('href') || '').replace(/^[^#]*#?/, '')])
  .filter(id => id && !document.getElementById(id))"""
TWICE = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"


def links(page: Page, start: str, found: set[str]) -> None:
    """Addresses of our own pages that a person reaches from ``start``; one page of each kind is enough."""
    page.goto(start)
    for address in page.eval_on_selector_all("main a[href^='/'], nav a[href^='/']", "all => all.map(a => a.getAttribute('href'))"):
        path = address.split("#")[0].split("?")[0]
        if not path.endswith(".pdf"):
            found.add(path)


def kind(path: str) -> str:
    return "/".join("*" if len(part) == 36 else part for part in path.split("/"))


def map_of(page: Page) -> list[str]:
    found: set[str] = {"/", "/gallery/"}
    for _ in range(3):
        for path in sorted({kind(p): p for p in found}.values()):
            links(page, path, found)
    return sorted({kind(p): p for p in sorted(found)}.values())


@pytest.mark.parametrize("name", ["ada", "cora", "hana", "adam"])
def test_S13_every_page_is_accessible_in_light_and_dark_small_and_spanish(
    sign_in: Callable[..., Page], world: World, name: str
) -> None:
    page = sign_in(getattr(world, name).email)
    axe, faults = Axe(), []
    paths = map_of(page)
    assert len(paths) > 8
    for path in paths:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            answer = page.goto(path)
            assert answer.ok, (path, answer.status)
            result = axe.run(page)
            faults += [(path, scheme, v["id"], v["nodes"][0]["html"][:120]) for v in result.response["violations"]]
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [(path, "320 px", wide)] if wide > 0 else []
        page.set_viewport_size({"width": 1280, "height": 800})
        faults += [(path, "no such id", missing) for missing in page.evaluate(IDS)]
        faults += [(path, "id twice", twice) for twice in page.evaluate(TWICE)]
    assert faults == []
