"""Hidden and missing are one answer in time, too: over HTTP, against a server of its own, with figures."""

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from scipy.stats import mannwhitneyu

from tests.access.agreed import agree
from tests.access.trying import Hall, signed_in
from tests.copies import Copy, database_copy
from tests.database import ROOT, URLS
from tests.world import World

PAGES = (
    "case",
    "case_show",
    "who_looked",
    "referral",
    "referral_accept",
    "release",
    "agreement",
    "meeting",
    "task_settle",
    "team",
    "report",
    "agency_people",
)
PAIRS = int(os.environ.get("MDT_PAIRS", "300"))
LATER = 2.0  # milliseconds: what must be told apart, and what no page may differ by
SURE = 0.001  # how seldom chance may look like a difference, for all pages together


@contextmanager
def serving(copy: Copy, log: Path) -> Iterator[int]:
    """gunicorn with one thread, so that requests do not wait for one another in an order of their own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, **{name: copy.url(name) for name in URLS}, "MDT_ROLE": "web", "MDT_HTTPS": "false"}
    words = [sys.executable, "-m", "gunicorn", "tests.attack.slowed", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "1",
             "--worker-class", "gthread", "--keep-alive", "60", "--logger-class", "mdt.server_log.ServerLog"]  # fmt: skip
    with log.open("wb") as told, subprocess.Popen(words, cwd=ROOT, env=env, stdout=told, stderr=told) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("The server did not come up.")


class Asker:
    """One browser with one connection that stays open."""

    def __init__(self, port: int, cookie: str) -> None:
        self.line, self.cookie = http.client.HTTPConnection("127.0.0.1", port), cookie

    def ask(self, url: str, later: float = 0.0) -> float:
        """Milliseconds until the whole answer was there."""
        began = time.perf_counter()
        self.line.request("GET", url, headers={"Cookie": self.cookie, "X-Later": str(later)})
        answer = self.line.getresponse()
        answer.read()
        took = (time.perf_counter() - began) * 1000
        assert answer.status in (404, 405), (url, answer.status)
        return took


@dataclass
class Compared:
    name: str
    low: float
    high: float
    p: float
    middle: float

    def __str__(self) -> str:
        return f"{self.name:16} median {self.middle:6.1f} ms · difference {self.low:+.2f} to {self.high:+.2f} ms · p {self.p:.3f}"


def compare(name: str, asker: Asker, first: list[str], second: list[str], later: float = 0.0) -> Compared:
    """Interleaved, the order of each pair drawn; the difference of the lower quartiles with its interval of 99 %, since what
    is added by others on the machine only ever makes an answer later (Crosby, Wallach and Riedi: the box test)."""
    chance = random.Random(name)  # noqa: S311 - an order, no secret
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(PAIRS):
        for which in chance.sample((0, 1), 2):
            urls = (first, second)[which]
            times[which].append(asker.ask(urls[turn % len(urls)], later if which == 0 else 0.0))
    one, two = (np.array(part[10:]) for part in times)  # the first warm up
    drawn = np.random.default_rng(977)
    draws = [
        np.percentile(drawn.choice(one, one.size), 25) - np.percentile(drawn.choice(two, two.size), 25)
        for _ in range(2000)
    ]
    low, high = np.percentile(draws, [0.5, 99.5])
    return Compared(name, float(low), float(high), float(mannwhitneyu(one, two).pvalue), statistics.median(two))


@pytest.mark.slow
def test_G3_C01_hidden_takes_as_long_as_missing(world: World, tmp_path: Path) -> None:
    person, found = world.olga, []
    with database_copy("time") as copy:
        with copy.served():
            agree(World())
            with copy.owner() as owner:
                hall = Hall(owner)
            me, client = hall.me(person), signed_in(person)
            cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        with serving(copy, tmp_path / "log") as port:
            asker = Asker(port, cookie)
            for name in PAGES:
                hidden = [a for a in hall.addresses(me, name) if not a.seen and not hall.knows(me, a)][:1]
                assert hidden, name
                found.append(compare(name, asker, [hidden[0].url], [hall.beside(name, hidden[0]).url]))
            missing = hall.missing("case").url
            control = compare("2 ms later", asker, [missing], [hall.missing("case").url], LATER)
            same = compare("twice missing", asker, [missing], [hall.missing("case").url])
    print("", *found, same, control, sep="\n")  # noqa: T201 - the figures
    assert control.low > 0, control  # the bait: it is told apart
    assert control.p < SURE
    wrong = [
        one
        for one in found
        if one.low > LATER or one.high < -LATER or (one.p < SURE / len(found) and not one.low <= 0 <= one.high)
    ]
    assert not wrong, wrong
