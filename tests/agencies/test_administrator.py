"""The command that makes the first account of an installation, and lets its owner in again."""

import re
import uuid

import pytest

from agencies.models import Person
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import browser, has_factor, sign_in, with_app
from tests.database import manage

HOME = "/account/second-factor/"


@pytest.mark.slow
def test_the_first_account_is_made_on_the_machine_and_so_is_the_way_back(owner_db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    email = f"root+{uuid.uuid4().hex}@rooms.example"
    for words in ("first four words here", "second four words here"):
        said = manage("administrator", email, "Root Person")
        client = browser()
        form = client.get(re.search(r"https?://[^/]+(/\S+)", said)[1])
        assert client.post(form.url, {"password1": words, "password2": words}).status_code == 302
        root = Person.objects.get(email=email)
        assert (root.runs_installation, root.agency) == (True, None)
        assert not has_factor(root)
        assert sign_in(client, root, words).status_code == 302
        assert client.get("/").url == HOME
        with_app(root)
    assert owner_db.execute("SELECT count(*) FROM agencies_person WHERE email = %s", [email]).fetchone() == (1,)


@pytest.mark.slow
def test_an_account_of_an_agency_cannot_become_it():
    ada = doors.person(rooms.agency())
    with pytest.raises(AssertionError, match="belongs to an agency"):
        manage("administrator", ada.email, "Ada")
