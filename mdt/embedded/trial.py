"""Owns the steps of a trial: servers, migrations, the demo on first start, then web, worker and beat."""

import http.client
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mdt.embedded import data
from mdt.embedded.family import Child, Family
from mdt.embedded.net import HOST, next_free_port
from mdt.embedded.place import CHECKOUT, Place
from mdt.embedded.servers import OURS, Servers, start_servers
from mdt.embedded.trouble import Trouble

WEB_LIMIT = 90.0  # seconds until the first answer of the web server
WEB = ["--workers", "2", "--threads", "4", "--no-control-socket", "--graceful-timeout", "8"]
WEB += ["--logger-class", "mdt.server_log.ServerLog"]
WORKER = ["--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]


class Stopped(Exception):
    """Somebody asked us to stop before everything ran."""


class Trial:
    """One trial in `place`. `stopping` tells whether somebody asked us to stop."""

    def __init__(self, place: Place, family: Family, say: Callable[[str], None], stopping: Callable[[], bool]) -> None:
        self.place, self.family, self.say, self.stopping = place, family, say, stopping

    def start(self, port: int, scale: str | None) -> None:
        """Start everything and tell the person where it is."""
        self.place.write_state()
        self.say("Starting PostgreSQL and Valkey.")
        servers = start_servers(self.place, self.family)
        loaded = self._whole_or_empty(servers)
        self._publish(servers)
        self.say("Bringing the database up to date.")
        self._manage(servers, "migrate", "--no-input", log="migrate")
        self._load_demo(servers, loaded, scale)
        people = self._people(servers)
        address = self._serve(servers, self._choose_port(port))
        self._publish(servers, address)
        self.say(f"\nOpen {address}/\n\n{people.rstrip()}\n\nStop with Ctrl-C. Logs: {shown(self.place.log)}/")

    def watch(self) -> str | None:
        """Wait until somebody stops us (None) or a process ends by itself (the sentence about it)."""
        while not self.stopping():
            child = self.family.dead()
            if child is not None and not self.stopping():
                return f"{child.name} stopped unexpectedly; its log is {shown(child.log)}."
            time.sleep(0.2)
        return None

    def _whole_or_empty(self, servers: Servers) -> str | None:
        """The loaded scale. A first start that was interrupted is begun again: nobody has worked in it."""
        loaded = data.loaded_scale(servers.admin_url)
        if loaded is None and data.has_tables(servers.admin_url):
            self.say("The first start was interrupted; beginning it again.")
            data.drop(servers.admin_url)
            servers.postgres.make_roles(servers.port)
        return loaded

    def _load_demo(self, servers: Servers, loaded: str | None, scale: str | None) -> None:
        if loaded is None:
            self.say("First start: loading the demo.")
            self._manage(servers, "demo", *(["--scale", scale] if scale else []))
            data.note_loaded(servers.admin_url, scale or "small")
        elif scale and scale != loaded:
            self.say(f"The data here is of scale {loaded}; bin/run --reset --scale {scale} replaces it.")

    def _people(self, servers: Servers) -> str:
        self._manage(servers, "demo", "--who", log="who", errors="who-errors")
        return (self.place.log / "who.log").read_text()

    def _choose_port(self, wanted: int) -> int:
        port = next_free_port(wanted)
        if wanted and port != wanted:
            self.say(f"Port {wanted} is taken; using {port}.")
        return port

    def _serve(self, servers: Servers, port: int) -> str:
        address = f"http://{HOST}:{port}"
        env = inherited() | {"MDT_DEMO": "1", "MDT_PUBLIC_URL": address}
        web, worker = env | servers.for_web(), env | servers.for_worker()
        schedule = self.place.local / "celerybeat-schedule"
        self.say("Starting web server, worker and beat.")
        child = self._python("The web server", "web", ["gunicorn", "mdt.wsgi", "--bind", f"{HOST}:{port}", *WEB], web)
        celery = ["celery", "-A", "mdt.celery"]
        self._python("The worker", "worker", [*celery, "worker", *WORKER], worker | self._sealing(servers))
        self._python("The beat", "beat", [*celery, "beat", "--schedule", str(schedule), "--pidfile="], worker)
        self._until_healthy(child, port)
        return address

    def _python(self, name: str, log: str, words: list[str], env: dict[str, str]) -> Child:
        path = self.place.log / f"{log}.log"
        return self.family.start(name, [sys.executable, "-m", *words], env=env, cwd=CHECKOUT, log=path)

    def _until_healthy(self, web: Child, port: int) -> None:
        end = time.monotonic() + WEB_LIMIT
        while not healthy(port):
            fallen = self.family.dead()
            if fallen is not None or time.monotonic() > end:
                culprit = fallen or web
                raise Trouble(f"{culprit.name} did not start; its log is {shown(culprit.log)}. Everything is stopped.")
            self._pause()

    def _manage(self, servers: Servers, *words: str, log: str | None = None, errors: str | None = None) -> None:
        """Run a command of manage.py as the owner, its output shown unless a log is named."""
        child = self.family.start(
            f"manage.py {words[0]}",
            [sys.executable, "manage.py", *words],
            env=inherited() | servers.for_owner() | {"MDT_ROLE": "owner", "MDT_DEMO": "1"},
            cwd=CHECKOUT,
            log=self.place.log / f"{log}.log" if log else None,
            errors=self.place.log / f"{errors}.log" if errors else None,
        )
        while child.running:
            self._pause()
        self.family.forget(child)
        if child.process.returncode:
            where = f"; its log is {shown(self.place.log / f'{errors or log}.log')}" if log else ""
            raise Trouble(f"{child.name} failed{where}. Everything is stopped.")

    def _pause(self) -> None:
        if self.stopping():
            raise Stopped
        time.sleep(0.05)

    def _sealing(self, servers: Servers) -> dict[str, str]:
        """What seals: the keys, and a file outside the database that witnesses each checkpoint of the ledger."""
        return servers.worker_keys | {"MDT_LEDGER_WITNESS": str(self.place.local / "ledger-witness.jsonl")}

    def _publish(self, servers: Servers, address: str | None = None) -> None:
        """Tell other processes of this checkout where the servers are."""
        known = servers.for_owner() | self._sealing(servers) | {"MDT_DEMO": "1"}
        if address:
            known["MDT_PUBLIC_URL"] = address
        self.place.write_state(environment=known, address=address)


def inherited() -> dict[str, str]:
    """Our own environment without the variables that say which database a process uses."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | {"PYTHONUNBUFFERED": "1"}


def healthy(port: int) -> bool:
    """Whether the web server answers that it can work."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def shown(path: Path | None) -> str:
    """A path as a person in the checkout would write it."""
    if path is None:
        return "above"
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)
