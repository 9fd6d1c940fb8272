"""Every page of the live map, a whole request through the WSGI handler, at three sizes, as a ratio to its floors.

    python -m mdt.supervise exec -- python -m bench.whole [--scale small …] [--rounds 9] [--minutes 30] [--only NAME …] [--write]

``--write`` puts the table into docs/speed.md. The databases are made when missing (the largest takes some minutes and 4 GB).
"""

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
SCALES = ("small", "county", "state")


@dataclass
class Page:
    """What was measured of one page: by scale the milliseconds of each round, ours, plain and rendered alone."""

    name: str
    who: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[int, int]] = field(default_factory=dict)  # statements, ours and plain
    renders: bool = True
    ms: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def ours(self, scale: str) -> float:
        return median(self.ms[scale, "ours"])

    def ratio(self, scale: str, floor: str) -> float:
        """Ours to a floor of the same scale, taken inside each round."""
        return median(a / b for a, b in zip(self.ms[scale, "ours"], self.ms[scale, floor], strict=True))

    def growth(self, large: str, small: str) -> float:
        """Ours at one scale to ours at another, taken inside each round."""
        return median(a / b for a, b in zip(self.ms[large, "ours"], self.ms[small, "ours"], strict=True))


class Spot:
    """One size of the database, and who opens which page in it."""

    def __init__(self, scale: str, say: Any, like: "Spot | None") -> None:
        from bench import everywhere
        from bench.place import Place
        from bench.plain import Plain

        self.scale, self.place = scale, Place(scale, say)
        everywhere.furnish(self.place)
        self.browsers: dict[int, Any] = {}
        self.plain = Plain()
        hall = everywhere.hall_of(self.place)
        chosen = everywhere.choose(self.place, hall, self.browsers, like.pages if like else None)
        found = [one for one in chosen if not isinstance(one, str)]
        self.pages = {one.name: one for one in found}
        say(f"{scale}: {self.place.cases:,} cases, {len(found)} pages.")

    def works(self, name: str) -> tuple[dict[str, Any], bool, tuple[int, int]]:
        """The three forms of one page, each warm and ready to be called, whether its bare view renders, and statements of one
        request, transactions included, ours and plain."""
        from bench.floor import Floor
        from bench.pages import Browser
        from tests.counting import Asked

        one = self.pages[name]
        browser = Browser.of(self.place, one.person)  # a session that has rested for long is over

        def ours() -> None:
            _expect(browser.get(one.path), name)

        def plain() -> None:
            with self.plain.served():
                _expect(browser.get(one.path), name)

        self.place.as_web()
        ours()  # the first request of a session notes that it began
        with Asked() as asked:
            ours()
            many = len(asked.captured_queries)
        floor = Floor(browser, one.path)
        self.place.as_bare()
        plain()
        with Asked() as asked:
            plain()
            few = len(asked.captured_queries)
        if abs(len(browser.body) - floor.length) > floor.length * TOLD:
            raise RuntimeError(f"{name}: the plain page says {len(browser.body)} bytes and not {floor.length}.")
        return {"ours": ours, "plain": plain, "bare": floor.again}, floor.render, (many, few)

    def ready(self, form: str) -> None:
        if form == "plain":
            self.place.as_bare()
        else:
            self.place.as_web()


TOLD = 0.1  # of its length that a plain page may differ by; what differs more is another page


def _expect(status: int, name: str) -> None:
    if status != 200:
        raise RuntimeError(f"{name} answered {status} and not 200.")


def measure(spots: list[Spot], names: list[str], rounds: int, minutes: float, say: Any) -> Iterator[Page]:
    """``rounds`` of each page, or fewer where the minutes would not do for all pages; one at least."""
    end = time.monotonic() + minutes * 60
    for at, name in enumerate(names):
        here = [spot for spot in spots if name in spot.pages]
        share = (end - time.monotonic()) / (len(names) - at)
        try:
            yield _measured(here, name, rounds, time.monotonic() + share)
        except RuntimeError as why:
            say(f"Left out: {why}")


def _measured(spots: list[Spot], name: str, rounds: int, until: float) -> Page:
    from bench.rounds import timed

    page, turns = Page(name), []
    for spot in spots:
        works, page.renders, page.sent[spot.scale] = spot.works(name)
        page.who[spot.scale] = spot.pages[name].person.email.split(".")[0]
        turns += [(spot, form, work) for form, work in works.items()]
    for turn in range(rounds):
        at = turn % len(turns)
        for spot, form, work in turns[at:] + turns[:at]:  # another one goes first in each round
            took = timed(lambda s=spot, f=form: s.ready(f), work)
            page.ms.setdefault((spot.scale, form), []).append(took)
        if time.monotonic() > until:
            break
    return page


def main() -> None:
    django.setup()
    from bench import everywhere, report, whole_report
    from bench.run import progress
    from confidentiality import limits

    limits.RATES.update(
        dict.fromkeys(limits.RATES, "")
    )  # nine rounds ask for more documents in a minute than a person does

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", choices=SCALES, nargs="*", default=list(SCALES))
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--minutes", type=float, default=60, help="for all pages together; then each has fewer rounds")
    options.add_argument("--only", nargs="*", help="names of pages")
    options.add_argument("--write", action="store_true", help="into docs/speed.md")
    asked = options.parse_args()
    spots: list[Spot] = []
    for scale in asked.scale:
        spots.append(Spot(scale, progress, spots[0] if spots else None))
    names = [name for name in everywhere.pages_of_the_map() if name not in everywhere.NOT_TIMED]
    wanted, pages = [one for one in names if not asked.only or one in asked.only], []
    for page in measure(spots, wanted, asked.rounds, asked.minutes, progress):
        pages.append(page)
        progress(whole_report.line(page, asked.scale))
    cases = {spot.scale: spot.place.cases for spot in spots}
    whole = len(pages) == len(wanted)  # a table that leaves a page out would not say so
    report.say(whole_report.growth(pages, list(cases)), "growth", asked.write and whole, "scaling.md")
    report.say(whole_report.pages(pages, cases), "pages", asked.write and whole)
    for spot in spots:
        spot.place.close()
    if not whole:
        raise SystemExit("Pages were left out, see above; nothing is written.")


if __name__ == "__main__":
    main()
