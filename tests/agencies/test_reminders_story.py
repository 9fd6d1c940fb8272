"""Reminders of clocks and acknowledgements with everything real: two workers, a broker that dies, a mail server.

One story: thirty rows with unique keys; a worker killed between the server's «250» and its commit; the broker killed and
started again with nothing kept; a replacement. At the end each mail was sent once; what the killed worker had just handed
over was sent again under the same Message-ID, which is the one gap that cannot be closed (test_reminders.py). The longer
form (MDT_TEST_ALL) waits for the real beat, where the shorter one sends what beat would send, more often.
"""

import os
import sys
import time
from collections import Counter
from email import message_from_bytes, policy

import psutil
import pytest
import redis
from kombu.exceptions import OperationalError

from agencies.models import Reminder
from mdt.celery import app
from mdt.embedded.account import software
from mdt.embedded.family import Family
from mdt.embedded.place import Place
from mdt.embedded.trial import WORKER
from mdt.embedded.valkey import Valkey
from mdt.kit import mail
from tests import rooms
from tests.agencies.mailserver import MailServer
from tests.agencies.tables import sign_as
from tests.cases.referring import Scene, clocks
from tests.cases.test_clocks import age
from tests.database import ROOT
from tests.examples import EVERYTHING

PATIENCE = 200 if EVERYTHING else 40  # seconds for anything to happen: beat looks once a minute
BAIT = "Testa Person-906"
NOTHING_WAITS = """UPDATE agencies_reminder SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL;
  UPDATE meetings_calendarmail SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL"""


class PostOffice(MailServer):
    """Kills the worker that has just handed over the mail with the number ``fatal``, before it can read the answer."""

    def __init__(self):
        super().__init__()
        self.delay, self.fatal = 0.1, 0
        self.came = []  # the sender's port and the Message-ID of each mail, as it is answered
        self.workers = {}
        self.killed, self.killed_ports, self.met = "", set(), ""
        self.ours, self.counted = set(), 0

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        message = message_from_bytes(envelope.content, policy=policy.default)["Message-ID"]
        self.came.append((session.peer[1], message))
        self.counted += envelope.rcpt_tos[0] in self.ours  # a clock of another test may have rung meanwhile
        if self.fatal and self.counted == self.fatal and not self.met:
            self.met = message
            self._kill_who_talks(session.peer[1])
        return answer

    def _kill_who_talks(self, port):
        for name, child in self.workers.items():
            worker = psutil.Process(child.process.pid)
            tree = [worker, *worker.children(recursive=True)]
            ports = {c.laddr.port for process in tree for c in process.net_connections("tcp")}
            if port in ports:
                for process in tree:
                    process.kill()
                self.killed, self.killed_ports = name, ports
                child.process.wait()

    def in_the_gap(self):
        """The last mail of each sender of the killed worker: it may not have marked that one."""
        last = dict(self.came)
        return {last[port] for port in self.killed_ports & set(last)}


class Engine:
    """A broker of our own, on its own port and with the settings of a trial; workers as a trial starts them; and beat."""

    def __init__(self, place, family, post):
        self.place, self.family, self.post = place, family, post
        self.valkey = Valkey(place, software(place.account), place.secrets()["valkey"])
        self.port = self.valkey.start(family)
        (self.broker,) = family.children
        self.url, self.looked = self.valkey.url(self.port), 0.0
        self.jobs = ["clocks", "reminders"]
        self.beats = False

    def python(self, name, *words):
        env = {**os.environ, "MDT_ROLE": "worker", "REDIS_URL": self.url, "EMAIL_URL": self.post.url,
               "MDT_PUBLIC_URL": "https://mdt.test"}  # fmt: skip
        command = [sys.executable, "-m", "celery", "-A", "mdt.celery", *words]
        return self.family.start(name, command, env=env, cwd=ROOT, log=self.place.log / f"{name}.log")

    def start_worker(self, name):
        self.post.workers[name] = self.python(name, "worker", *WORKER, "--hostname", f"{name}@%h")

    def log(self, name):
        return (self.place.log / f"{name}.log").read_text()

    def has_done(self, name, job="send_due_reminders"):
        return sum(job in line and "succeeded" in line for line in self.log(name).splitlines())

    def start_beat(self):
        self.beats = True
        self.python("beat", "beat", "--schedule", str(self.place.local / "schedule"), "--pidfile=")

    def kill_broker(self):
        self.broker.process.kill()
        self.broker.process.wait()
        self.family.forget(self.broker)

    def restart_broker(self):
        self.broker = self.valkey._serve(self.family, self.port)
        end = time.monotonic() + 20
        while not self.valkey._answers(self.port):
            assert time.monotonic() < end, "the broker does not come back"
            time.sleep(0.02)
        assert redis.Redis.from_url(self.url).keys() == [], "it has kept something"

    def look(self):
        """Send what beat sends, each second; like beat, go on while there is no broker."""
        if self.beats or time.monotonic() - self.looked < 1:
            return
        self.looked = time.monotonic()
        try:
            with app.connection_for_write(self.url, transport_options={"max_retries": 0}) as connection:
                for entry in map(app.conf.beat_schedule.get, self.jobs):
                    app.send_task(entry["task"], connection=connection, retry=False, **entry["options"])
        except OperationalError:
            assert self.broker not in self.family.children

    def until(self, what, happened):
        end = time.monotonic() + PATIENCE
        while not happened():
            logs = "".join(self.log(name) for name in self.post.workers)
            assert time.monotonic() < end, f"never {what}; {len(self.post.mails)} mails\n{logs[-6000:]}"
            self.look()
            time.sleep(0.05)


class Work:
    """What becomes due, of both kinds, with bait wherever a survivor's words are kept."""

    def __init__(self, acting_as, owner_db):
        self.acting_as, self.db = acting_as, owner_db
        self.scene = Scene()
        self.case = rooms.case(self.scene.ada, name=BAIT)
        self.takers = [self.scene.dan, *(rooms.person(self.scene.sheriff, takes_referrals=True) for _ in range(4))]
        self.signers, self.sent = [], []

    def due_clocks(self, count):
        """Each is in its last quarter; five people answer for it."""
        for _ in range(count):
            sent = self.scene.send(case=self.case.public_id)
            age(self.db, clocks(self.scene.dan, sent)["consult"].pk, minutes=46)
            self.sent.append(sent)

    def due_acknowledgements(self, count):
        """The first of the three reminders of each, due since a second; the others stay planned."""
        people = [rooms.person(self.scene.harbor) for _ in range(count)]
        for person in people:
            sign_as(self.acting_as, person)
        self.signers += people
        self.db.execute(
            "UPDATE agencies_reminder SET due_at = now() - interval '1 second' WHERE key LIKE 'ack:%%:30' AND person_id = ANY (%s)",
            [[person.pk for person in people]],
        )

    def rows(self):
        people = {person.pk for person in (*self.takers, *self.signers)}
        found = Reminder.objects.filter(person__in=people).select_related("person").order_by("key")
        return [row for row in found if row.key.endswith(":30") or row.key.startswith("clock:")]

    def baits(self):
        codes = self.db.execute(
            "SELECT code, public_id::text FROM cases_referral WHERE public_id = ANY (%s)", [self.sent]
        ).fetchall()
        names = [person.name for person in (*self.takers, *self.signers, self.scene.ada)]
        assert len(codes) == len(self.sent) == 3
        return {BAIT, "Person-906", self.case.code, str(self.case.public_id), self.scene.harbor.name, self.scene.sheriff.name,
                *names, *(word for pair in codes for word in pair)}  # fmt: skip


@pytest.fixture
def post(settings):
    settings.PUBLIC_URL = "https://mdt.test"  # as the workers have it: Message-IDs are compared
    office = PostOffice()
    office.start()
    yield office
    office.stop()


@pytest.fixture
def engine(tmp_path, post):
    place = Place(tmp_path / "place")
    place.make()
    with place.lock() as lock, Family(lock) as family:
        yield Engine(place, family, post)
    place.remove()


@pytest.mark.slow
def test_reminders_are_sent_once_whatever_dies(engine, post, acting_as, owner_db):
    for name in ("one", "two"):
        engine.start_worker(name)
    work = Work(acting_as, owner_db)
    only_ours(engine, owner_db)
    work.due_clocks(2)
    work.due_acknowledgements(10)
    if EVERYTHING:
        engine.start_beat()

    post.ours = {row.person.email for row in work.rows()}
    post.fatal = 5
    engine.until("a worker killed", lambda: post.killed)
    (survivor,) = {"one", "two"} - {post.killed}
    engine.until("the other went on", lambda: len(post.mails) >= 10)
    done_before = engine.has_done(survivor)
    engine.kill_broker()
    assert not all(row.sent_at for row in work.rows()), "in the middle of it"
    time.sleep(1)
    engine.restart_broker()
    work.due_clocks(1)
    engine.until("the survivor found the broker again", lambda: engine.has_done(survivor) > done_before + 1)
    assert engine.log(survivor).count(" ready.") == 1, "by itself, without being started again"

    engine.start_worker("replacement")
    work.due_acknowledgements(5)
    engine.until("all were sent", lambda: len(work.rows()) == 30 and all(row.sent_at for row in work.rows()))
    rows, engine.beats = work.rows(), False
    engine.until(
        "the replacement worked",
        lambda: engine.has_done("replacement") > 1 and engine.has_done("replacement", "warn_of_clocks"),
    )
    assert [(row.key, row.sent_at, row.attempts) for row in work.rows()] == [(row.key, row.sent_at, 0) for row in rows]
    each_arrived(post, rows)
    say_nothing(post, engine, rows, work.baits())


def only_ours(engine, owner_db):
    """Clocks that other tests left running are told of now, and their mails not sent."""
    engine.jobs = ["clocks"]
    engine.until("the workers were ready", lambda: all(" ready." in engine.log(name) for name in ("one", "two")))
    engine.until(
        "told of other clocks", lambda: any(engine.has_done(name, "warn_of_clocks") for name in ("one", "two"))
    )
    owner_db.execute(NOTHING_WAITS)
    engine.jobs = ["clocks", "reminders"]


def each_arrived(post, rows):
    """Once; or again under the same Message-ID where the killed worker had not read the answer."""
    expected = Counter({(row.person.email, mail.message_id(row.key)): 1 for row in rows})
    assert len(expected) == 30
    came = Counter((got["To"], got["Message-ID"]) for got in post.mails)
    ours = Counter({what: times for what, times in came.items() if what in expected})
    assert set(ours) == set(expected)
    again = {message for (_, message), times in ours.items() if times > 1}
    assert post.met in again, "the gap was met"
    assert again <= post.in_the_gap()
    assert max(ours.values()) == 2


def say_nothing(post, engine, rows, baits):
    """No mail and no log says more than that there is something to do (G5)."""
    asked = {row.person.email for row in rows}
    for got in post.mails:
        # A meeting of another test is told of too, under its own subject.
        assert got["Subject"] == "You have something to do" or got["To"] not in asked
        text = f"{got}" + "".join(part.get_content() for part in got.walk() if part.get_content_maintype() == "text")
        assert not [bait for bait in (*baits, *(row.key for row in rows)) if bait in text]
    logs = "".join(engine.log(name) for name in post.workers)
    assert not [bait for bait in (*baits, *(row.person.email for row in rows)) if bait in logs]


def test_what_is_acknowledged_after_its_connection_is_an_error_of_the_connection():
    """And not of the worker, which would stop for it (mdt/broker.py)."""
    with app.connection_for_read() as connection:
        channel, errors = connection.channel(), connection.connection_errors
        connection.collect()
        with pytest.raises(errors, match="closed"):
            channel.basic_ack("a task that took long")
