"""The memory of a web process over many requests: it should be flat once everything has been used."""

from pathlib import Path

from bench.pages import PAGES, Browser
from bench.people import four
from bench.place import Place

SAMPLES = 20
PAGE_SIZE = 4096
WARM = 5  # of the samples: the first quarter fills caches of templates, plans and translations


def resident() -> float:
    """Megabytes that this process holds now. Linux."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_SIZE / 1e6


def report(scale: str, requests: int) -> str:
    """All pages for all four people in turn."""
    place = Place(scale, lambda sentence: None)
    try:
        seen = _run(place, requests)
    finally:
        place.close()
    lines = [f"{done:>7} requests  {size:7.1f} MB" for done, size in seen]
    growth = seen[-1][1] - seen[WARM][1]
    return "\n".join([*lines, f"Growth after the first {seen[WARM][0]:,} requests: {growth:+.1f} MB"])


def _run(place: Place, requests: int) -> list[tuple[int, float]]:
    people = four(place)
    browsers = [Browser(place, who) for who in people]
    turns = [(browser, address(browser.who)) for browser in browsers for address in PAGES.values()]
    place.as_web()
    seen = [(0, resident())]
    for done in range(1, requests + 1):
        browser, path = turns[done % len(turns)]
        browser.get(path)
        if done % (requests // SAMPLES) == 0:
            seen.append((done, resident()))
    for browser in browsers:
        browser.close()
    return seen
