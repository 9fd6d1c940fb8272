"""The test database (migrated by its owner, served as mdt_web), the fixed cast, and ways to act as somebody."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import translation

from agencies.models import Person
from mdt.kit.acting import Acting, acting
from tests.chromium import browser  # noqa: F401 - a fixture
from tests.examples import EVERYTHING
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent
URLS = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")


def renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def manage(*args: str, **env: str) -> str:
    """Run a command of the project as its owner against the test database; its output, or its error in full."""
    done = subprocess.run(
        [sys.executable, "manage.py", *args], cwd=ROOT, env={**os.environ, "MDT_ROLE": "owner", **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is slow is left to ``bin/test --all``."""
    if EVERYTHING:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str) -> Iterator[None]:
    """One database for each test process, made by the superuser, migrated and filled by the owner."""
    if os.environ.get("MDT_TEST_READY"):  # a copy that somebody has made for this process (test_sql_mutants.py)
        yield
        return
    name = f"test_mdt_{os.environ.get('MDT_TEST_NAME', '')}_{worker_id}"
    admin = os.environ["MDT_TEST_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        superuser.execute(f'CREATE DATABASE "{name}" OWNER mdt_owner')
        superuser.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')  # as mdt/roles.sql does it
        superuser.execute(f'GRANT CONNECT ON DATABASE "{name}" TO mdt_web, mdt_worker')
    for variable in URLS:
        os.environ[variable] = renamed(os.environ[variable], name)
    os.environ["MDT_TEST_ADMIN_URL"] = renamed(admin, name)
    with psycopg.connect(os.environ["MDT_TEST_ADMIN_URL"], autocommit=True) as superuser:
        superuser.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        superuser.execute("GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker")
    manage("migrate", "-v0", "--skip-checks")
    if (ROOT / "mdt/management/commands/demo.py").exists():
        manage("demo")
    web, owner = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["OWNER_DATABASE_URL"])
    connections.settings["default"].update(NAME=name, USER=web.username, PASSWORD=web.password or "")
    connections.settings["owner"] = {
        **connections.settings["default"], "USER": owner.username, "PASSWORD": owner.password or "",
    }  # fmt: skip
    connections["default"].close()
    del connections["default"]
    yield
    connections.close_all()
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Every test may use the database; none is wrapped in a transaction, since a look must be committed."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """A page that a test asked for in another language does not set the language of the next test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def world(_database: None) -> World:
    """Alder County's fixed cast: ``world.ada``, ``world.dan``, ``world.olga`` …"""
    return World()


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which the person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def acting_as() -> Callable[[Person], AbstractContextManager[Acting]]:
    """Act as the person below the level of pages: ``with acting_as(world.ada): …``."""

    def opened(person: Person) -> AbstractContextManager[Acting]:
        return acting(Acting(actor_id=person.pk, agency_id=person.agency_id, route="test"))

    return opened


@pytest.fixture
def owner_db() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The schema's owner, past every policy: to set bait and to look behind the wall."""
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_db() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The database's superuser: what somebody who owns the machine could do."""
    with psycopg.connect(os.environ["MDT_TEST_ADMIN_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def web_db() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A raw connection as mdt_web, with no program in between."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def worker_db() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(os.environ["WORKER_DATABASE_URL"], autocommit=True) as connection:
        yield connection
