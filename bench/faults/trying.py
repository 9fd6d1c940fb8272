"""The half hour itself: people at work, faults as planned, a disk that is full, a day without a mail server."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import psycopg
from redis import RedisError

from bench.faults import outside, people, reading, windows
from bench.faults.browser import Browser
from bench.faults.house import AGAIN, READY, House, say
from bench.faults.journal import Journal
from bench.faults.people import Known, Worker
from bench.faults.plan import Plan, Window
from mdt import broker
from mdt.demo import cast

NUDGE = 3.0  # seconds: what beat asks for each minute is asked for more often, so that more mails are under way when one dies
DRAINED = 180.0  # seconds until nothing waits any more
NUDGED = ("reminders", "calendar mails", "clocks")
KILLS_OF_SENDERS = ("worker", "worker-child", "database", "database-now", "database-backend")
HARBOR, CAC, SHERIFF = "@harbor-house.example", "@alder-cac.example", "@alder-sheriff.example"
WORK = [(people.open_record, 3), (people.add_person, 4), (people.look, 8), (people.refer, 3), (outside.release, 3)]
# Who does what. The last three have no basis for anything that is planted, whatever they ask for.
DAYS: dict[str, list[tuple[Any, int]]] = {
    f"ada.quill{HARBOR}": WORK,
    f"fay.iverson{CAC}": WORK,
    "sana.patel@st-brigid.example": WORK,
    f"cora.bell{CAC}": [(people.call_meeting, 1), (people.read_meetings, 7)],
    f"dan.reyes{SHERIFF}": [(outside.look_at_released, 6), (people.answer_referral, 2)],
    f"hana.ortiz{HARBOR}": [(outside.wall_off, 1), (people.read_meetings, 4)],
    f"bea.marlow{HARBOR}": [(outside.pry, 1)],
    "olga.berg@birch-shelter.example": [(outside.pry, 1)],
    f"rex.dunn{SHERIFF}": [(outside.pry, 1)],
}
WITHOUT_BASIS = [email for email, ways in DAYS.items() if ways == [(outside.pry, 1)]]
# A supervisor sees the records of her agency.
MAY = {f"ada.quill{HARBOR}": {f"hana.ortiz{HARBOR}"}, f"fay.iverson{CAC}": {f"gus.hale{CAC}"}}


@dataclass
class Trying:
    house: House
    plan: Plan
    journal: Journal
    known: Known
    killed: Counter[str] = field(default_factory=Counter)
    skipped: int = 0  # faults that met what was down already
    deaths: list[float] = field(default_factory=list)  # of senders, in seconds since 1970
    notes: dict[str, str] = field(default_factory=dict)  # what a window showed
    faults: list[str] = field(default_factory=list)  # what a window found wrong
    stopped: threading.Event = field(default_factory=threading.Event)
    nudged: float = 0.0

    def run(self) -> None:
        threads = [threading.Thread(target=self._worker(email, ways).run, name=email) for email, ways in DAYS.items()]
        for thread in threads:
            thread.start()
        try:
            self._play()
        finally:
            self.stopped.set()
            for thread in threads:
                while thread.is_alive():  # what it waits for may have to be started first
                    self.house.keep()
                    thread.join(0.1)

    def _worker(self, email: str, ways: list[tuple[Any, int]]) -> Worker:
        dice = random.Random(f"{self.plan.seed} {email}")
        browser = Browser(self.house.port, email, cast.PASSWORD, self.journal)
        return Worker(browser, self.journal, self.known, dice, self.stopped, ways)

    def _play(self) -> None:
        self.began, dice = time.monotonic(), random.Random(self.plan.seed)
        coming: list[Any] = sorted(
            [*self.plan.faults, *self.plan.windows], key=lambda one: getattr(one, "at", None) or one.begins
        )
        told = time.monotonic()
        while time.monotonic() - self.began < self.plan.seconds:
            self._tick()
            if time.monotonic() - told > 30:
                told = time.monotonic()
                say(f"  {self._left_if_known()}")
            while coming and time.monotonic() - self.began >= (getattr(coming[0], "at", None) or coming[0].begins):
                one = coming.pop(0)
                say(f"  {one}")
                if isinstance(one, Window):
                    (windows.full_disk if one.kind == "disk" else windows.day_without_mail)(self, one)
                elif self.house.kill(one.kind, one.down, dice):
                    self.killed[one.kind] += 1
                    if one.kind in KILLS_OF_SENDERS:
                        self.deaths.append(time.time())
                else:
                    self.skipped += 1

    def _tick(self, seconds: float = 0.1) -> None:
        before = {name: one.by_itself for name, one in self.house.services.items()}
        self.house.keep()
        if any(self.house.services[name].by_itself > before[name] for name in ("worker", "database")):
            self.deaths.append(time.time())
        if time.monotonic() - self.nudged > NUDGE:
            self.nudged = time.monotonic()
            self.nudge()
        time.sleep(seconds)

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._tick()

    def nudge(self) -> None:
        """As beat asks; a broker that is away hears of it the next time."""
        from kombu.exceptions import OperationalError
        from redis import RedisError

        from mdt.celery import app

        try:
            with app.connection_for_write(transport_options={"max_retries": 0}) as connection:
                for entry in map(app.conf.beat_schedule.get, NUDGED):
                    app.send_task(entry["task"], connection=connection, retry=False, expires=30)
        except (OperationalError, RedisError, OSError):
            pass

    # --- The end -------------------------------------------------------------------------------------------------

    def until_whole(self, when: str) -> None:
        end = time.monotonic() + READY * 2
        while not self.house.web_answers():
            if time.monotonic() > end:
                raise RuntimeError(f"{when}: the installation does not come back")
            self.wait(0.5)

    def drain(self) -> None:
        """Everything runs, nothing that is due waits, and the ledger is sealed. What is not so in three minutes is found wrong."""
        self.until_whole("at the end")
        end = time.monotonic() + DRAINED
        while (left := self._left()) and time.monotonic() < end:
            self.wait(AGAIN)
        self.faults += left

    def _left_if_known(self) -> str:
        try:
            return "; ".join([*self._left(), f"{broker.waiting(1)} jobs wait"])
        except (psycopg.Error, RedisError) as down:
            return type(down).__name__

    def _left(self) -> list[str]:
        with self.house.superuser() as db:
            for name in reading.OUTBOXES:  # what failed because something was down waits for its next try
                db.execute(windows.TO_POSTPONE.format(name) + " AND attempts > 0")  # type: ignore[arg-type]
            (unsealed,) = db.execute("SELECT now() - mdt_unsealed_since()").fetchone()  # type: ignore[misc]
            waits = reading.waiting(db)
        found = [f"{waits} mails that are due still wait"] if waits else []
        return found + ([f"the ledger is not sealed since {unsealed}"] if unsealed else [])
