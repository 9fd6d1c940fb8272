"""The installation that is tried: each process as a real one has it, killed, and started again as a supervisor would."""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.faults.disk import Disk
from bench.faults.post import Post
from mdt.embedded.account import software
from mdt.embedded.family import APP, SERVER, Child, Family
from mdt.embedded.net import HOST, free_port
from mdt.embedded.place import CHECKOUT, Place
from mdt.embedded.postgres import SETTINGS, Postgres
from mdt.embedded.servers import Servers
from mdt.embedded.trial import WEB, WORKER, inherited
from mdt.embedded.valkey import CONFIGURATION, Valkey

AGAIN = 1.0  # seconds before what ended by itself is started again
READY = 60.0  # seconds for everything to be there at the beginning and at the end
TOKEN = "of-the-fault-harness"  # noqa: S105 - of a server on loopback that is thrown away
# Nothing of durability is switched off. Small, so that a full disk is met by the log as well as by the tables.
OURS = {"max_wal_size": "96MB", "min_wal_size": "32MB", "shared_buffers": "64MB"}
SERVICES = ("database", "broker", "web", "worker", "beat")  # in the order in which they begin
# The bait: what is told to be committed is written down some seconds later.
CARELESS = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
OF = {
    "web": "web", "web-worker": "web", "worker": "worker", "worker-child": "worker", "beat": "beat", "broker": "broker",
    "database": "database", "database-now": "database", "database-backend": "database",
}  # fmt: skip


@dataclass
class Service:
    name: str
    start: Callable[[str], Child]  # gets the name of its log
    child: Child | None = None
    due: float = 0.0  # monotonic: not started before
    starts: int = 0
    by_itself: int = 0  # how often it ended and nobody had killed it


@dataclass
class House:
    place: Place
    family: Family
    disk: Disk | None
    careless: bool = False
    post: Post = field(default_factory=Post)
    services: dict[str, Service] = field(default_factory=dict)

    def __post_init__(self) -> None:
        secrets, programs = self.place.secrets(), software(self.place.account)
        self.port, self.broker_port = free_port(), free_port()
        self.postgres = Postgres(self.place, programs, secrets)
        self.valkey = Valkey(self.place, programs, secrets["valkey"])
        self.servers = Servers(self.postgres, free_port(), self.valkey.url(self.broker_port), secrets)
        starts = (self._database, self._broker, self._web, self._worker, self._beat)
        self.services = {name: Service(name, start) for name, start in zip(SERVICES, starts, strict=True)}

    # --- What each process is told -------------------------------------------------------------------------------

    @property
    def _told(self) -> dict[str, str]:
        return inherited() | {
            "MDT_DEMO": "1", "MDT_PUBLIC_URL": f"http://{HOST}:{self.port}", "EMAIL_URL": self.post.url, "MDT_METRICS_TOKEN": TOKEN,
        }  # fmt: skip

    def env(self, role: str) -> dict[str, str]:
        servers = self.servers
        given = {"web": servers.for_web, "worker": servers.for_worker, "owner": servers.for_owner}[role]()
        if role != "web":
            given = given | self.servers.worker_keys | {"MDT_LEDGER_WITNESS": str(self.kept / "ledger-witness.jsonl")}
        return self._told | given | {"MDT_ROLE": role}

    @property
    def kept(self) -> Path:
        """What has to last, beside the database: on the disk that will be full."""
        return self.place.servers

    def _database(self, log: str) -> Child:
        settings = {**SETTINGS, **OURS, **(CARELESS if self.careless else {}), "port": str(self.servers.port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [self.postgres.software.postgres / "postgres", "-D", self.postgres.data, *options]
        return self.family.start(
            "PostgreSQL", command, env={"PATH": os.defpath, "LC_ALL": "C"}, cwd=self.kept, log=self.place.log / log,
            account=self.place.account, tier=SERVER, stop=signal.SIGINT,
        )  # fmt: skip

    def _broker(self, log: str) -> Child:
        path = self.place.local / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(CONFIGURATION.format(host=HOST, port=self.broker_port, password=self.valkey.password))
        with path.open("rb") as configuration:
            return self.family.start(
                "Valkey", [self.valkey.software.valkey, "-"], env={}, cwd=self.kept, log=self.place.log / log,
                account=self.place.account, tier=SERVER, stdin=configuration,
            )  # fmt: skip

    def _web(self, log: str) -> Child:
        return self._python("web", log, ["gunicorn", "mdt.wsgi", "--bind", f"{HOST}:{self.port}", *WEB])

    def _worker(self, log: str) -> Child:
        return self._python("worker", log, ["celery", "-A", "mdt.celery", "worker", *WORKER])

    def _beat(self, log: str) -> Child:
        return self._python(
            "beat", log, ["celery", "-A", "mdt.celery", "beat", "--schedule", str(self.kept / "beat"), "--pidfile="]
        )

    def _python(self, name: str, log: str, words: list[str]) -> Child:
        env = self.env("web" if name == "web" else "worker")
        return self.family.start(
            name, [sys.executable, "-m", *words], env=env, cwd=CHECKOUT, log=self.place.log / log, tier=APP
        )

    # --- Beginning -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new cluster with the demo in it; then everything runs."""
        if self.disk is not None and (account := self.place.account):
            self.disk.mount(account.uid, account.gid)
        self.postgres._create(self.place.account)
        self.start("database")
        self.start("broker")
        until(READY, self.database_answers, "the database does not answer")
        self.postgres.make_roles(self.servers.port)
        if self.careless:  # the roles insist on it, however the server is set
            with self.superuser() as db:
                for role in ("owner", "web", "worker"):
                    db.execute(f"ALTER ROLE mdt_{role} RESET synchronous_commit")  # type: ignore[arg-type]
        self.manage("migrate", "-v0")
        self.manage("demo")
        self.post.start()
        for name in ("web", "worker", "beat"):
            self.start(name)
        until(READY, self.web_answers, "the web server does not answer")

    def manage(self, *words: str) -> str:
        """Output of a command as the owner. Raises RuntimeError with its last words."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CHECKOUT,
            env=self.env("owner"),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]}: {(done.stderr + done.stdout).strip()[-400:]}")
        return done.stdout

    def start(self, name: str) -> None:
        one = self.services[name]
        one.starts += 1
        one.child = one.start(f"{name}-{one.starts}.log")

    # --- While it is tried ---------------------------------------------------------------------------------------

    def kill(self, kind: str, down: float, dice: random.Random) -> bool:
        """False where it is down already."""
        one = self.services[OF[kind]]
        if one.child is None or not one.child.running:
            return False
        process = psutil.Process(one.child.process.pid)
        if kind in ("web-worker", "worker-child", "database-backend"):
            return _kill_one_below(process, dice)
        if kind == "database-now":
            process.send_signal(signal.SIGQUIT)
        elif kind == "database":
            process.kill()
        else:
            for each in [process, *process.children(recursive=True)]:
                _kill(each)
        one.child.process.wait()
        self.family.forget(one.child)
        one.child, one.due = None, time.monotonic() + down
        return True

    def keep(self) -> None:
        """What is due is started; what ended by itself is noted, and started again after a second."""
        for name, one in self.services.items():
            if one.child is not None and not one.child.running:
                one.by_itself += 1
                self.family.forget(one.child)
                one.child, one.due = None, time.monotonic() + AGAIN
            if one.child is None and time.monotonic() >= one.due:
                self.start(name)

    def database_answers(self) -> bool:
        try:
            self.superuser("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def web_answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def superuser(self, database: str = "mdt") -> "psycopg.Connection[Any]":
        """Past every wall: it is the judge that asks."""
        url = self.postgres.url(self.servers.port, "postgres", database)
        return psycopg.connect(url, autocommit=True, connect_timeout=5)


def _kill_one_below(process: psutil.Process, dice: random.Random) -> bool:
    children = process.children(recursive=True)
    if not children:
        return False
    _kill(dice.choice(children))
    return True


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()


def until(seconds: float, happened: Callable[[], bool], else_: str) -> None:
    """Raises RuntimeError with the sentence when it does not happen in time."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise RuntimeError(else_)
        time.sleep(0.1)


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
