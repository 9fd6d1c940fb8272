"""What a counted report costs: a year for the STOP office and a quarter for VOCA, of one agency with 5,000 and with 50,000 cases
of three years, against one statement that gives the numbers of the main tables without rules, facts and steps.

    python -m mdt.supervise exec --forgetful -- python -m bench.reports [--scale agency] [--rounds 7]
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
LINE = "{:<24} {:>8} {:>8} {:>8} {:>6} {:>8} {:>12} {:>10} {:>11}"
HEAD = ("what@cases", "persons", "bare ms", "ours ms", "ratio", "alone s", "processor s", "worker MB", "backend MB")


def main() -> None:
    django.setup()
    from bench.place import ROOMS, Place

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", choices=list(ROOMS), action="append")
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    _say(LINE.format(*HEAD))
    pages: dict[int, list[str]] = {}
    for scale in chosen.scale or list(ROOMS):
        place = Place(scale, lambda sentence: None)
        try:
            for line in counts(place, chosen.rounds):
                _say(line)
            pages[place.cases] = list(statements(place))
        finally:
            place.close()
    for cases, lines in pages.items():
        _say(f"Statements of a page at {cases:,} cases, transactions included: {', '.join(lines)}")


def counts(place: Any, turns: int) -> Iterator[str]:
    from bench import counted, rounds
    from mdt.kit import clock
    from reports import tasks

    for asked in counted.reports(clock.now().date()):
        alone = counted.by_a_worker(place, counted.ask(place, asked))
        waiting: list[Any] = []

        def ready(asked: Any = asked, waiting: list[Any] = waiting) -> None:
            waiting.append(counted.ask(place, asked))
            place.as_worker()

        def ours(waiting: list[Any] = waiting) -> None:
            tasks.count(waiting[-1].pk)

        def floor(asked: Any = asked) -> None:
            if not counted.bare(place, asked):
                raise RuntimeError("The bare statement found nobody.")

        found = rounds.compare(place, floor, ours, turns, ready)
        ((persons,),) = place.owner_rows(
            "SELECT count(DISTINCT key) FROM reports_fact WHERE run_id = %s AND kind = 'person'", [waiting[-1].pk]
        )
        numbers = (f"{found.floor_ms:.0f}", f"{found.ours_ms:.0f}", f"{found.ratio:.1f}", f"{alone['seconds']:.1f}")
        memory = (f"{alone['processor']:.1f}", f"{alone['worker_mb']:.0f}", f"{alone['backend_mb']:.0f}")
        yield LINE.format(f"{asked.name}@{place.cases}", f"{persons:,}", *numbers, *memory)


def statements(place: Any) -> Iterator[str]:
    """Of the finished report, of what it lacks and of what is behind a number, for who reports."""
    from bench import plans
    from bench.pages import Browser
    from bench.people import Measured

    run, person = finished(place)
    browser = Browser(place, Measured("R", person, 0, None))  # type: ignore[arg-type]  # no case is asked for
    for name, path in pages(run).items():
        yield f"{name} {len(plans.statements(place, browser, path))}"
    browser.close()


def finished(place: Any) -> tuple[Any, Any]:
    """The newest count that stands, and who reports on its award."""
    from agencies.models import Person
    from bench.reads import bare_reads
    from reports.models import Run

    place.as_bare()
    with bare_reads():
        run = Run.objects.filter(status="counted", form="ovw.stop").latest("pk")
    return run, Person.objects.select_related("agency").get(pk=run.asked_by_id)


def pages(run: Any) -> dict[str, str]:
    from django.urls import reverse

    return {
        "report": reverse("report", args=[run.public_id]),
        "missing": reverse("report_missing", args=[run.public_id]),
    }


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
