"""How many examples a property is tried with: a handful in ``bin/test``, twenty times as many with MDT_TEST_ALL=1."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

EVERYTHING = os.environ.get("MDT_TEST_ALL") == "1"


def tried(times: int, **more: Any) -> settings:
    """Settings of a property. Examples touch a real database: no deadline, and none is kept on disk."""
    return settings(
        max_examples=times * 20 if EVERYTHING else times, deadline=None, database=None, print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
        **more,
    )  # fmt: skip
