"""Owns PostgreSQL and Valkey for a trial and for tests, made from Python packages. Needs no Django.

`environment()` is what settings ask for when `DATABASE_URL` is not set. `mdt.supervise` starts them.
"""

import os

from mdt.embedded.place import WORKER_KEYS, Place
from mdt.embedded.trouble import Trouble

__all__ = ["Trouble", "environment"]


def environment() -> dict[str, str]:
    """The variables of this checkout's running servers; raises Trouble, one plain sentence, when none run."""
    place = Place.trial()
    state = place.read_state()
    if not state.get("environment") or not place.in_use():
        raise Trouble("No database is running. Start one with bin/run, or set DATABASE_URL.")
    values = dict(state["environment"])
    if os.environ.get("MDT_ROLE") != "worker":  # the keys that seal ledger and documents are the worker's alone
        for name in WORKER_KEYS:
            values.pop(name, None)
    return values
