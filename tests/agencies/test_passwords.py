"""Passwords of the house and those that were stolen are refused, on the page, in words that help."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Agency
from agencies.passwords import Breached, HouseWords, stands_in
from tests import rooms
from tests.agencies.doors import PASSWORD, person, signed_in

STOLEN = "correct horse battery staple"


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def listed(path: Path, passwords: list[str]) -> str:
    path.write_text("".join(f"{line}:{n}\r\n" for n, line in enumerate(sorted(map(digest, passwords)))))
    return str(path)


def test_a_stolen_password_is_refused_and_another_is_taken(settings, tmp_path: Path) -> None:
    settings.BREACHED_PASSWORDS = listed(tmp_path / "list", [STOLEN, *map(str, range(300))])
    ada = person(rooms.agency())
    client = signed_in(ada)
    page = "/account/password/"
    refused = client.post(page, {"oldpassword": PASSWORD, "password1": STOLEN, "password2": STOLEN})
    assert "list of stolen ones" in refused.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    good = "kettle under the seventh stair"
    assert client.post(page, {"oldpassword": PASSWORD, "password1": good, "password2": good}).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(good)


def test_without_a_list_nothing_is_asked(settings) -> None:
    settings.BREACHED_PASSWORDS = ""
    Breached().validate(STOLEN)


def harborside() -> Agency:
    return Agency.objects.filter(name="Harborside House").first() or rooms.agency(name="Harborside House")


LINES = st.lists(st.text("01AF", min_size=4, max_size=4), unique=True, max_size=40)


@given(LINES, st.lists(st.integers(0, 99999), min_size=40, max_size=40), st.text("01AF", min_size=4, max_size=4))
def test_the_ordered_file_is_searched_as_if_every_line_were_read(tmp_path_factory, lines, counts, wanted) -> None:
    path = tmp_path_factory.mktemp("lists") / "list"
    path.write_text("".join(f"{line}:{n}\n" for line, n in zip(sorted(lines), counts, strict=False)))
    assert stands_in(str(path), wanted.encode()) == (wanted in lines)


@pytest.mark.parametrize("bad", ["Harborside2026!", "harborside harborside", "HARBORSIDE-house", "Coordination1234"])
def test_the_name_of_the_agency_with_a_number_is_no_password(bad: str) -> None:
    ada = person(harborside())
    with pytest.raises(ValidationError, match="hardly more than the name"):
        HouseWords().validate(bad, ada)


@pytest.mark.parametrize("good", ["seven kites over harborside", PASSWORD, "a long sentence of mine"])
def test_the_name_within_a_sentence_is_one(good: str) -> None:
    HouseWords().validate(good, person(harborside()))
    HouseWords().validate(good, None)
