"""These tests start servers of their own and need no database of the application."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _database() -> None:
    """In place of the fixture for all tests that makes, migrates and fills a database."""
