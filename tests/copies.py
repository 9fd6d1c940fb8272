"""Copies of the test database, for tests that break it, change its clock or compare two worlds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connections

from tests.database import URLS, manage, renamed

LEDGER_KEY = "bGVkZ2VyIGtleSBvZiB0aGUgdGVzdHMgMzIgYnl0ZXM="
ALONE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Copy:
    """A database of its own; the shared one stays whole."""

    name: str

    def url(self, variable: str) -> str:
        return renamed(os.environ[variable], self.name)

    def owner(self) -> Connection:
        return psycopg.connect(self.url("OWNER_DATABASE_URL"), autocommit=True)

    def web(self) -> Connection:
        return psycopg.connect(self.url("DATABASE_URL"), autocommit=True)

    def worker(self) -> Connection:
        return psycopg.connect(self.url("WORKER_DATABASE_URL"), autocommit=True)

    def superuser(self) -> Connection:
        return psycopg.connect(self.url("MDT_TEST_ADMIN_URL"), autocommit=True)

    def manage(self, *args: str, **env: str) -> str:
        return manage(*args, **{variable: self.url(variable) for variable in URLS}, **env)

    @contextmanager
    def served(self, variable: str = "DATABASE_URL") -> Iterator[None]:
        """Inside, the application of this process works on the copy, with the role of the variable."""
        role = urlsplit(os.environ[variable])
        with connected(NAME=self.name, USER=role.username, PASSWORD=role.password or ""):
            yield


@contextmanager
def connected(**values: object) -> Iterator[None]:
    """Inside, Django's connection of this process is made with these settings."""
    conf = connections.settings["default"]
    before = dict(conf)
    _reconnect(conf, values)
    try:
        yield
    finally:
        _reconnect(conf, before)


@contextmanager
def as_worker() -> Iterator[None]:
    """Inside, this process has the worker's role in the database, and no other."""
    role = urlsplit(os.environ["WORKER_DATABASE_URL"])
    with connected(USER=role.username, PASSWORD=role.password or ""):
        yield


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, this process has the role of the owner, as for a command of the installation."""
    role = urlsplit(os.environ["OWNER_DATABASE_URL"])
    with connected(USER=role.username, PASSWORD=role.password or ""):
        yield


@contextmanager
def as_web() -> Iterator[None]:
    """The same with the role of pages, inside ``as_worker``."""
    role = urlsplit(os.environ["DATABASE_URL"])
    with connected(USER=role.username, PASSWORD=role.password or ""):
        yield


def _reconnect(conf: dict[str, object], values: dict[str, object]) -> None:
    connections["default"].close()
    del connections["default"]
    conf.update(values)


@contextmanager
def database_copy(label: str, of: Copy | None = None) -> Iterator[Copy]:
    """A copy of this process's test database, or of another copy, as it stands now."""
    source = of.name if of else urlsplit(os.environ["MDT_TEST_ADMIN_URL"]).path[1:]
    copy = Copy(f"{source}_{label}")
    connections.close_all()
    with psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], "postgres"), autocommit=True) as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')
        superuser.execute(ALONE, [source])  # a web server of a browser test may still be connected
        superuser.execute(f'CREATE DATABASE "{copy.name}" TEMPLATE "{source}" OWNER mdt_owner')
        try:
            yield copy
        finally:
            connections.close_all()
            superuser.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')


@contextmanager
def ledger_key(key: str = LEDGER_KEY) -> Iterator[None]:
    """The signing key of the tests, as the worker would hold it."""
    before, settings.LEDGER_KEY = settings.LEDGER_KEY, key
    try:
        yield
    finally:
        settings.LEDGER_KEY = before
