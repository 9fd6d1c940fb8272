"""What several tests of this app start from."""

import pytest

from agencies.models import Person
from tests import rooms
from tests.agencies.mailserver import MailServer
from tests.agencies.tables import Table


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
