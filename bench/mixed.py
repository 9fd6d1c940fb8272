"""Pages under a mixed load: a server of two workers, eight connections, six people; beside it one without wall and ledger.

    python -m mdt.supervise exec -- python -m bench.mixed [--scale county] [--seconds 120] [--against CHECKOUT] [--write]

Both servers run; slices of some seconds alternate, and ratios are taken between neighbouring slices. ``--against`` measures
another checkout of this project on the same database instead. The load maker is a program of ours with a thread for each
connection, so that each page has percentiles of its own; it shares the processors with all it measures, alike on both sides.
"""

import argparse
import os
import random
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
CONNECTIONS, SLICE = 8, 6.0  # seconds
PEOPLE = ("hana", "ada", "cora", "lou", "dan", "olga")
CSRF = "b" * 32
# Of a hundred requests. ``search`` and ``write`` (what a form saves by itself while somebody types) are sent, the rest is opened.
MIX = {
    "today": 15, "cases": 14, "case": 18, "case_show": 12, "referrals": 9, "meetings": 8, "agenda": 7, "report": 5,
    "search": 7, "write": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One request that a person may make, with what it answers."""

    kind: str
    path: str
    cookie: str
    body: str = ""
    status: int = 200


@dataclass
class Slice:
    """What came back in some seconds: milliseconds by kind, and how long it really took."""

    took: float = 0.0
    ms: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def every(self) -> list[float]:
        return [one for some in self.ms.values() for one in some]

    @property
    def rate(self) -> float:
        return len(self.every()) / self.took


class Load:
    """Closed loop: each connection asks again as soon as it was answered. The same seed asks the same on both sides."""

    def __init__(self, port: int, asks: dict[str, list[Ask]]) -> None:
        self.port, self.asks = port, asks

    def run(self, seconds: float, seed: int) -> Slice:
        found, lock = Slice(), threading.Lock()
        begun = time.perf_counter()
        threads = [
            threading.Thread(target=self._one, args=(begun + seconds, random.Random(seed * 100 + n), found, lock))  # noqa: S311
            for n in range(CONNECTIONS)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        found.took = time.perf_counter() - begun
        return found

    def _one(self, until: float, dice: random.Random, found: Slice, lock: Any) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        kinds, weights = list(self.asks), [MIX[kind] for kind in self.asks]
        while (now := time.perf_counter()) < until:
            ask = dice.choice(self.asks[dice.choices(kinds, weights)[0]])
            status = send(line, ask)
            took = (time.perf_counter() - now) * 1000
            with lock:
                found.ms.setdefault(ask.kind, []).append(took)
                if status != ask.status:
                    found.wrong.append(f"{ask.kind} answered {status}")
        line.close()


def send(line: HTTPConnection, ask: Ask) -> int:
    headers = {"Cookie": ask.cookie, "Accept-Language": "en", "User-Agent": "bench"}
    if ask.body:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
    line.request("POST" if ask.body else "GET", ask.path, body=ask.body or None, headers=headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def asks_of(place: Any, hall: Any, browsers: dict[int, Any], cookies: dict[int, str]) -> dict[str, list[Ask]]:
    """For each kind what each of the people may ask; found by asking it once."""
    from django.urls import reverse

    from bench import everywhere

    people = [one for one in everywhere.people(place) if one.pk in cookies]
    found: dict[str, list[Ask]] = {}
    for person in people:
        browser, cookie = browsers[person.pk], cookies[person.pk]
        place.as_web()
        for kind in MIX.keys() - {"search", "write"}:
            good = [path for path in everywhere.addresses(hall, person, kind) if browser.get(path) == 200]
            found.setdefault(kind, []).extend(Ask(kind, path, cookie) for path in good[:3])
        mine = [one.path.split("/")[2] for one in found["case_show"] if one.cookie == cookie]
        for case in mine[:1]:
            path = reverse("element_draft", args=[case, "contact"])
            found.setdefault("write", []).append(
                Ask("write", path, cookie, urlencode({"note": "Calls after six"}), 204)
            )
        found.setdefault("search", []).append(Ask("search", reverse("case_search"), cookie, urlencode({"text": "A"})))
    return {kind: found[kind] for kind in MIX if found.get(kind)}


def cookies_of(browsers: dict[int, Any], backend: str) -> dict[int, str]:
    """Sessions of their own for one side; ``backend`` is what that side signs people in with."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY

    found = {}
    for pk, browser in browsers.items():
        browser.place.as_bare()
        session = browser.sign_in()
        session[BACKEND_SESSION_KEY] = backend
        session.save()
        found[pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return found


def alternate(sides: dict[str, Load], seconds: float, say: Any) -> dict[str, list[Slice]]:
    """Slices in turns, the first one second in the next turn; one slice of each side only warms up."""
    found: dict[str, list[Slice]] = {name: [] for name in sides}
    for turn in range(1 + max(1, round(seconds / SLICE / len(sides)))):
        for name in list(sides)[:: 1 if turn % 2 else -1]:
            one = sides[name].run(SLICE, turn)
            if one.wrong:
                raise RuntimeError(f"{name}: {one.wrong[0]}, {len(one.wrong)} of {len(one.every())}.")
            if turn:
                found[name].append(one)
                say(f"  {name}: {one.rate:.1f}/s")
    return found


def main() -> None:
    django.setup()
    from bench import everywhere, mixed_report, report
    from bench.pages import Browser
    from bench.place import Place
    from bench.run import progress
    from bench.serving import served

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", default="county")
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument(
        "--against", type=Path, help="an earlier checkout instead of the house without wall and ledger"
    )
    options.add_argument("--write", action="store_true", help="into docs/speed.md")
    asked = options.parse_args()
    place = Place(asked.scale, progress)
    everywhere.furnish(place)
    hall = everywhere.hall_of(place)
    browsers = {one.pk: Browser.of(place, one) for one in everywhere.people(place) if one.email.split(".")[0] in PEOPLE}
    with ExitStack() as stack:
        other = "earlier" if asked.against else "plain"
        ports = {"ours": stack.enter_context(served(place, "bench.ours_wsgi", "web"))}
        if asked.against:
            ports[other] = stack.enter_context(served(place, "mdt.wsgi", "web", asked.against))
        else:
            ports[other] = stack.enter_context(served(place, "bench.plain_wsgi", "owner"))
        sides = {
            name: Load(port, asks_of(place, hall, browsers, cookies_of(browsers, backend_of(name, asked.against))))
            for name, port in ports.items()
        }
        found = alternate(sides, asked.seconds, progress)
    mark = "removed, under load" if asked.against else "load"
    report.say(mixed_report.table(found, other, place.cases), mark, asked.write)
    place.close()


def backend_of(name: str, against: Path | None) -> str:
    """An earlier state may sign people in with another one."""
    from django.conf import settings

    if name == "earlier" and against and not (against / "agencies" / "backends.py").exists():
        return "allauth.account.auth_backends.AuthenticationBackend"
    return str(settings.AUTHENTICATION_BACKENDS[0])


def pairs(found: dict[str, list[Slice]], other: str, what: Any) -> float:
    """Ours to the other, between neighbouring slices; the median."""
    return median(what(mine) / what(theirs) for mine, theirs in zip(found["ours"], found[other], strict=True))


if __name__ == "__main__":
    main()
