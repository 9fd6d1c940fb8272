"""The worker at its seal, in this process: its role in the database, and its key."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.copies import connected


@contextmanager
def worker_with_key(key: str | None = None) -> Iterator[None]:
    role = urlsplit(os.environ["WORKER_DATABASE_URL"])
    with pytest.MonkeyPatch.context() as patch, connected(USER=role.username, PASSWORD=role.password or ""):
        patch.setattr("django.conf.settings.SEAL_KEY", os.environ["MDT_SEAL_KEY"] if key is None else key)
        yield
