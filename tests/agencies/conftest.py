"""What several tests of this app start from."""

import pytest
from django.conf import LazySettings

from agencies.models import Person
from tests import rooms
from tests.agencies.mailserver import MailServer
from tests.agencies.tables import Table

# Hashed quickly: these tests sign in some hundred times, and what they ask is not the hash.
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _quick_hashes(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = HASHERS


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def admin() -> Person:
    """Who runs the installation."""
    return rooms.person(None)


@pytest.fixture
def server(owner_db):
    """Nothing of other tests waits, and the server listens."""
    owner_db.execute("UPDATE agencies_reminder SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL")
    here = MailServer()
    here.start()
    yield here
    here.stop()


@pytest.fixture
def people():
    agency = rooms.agency()
    return lambda count, **fields: [rooms.person(agency, **fields) for _ in range(count)]
