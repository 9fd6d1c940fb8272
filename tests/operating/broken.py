"""A database and a broker of one's own that are really stopped, and servers that take a connection and never answer."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from mdt.embedded.account import ordinary_account, software
from mdt.embedded.net import free_port, is_open
from tests.copies import Connection, Copy

ENDED = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


class Broker:
    """A Valkey that can be killed and started again, empty, on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = software(ordinary_account()).valkey
        words = [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--daemonize", "no"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not is_open(self.port):
            assert time.monotonic() < end, "the broker does not start"
            time.sleep(0.02)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)


@contextmanager
def own_broker() -> Iterator[Broker]:
    """Inside, this process asks a broker of its own."""
    before, broker = settings.REDIS_URL, Broker()
    settings.REDIS_URL = broker.url
    try:
        yield broker
    finally:
        settings.REDIS_URL = before
        broker.kill()


@contextmanager
def shut(copy: Copy, superuser: Connection) -> Iterator[None]:
    """Inside, nobody has a connection to the copy, nor gets one."""
    superuser.execute(f'ALTER DATABASE "{copy.name}" WITH ALLOW_CONNECTIONS false')
    superuser.execute(ENDED, [copy.name])
    try:
        yield
    finally:
        superuser.execute(f'ALTER DATABASE "{copy.name}" WITH ALLOW_CONNECTIONS true')


@contextmanager
def silent() -> Iterator[int]:
    """The port of something that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]
