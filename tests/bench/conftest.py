"""The measured databases: made once for a run of the tests, as none of these changes what the others look at."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from bench.place import Place
from tests.database import MIGRATED

SCALES = ["county", "state"] if os.environ.get("MDT_TEST_ALL") else ["county"]


@pytest.fixture(scope="module", autouse=True)
def _back_to_the_tests_own(_database: None) -> Iterator[None]:
    """What comes after these tests in the same process works on the tests' own database again."""
    before = connections["default"]
    yield
    connections["default"] = before


@pytest.fixture(scope="session", params=SCALES)
def place(request: pytest.FixtureRequest, _database: None) -> Iterator[Place]:
    made = Place(request.param, lambda sentence: None, MIGRATED)
    yield made
    made.drop()
