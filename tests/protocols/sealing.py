"""The worker at its seal, in this process: its role in the database, and its key."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.copies import as_worker


@contextmanager
def worker_with_key(key: str | None = None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, as_worker():
        patch.setattr("django.conf.settings.SEAL_KEY", os.environ["MDT_SEAL_KEY"] if key is None else key)
        yield
