"""Two workers that take jobs and exactly one beat that says when: nothing is done twice, not even where two beats run."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import everywhere
from bench.pages import Browser
from bench.place import ROOT, Place
from bench.run import progress

MAILS, PATIENCE = 60, 200  # rows that are due; seconds until all are sent
IDENT = re.compile(rb"^Message-ID: (.+)$", re.MULTILINE)  # a file holds all mails of one run
CELERY = [sys.executable, "-m", "celery", "-A", "mdt.celery"]


def tried() -> list[list[str]]:
    place = Place("small", progress)
    everywhere.furnish(place)
    rows = []
    for beats in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            rows += [
                [f"two workers, {beats} beat{'s' * (beats > 1)}: {what}", said]
                for what, said in _ran(place, beats, Path(folder))
            ]
    place.close()
    return rows


def _ran(place: Place, beats: int, folder: Path) -> Iterator[tuple[str, str]]:
    browser = Browser.of(place, everywhere.people(place)[0])
    keys = _due(place, beats)
    before = _checkpoint(place)
    begun = time.monotonic()
    with _processes(place, beats, folder):
        while _left(place, keys) and time.monotonic() < begun + PATIENCE:
            place.as_web()
            browser.get("/cases/")  # which puts a look on record
            time.sleep(1)
        took = time.monotonic() - begun
        time.sleep(8)  # for whatever would come twice
    mails = Counter(ident for one in (folder / "mail").iterdir() for ident in IDENT.findall(one.read_bytes()))
    sent = place.owner_rows(
        "SELECT count(*), max(attempts) FROM agencies_reminder WHERE key = ANY(%s) AND sent_at IS NOT NULL", [keys]
    )
    yield "reminders that were due, and marked as sent", f"{MAILS}, {sent[0][0]} in {took:.0f} s"
    yield "mails, and those that came twice", f"{len(mails)}, {sum(many > 1 for many in mails.values())}"
    made, broken = _chain(place, before)
    yield "checkpoints of the ledger, and breaks in their chain", f"{made}, {broken}"
    yield "runs of each worker", _runs(folder)


def _due(place: Place, beats: int) -> list[str]:
    """Rows for people of the cast, due now; whatever else waits is none of ours."""
    from agencies.models import Person, Reminder
    from mdt.kit import clock

    place.as_bare()
    people = list(Person.objects.filter(email__endswith=".example", is_active=True).order_by("pk")[:20])
    now, run = clock.now(), f"{beats}-{time.time():.0f}"
    Reminder.objects.filter(sent_at=None, cancelled_at=None).update(cancelled_at=now)
    made = [
        Reminder(key=f"bench:{run}:{n}", person=people[n % len(people)], due_at=now - timedelta(minutes=1))
        for n in range(MAILS)
    ]
    Reminder.objects.bulk_create(made)
    return [one.key for one in made]


def _left(place: Place, keys: list[str]) -> int:
    return int(
        place.owner_rows("SELECT count(*) FROM agencies_reminder WHERE key = ANY(%s) AND sent_at IS NULL", [keys])[0][0]
    )


def _checkpoint(place: Place) -> int:
    return int(place.owner_rows("SELECT coalesce(max(number), 0) FROM confidentiality_checkpoint")[0][0])


def _chain(place: Place, after: int) -> tuple[int, int]:
    """Of the checkpoints made since: how many, and how many do not follow the one before."""
    rows = place.owner_rows(
        "SELECT number, previous = lag(hash) OVER w AND xid_from = lag(xid_to) OVER w AND number = lag(number) OVER w + 1"
        " FROM confidentiality_checkpoint WHERE number >= %s WINDOW w AS (ORDER BY number)",
        [after],
    )
    return len([one for one in rows if one[0] > after]), len([one for one in rows if one[1] is False])


@contextmanager
def _processes(place: Place, beats: int, folder: Path) -> Iterator[None]:
    """As in the image, but for the mail, which is written into files."""
    (folder / "mail").mkdir()
    env = place.env("worker") | {
        "EMAIL_URL": f"filemail:///{folder}/mail", "MDT_DEMO": "1", "PYTHONPATH": str(ROOT), "MDT_LOG_FORMAT": "line",
        "REDIS_URL": os.environ["REDIS_URL"],
    }  # fmt: skip
    for name in ("OWNER_DATABASE_URL",):
        env.pop(name)
    words: list[tuple[str, list[str]]] = [
        (f"worker-{n}", ["worker", "--concurrency", "1", "-n", f"bench{n}@%h", "-l", "INFO"]) for n in (1, 2)
    ] + [
        (f"beat-{n}", ["beat", "-s", f"{folder}/schedule-{n}", "--pidfile=", "-l", "INFO"]) for n in range(1, beats + 1)
    ]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for name, more in words:
            log = (folder / f"{name}.log").open("wb")
            running.append(subprocess.Popen([*CELERY, *more], cwd=ROOT, env=env, stdout=log, stderr=log))
        yield
    finally:
        for one in running:
            one.send_signal(signal.SIGTERM)
        for one in running:
            one.wait(30)


def _runs(folder: Path) -> str:
    """How many jobs each worker ended, as its log says it."""
    counts: list[Any] = [
        (folder / f"worker-{n}.log").read_text(errors="replace").count(" succeeded in ") for n in (1, 2)
    ]
    return " and ".join(map(str, counts))
