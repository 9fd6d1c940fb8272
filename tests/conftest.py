"""The test database (migrated by its owner, served as mdt_web), the fixed cast, and ways to act as somebody."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import translation

from agencies.models import Person
from confidentiality import limits
from mdt.kit.acting import Acting, acting
from tests.chromium import browser  # noqa: F401 - a fixture
from tests.database import MIGRATED, READY, URLS, drop, make, renamed
from tests.examples import EVERYTHING
from tests.world import World


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is slow is left to ``bin/test --all``."""
    if EVERYTHING:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The databases that all processes copied go when the last of them has ended."""
    if not hasattr(session.config, "workerinput") and "MDT_TEST_ADMIN_URL" in os.environ:
        for name in (READY, MIGRATED):
            drop(name, renamed(os.environ["MDT_TEST_ADMIN_URL"], "postgres"))


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, testrun_uid: str) -> Iterator[None]:
    """One database for each test process."""
    if os.environ.get("MDT_TEST_READY"):  # a copy that somebody has made for this process (test_sql_mutants.py)
        yield
        return
    name = f"test_mdt_{os.environ.get('MDT_TEST_NAME', '')}_{worker_id}"
    admin = os.environ["MDT_TEST_ADMIN_URL"]
    make(name, testrun_uid)
    for variable in (*URLS, "MDT_TEST_ADMIN_URL"):
        os.environ[variable] = renamed(os.environ[variable], name)
    web, owner = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["OWNER_DATABASE_URL"])
    connections.settings["default"].update(NAME=name, USER=web.username, PASSWORD=web.password or "")
    connections.settings["owner"] = {
        **connections.settings["default"], "USER": owner.username, "PASSWORD": owner.password or "",
    }  # fmt: skip
    connections["default"].close()
    del connections["default"]
    yield
    connections.close_all()
    drop(name, admin)


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Every test may use the database; none is wrapped in a transaction, since a look must be committed."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_limits() -> None:
    """A set of tests asks more in a minute than a person does; ``tests/confidentiality/test_limits.py`` sets them again."""
    limits.RATES.update(dict.fromkeys(limits.RATES, ""))


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
