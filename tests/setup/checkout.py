"""A very small application with the real supervisor: what bin/run starts, quickly and without Django."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

REAL = Path(__file__).resolve().parents[2]
LIMIT = 60.0  # seconds for anything to happen

MANAGE = """
import os, sys, time
from pathlib import Path
import psycopg
what = sys.argv[1:]
with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as connection:
    if what[0] == "migrate":
        connection.execute("CREATE TABLE IF NOT EXISTS loaded (at timestamptz)")
        connection.execute("GRANT SELECT ON loaded TO mdt_web")
    elif what == ["demo", "--who"]:
        print("maya@example.org  Advocate")
        print("Password: not-a-real-one")
    else:
        connection.execute("INSERT INTO loaded VALUES (now())")
        print("Loaded", *what)
        if Path("slow").exists():
            connection.commit()
            time.sleep(60)
"""
WSGI = """
import os
import psycopg
def application(environ, start_response):
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        times = connection.execute("SELECT count(*) FROM loaded").fetchone()[0]
    foreign = ("OWNER_DATABASE_URL", "WORKER_DATABASE_URL", "MDT_LEDGER_KEY", "MDT_SEAL_KEY")
    others = [name for name in foreign if name in os.environ]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"loaded {times}, role {os.environ['MDT_ROLE']}, also knows {others}".encode()]
"""
CELERY = """
import os
from celery import Celery
app = Celery("mdt", broker=os.environ["REDIS_URL"])
"""


class Checkout:
    """A folder with the project's own start-up code around an application of three files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(REAL / "mdt" / "embedded", folder / "mdt" / "embedded")
        for name in (
            "__init__.py",
            "supervise.py",
            "roles.sql",
            "logs.py",
            "seal_key.py",
            "secret_files.py",
            "server_log.py",
        ):
            shutil.copy(REAL / "mdt" / name, folder / "mdt" / name)
        for name, text in {"manage.py": MANAGE, "mdt/wsgi.py": WSGI, "mdt/celery.py": CELERY}.items():
            (folder / name).write_text(text)
        self.local = folder / ".local"

    def supervise(self, *words: str) -> "Run":
        return Run(self.folder, words)

    def remove(self) -> None:
        code = "from mdt.embedded.place import Place; Place.trial().remove()"
        subprocess.run([sys.executable, "-c", code], cwd=self.folder, env=clean_env(), check=True)


class Run:
    """A supervisor at work. After the `with` block it is gone, however the test ended."""

    def __init__(self, folder: Path, words: tuple[str, ...]) -> None:
        self.text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mdt.supervise", *words],
            cwd=folder,
            env=clean_env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        family = self.family() if self.process.poll() is None else []
        self.process.terminate()
        self.finish()
        assert gone(family)

    def until(self, pattern: str) -> str:
        """Read what it says until the pattern is there; the whole text so far."""
        end = time.monotonic() + LIMIT
        while not re.search(pattern, self.text):
            left = end - time.monotonic()
            assert left > 0, f"never said {pattern!r}: {self.text}"
            if self._read(left) == b"":
                break
        assert re.search(pattern, self.text), f"ended without {pattern!r}: {self.text}"
        return self.text

    def until_ready(self) -> str:
        """Wait until it serves; its address."""
        self.until(r"Stop with Ctrl-C")
        return re.findall(r"Open (http://\S+)/", self.text)[-1]

    def finish(self) -> int:
        """Wait for its end; its exit code."""
        code = self.process.wait(LIMIT)
        while self._read(1):
            pass
        return code

    def send(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.finish()

    def family(self) -> list[psutil.Process]:
        """The supervisor and all that descend from it."""
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def _read(self, wait: float) -> bytes:
        assert self.process.stdout is not None
        file = self.process.stdout.fileno()
        if not select.select([file], [], [], wait)[0]:
            return b""
        part = os.read(file, 65536)
        self.text += part.decode()
        return part


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all end within the time that stopping may take; the dead whom nobody has reaped have ended."""
    end = time.monotonic() + 25
    while time.monotonic() < end:
        if not any(process.is_running() and status(process) != psutil.STATUS_ZOMBIE for process in processes):
            return True
        time.sleep(0.05)
    return False


def status(process: psutil.Process) -> str:
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return psutil.STATUS_ZOMBIE


def clean_env() -> dict[str, str]:
    """Our environment without what the servers of this very test run put there."""
    ours = ("DATABASE_URL", "REDIS_URL", "MDT_", "DJANGO_", "COV_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours) and "DATABASE" not in name}
