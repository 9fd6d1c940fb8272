"""Passwords are hashed quickly here: these tests sign in some hundred times, and what they ask is not the hash."""

import pytest
from django.conf import LazySettings

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _quick_hashes(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = HASHERS
