"""How many requests, how quick, how many failed: counted in memory that all web processes of a machine share as small files.

Not by view, person or agency: on a small installation that would be a diary of who worked on what.
"""

import mmap
import os
import tempfile
import time
from array import array
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from redis import RedisError

STATUS = ("2xx", "3xx", "4xx", "5xx")
LIMITS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds; what took longer is in the whole number alone
ERRORS = {"database": DatabaseError, "broker": RedisError}
NAMES = (*STATUS, *LIMITS, "seconds", *ERRORS)
PROBES = ("healthz", "readyz", "metrics")  # would drown what people do
_lock = Lock()


def folder() -> Path:
    """In memory or gone with a restart of the machine, either is right."""
    return Path(tempfile.gettempdir()) / f"mdt-counts-{os.getuid()}"


@cache
def _own(process: int) -> "memoryview[float]":
    """The numbers of this process, in the order of NAMES."""
    folder().mkdir(mode=0o700, exist_ok=True)
    with (folder() / str(process)).open("a+b") as file:
        file.truncate(8 * len(NAMES))
        return memoryview(mmap.mmap(file.fileno(), 0)).cast("d")


def add(*names: object, by: float = 1) -> None:
    with _lock:
        numbers = _own(os.getpid())
        for name in names:
            numbers[NAMES.index(name)] += by


def total() -> dict[object, float]:
    """Over all processes, also those that have ended: what was counted does not become less."""
    sums = dict.fromkeys(NAMES, 0.0)
    for path in folder().glob("*"):
        for name, number in zip(NAMES, array("d", path.read_bytes()), strict=False):
            sums[name] += number
    return sums


class Counted:
    """The outermost of the middleware, where figures are wanted at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        if request.resolver_match is None or request.resolver_match.url_name not in PROBES:
            add(f"{response.status_code // 100}xx", *(limit for limit in LIMITS if took <= limit))
            add("seconds", by=took)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        add(*(name for name, kind in ERRORS.items() if isinstance(error, kind)))
