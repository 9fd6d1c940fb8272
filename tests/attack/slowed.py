"""The application as it is, but that a request may ask to be answered later: what a difference in time looks like when there is one."""

import time
from typing import Any

from mdt.wsgi import application as real


def application(environ: dict[str, Any], start_response: Any) -> Any:
    answer = real(environ, start_response)
    until = time.perf_counter() + float(environ.get("HTTP_X_LATER", 0)) / 1000  # milliseconds
    while time.perf_counter() < until:
        pass  # sleeping would be coarser than what is looked for
    return answer
