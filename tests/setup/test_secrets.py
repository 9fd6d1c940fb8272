"""Short secrets in the database: they come back only with their key and for their purpose, or not at all."""

import base64
import os

import pytest

from mdt.kit import secrets


def key():
    return base64.b64encode(os.urandom(32)).decode()


def test_a_secret_comes_back_only_with_its_key_and_for_its_purpose(settings):
    settings.FIELD_KEY = first = key()
    sealed = secrets.encrypt("ABC", purpose="one")
    assert secrets.decrypt(sealed, purpose="one") == "ABC"
    assert secrets.encrypt("ABC", purpose="one") != sealed
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(sealed, purpose="other")
    settings.FIELD_KEY = key()
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(sealed, purpose="one")
    settings.FIELD_KEY = f"{settings.FIELD_KEY},{first}"  # a new key in front, the old one kept
    assert secrets.decrypt(sealed, purpose="one") == "ABC"
    assert not secrets.is_current(sealed)
    assert secrets.is_current(secrets.encrypt("ABC", purpose="one"))


@pytest.mark.parametrize("broken", ["", "ABC", "v1.x.y", "v2.{}.{}", "v1.{}.AAAA", "v1.{}.!", "a.b.c.d"])
def test_a_damaged_secret_is_an_error_and_never_shown(broken):
    sealed = secrets.encrypt("ABC", purpose="one")
    _, name, body = sealed.split(".")
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(broken.format(name, body), purpose="one")
    for place in (12, len(sealed) - 5):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(secrets.Unreadable):
            secrets.decrypt(changed, purpose="one")


@pytest.mark.parametrize("bad", ["", "AAAA", "not base64", base64.b64encode(b"x" * 31).decode()])
def test_a_key_of_the_wrong_size_is_refused(settings, bad):
    settings.FIELD_KEY = bad
    with pytest.raises(ValueError, match=r"base64|32|Incorrect|digit"):
        secrets.encrypt("ABC", purpose="one")
