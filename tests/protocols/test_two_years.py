"""Two years pass: of every agreement that ends it is told three times, once each, at nine where the team works (law A-04).

In this process the house's clock is moved. In the long run the clock of whole processes is (libfaketime): two real
workers with a broker of their own, one of which is killed in the middle.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import pytest
from django.core import mail

from agencies.tasks import send_due_reminders
from mdt.celery import app
from mdt.kit import clock
from protocols.actions import ending
from protocols.tasks import remind_of_endings
from tests.agencies import test_reminders_story as real
from tests.agencies.test_reminders_story import NOTHING_WAITS, Engine
from tests.examples import EVERYTHING
from tests.protocols.agreeing import as_
from tests.protocols.sealing import worker_with_key
from tests.protocols.two_years import SPAN, Years

engine, post = real.engine, real.post  # its fixtures
FAKED = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
HOUR = timedelta(hours=1)
EVE = timedelta(hours=30) if EVERYTHING else timedelta(hours=12)  # so long before a mark it is looked at every hour


@pytest.fixture
def years(owner_db: Any) -> Years:
    return Years(owner_db)


def told() -> list[tuple[str, str]]:
    return [(one.to[0], one.extra_headers["Message-ID"]) for one in mail.outbox]


def steps(years: Years, *, rest: timedelta) -> Iterator[datetime]:
    """Instants of two years: every hour of the days around a mark, and ``rest`` between them; never backwards."""
    now, end = datetime.now(UTC), datetime.now(UTC) + SPAN
    marks = years.marks()
    while now < end:
        near = any(-EVE < now - mark < 3 * HOUR for mark in marks)
        ahead = [mark - EVE + HOUR for mark in marks if mark - EVE + HOUR > now]
        now = now + HOUR if near else min([now + rest, *ahead])
        yield now.replace(minute=20 if near else now.minute)


@pytest.mark.slow
@pytest.mark.parametrize("rest", [timedelta(days=45), timedelta(hours=12)])
def test_A04_over_two_years_each_is_told_once_at_nine_across_both_changes_of_the_clock(
    years: Years, rest: timedelta, monkeypatch: pytest.MonkeyPatch, owner_db: Any
) -> None:
    owner_db.execute(NOTHING_WAITS)
    offsets = {
        at.astimezone(ZoneInfo(table.team.time_zone)).utcoffset() for at in years.marks() for table in years.tables
    }
    assert len(offsets) > 2, "winter and summer"
    with worker_with_key():
        for now in steps(years, rest=rest):
            monkeypatch.setattr(clock, "now", lambda now=now: now)
            remind_of_endings()
            for minutes in (0, 5, 45):
                monkeypatch.setattr(clock, "now", lambda now=now + timedelta(minutes=minutes): now)
                send_due_reminders()
    monkeypatch.undo()
    years.check(told())


def test_A04_what_is_planned_and_not_yet_sent_is_not_told_once_the_text_is_ended_or_replaced(
    years: Years, monkeypatch: pytest.MonkeyPatch, owner_db: Any
) -> None:
    """Planned after midnight, ended at eight: at nine there is nothing to tell."""
    owner_db.execute(NOTHING_WAITS)
    table, version = years.tables[0], years.lasting[0]
    nine = min(at for key, _to, at in years.expected() if key.startswith(f"mou:{version.pk}:"))
    monkeypatch.setattr(clock, "now", lambda: nine - timedelta(hours=8))
    with worker_with_key():
        remind_of_endings()
    assert len(years.rows()) == 3, "bait: it was about to be told"
    with as_(table.cora):
        ending.end(agreement=version.agreement, on=table.today, reason="A new one begins", by=table.cora)
    monkeypatch.setattr(clock, "now", lambda: nine + HOUR)
    with worker_with_key():
        remind_of_endings()
        send_due_reminders()
    assert [row.sent_at for row in years.rows().values()] == [None] * 3
    assert {bool(row.cancelled_at) for row in years.rows().values()} == {True}


# --- With the clock of whole processes --------------------------------------------------------------------------
# The library that moves the clock breaks the sleep of Python, for which a worker ends; and not this one. Read by each Python that starts.
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], max(seconds, 0))\n"


class Faked:
    """Two real workers whose processes all believe in another day; the broker and the database do not."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        assert FAKED, "libfaketime is missing. On Debian or Ubuntu: apt-get install faketime."
        self.engine, self.file = engine, folder / "now"
        self.set(datetime.now(UTC))
        (folder / "sitecustomize.py").write_text(SLEEP)
        self.told = {
            "LD_PRELOAD": str(FAKED), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "PYTHONPATH": str(folder),
        }  # fmt: skip
        self.names = ["one", "two"]
        for name in self.names:
            self.start(engine.start_worker, name)
        engine.until("the workers were ready", lambda: all(" ready." in engine.log(name) for name in self.names))

    def start(self, what: Callable[[str], object], name: str) -> None:
        """With the libraries that move the clock of what is started."""
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in self.told.items():
                patch.setenv(variable, value)
            what(name)

    def set(self, now: datetime) -> None:
        """The clock goes on from there. The file is never half written."""
        ahead = (now - datetime.now(UTC)).total_seconds()
        new = self.file.with_suffix(".new")
        new.write_text(f"{ahead:+.0f}\n")
        new.replace(self.file)

    def done(self, job: str) -> int:
        return sum(self.engine.has_done(name, job) for name in ("one", "two"))

    def run(self, job: str, *, kill: bool = False) -> None:
        """Both workers are given it at once; it is waited for until one has done it."""
        before, end = self.done(job), time.monotonic() + 120
        name = {"remind_of_endings": "protocols.tasks", "send_due_reminders": "agencies.tasks"}[job]
        while self.done(job) == before:
            assert time.monotonic() < end, "".join(self.engine.log(name) for name in self.names)[-4000:]
            with app.connection_for_write(self.engine.url) as connection:
                for _worker in range(2):
                    app.send_task(f"{name}.{job}", connection=connection, ignore_result=True)
            if kill:
                self.kill()
                kill = False
            until = time.monotonic() + 5
            while self.done(job) == before and time.monotonic() < until:
                time.sleep(0.02)

    def kill(self) -> None:
        dice = random.Random()  # noqa: S311 - which one dies, and when, is no secret
        name = self.names.pop(dice.randrange(2))
        time.sleep(dice.random() / 5)
        child = self.engine.post.workers[name]
        assert child.process.poll() is None, f"{name} ended by itself: {child.process.poll()}"
        for process in [*psutil.Process(child.process.pid).children(recursive=True), psutil.Process(child.process.pid)]:
            process.kill()
        child.process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("one_dies", [False, True])
def test_A04_the_same_with_two_workers_whose_whole_processes_live_two_years(
    engine: Engine,
    post: Any,
    years: Years,
    tmp_path: Path,
    owner_db: Any,
    one_dies: bool,
) -> None:
    owner_db.execute(NOTHING_WAITS)
    house = Faked(engine, tmp_path)
    dies_at = random.Random().choice(years.marks()) if one_dies else None  # noqa: S311 - no secret
    for now in instants(years):
        house.set(now)
        house.run("remind_of_endings")
        house.run("send_due_reminders", kill=dies_at is not None and dies_at <= now < dies_at + HOUR)
        # What was done may have been asked before the clock was set, by a worker that was slow.
        engine.until("all of it was sent", partial(sent_all, years, now, house))
    came = [(one["To"], one["Message-ID"]) for one in post.mails]
    years.check(came, again=1 if one_dies else 0)
    assert len(house.names) == (1 if one_dies else 2)
    for one in post.mails:
        assert re.search("You have something to do", one["Subject"])


def instants(years: Years) -> list[datetime]:
    """Every fortnight; and of each mark eight in the morning, ten minutes before nine, and five after."""
    start = datetime.now(UTC)
    fortnights = [start + timedelta(days=14 * n) for n in range(1, SPAN.days // 14)]
    around = [at + timedelta(minutes=m) for at in years.marks() for m in (-60, -10, 5)]
    return sorted([*fortnights, *around])


def sent_all(years: Years, now: datetime, house: Faked) -> bool:
    due = {key for key, _to, at in years.expected() if at <= now}
    rows = years.rows()
    if all(key in rows and rows[key].sent_at for key in due):
        return True
    house.run("send_due_reminders")
    return False
