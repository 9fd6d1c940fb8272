"""How often one may ask for what is dear to make, or try codes. Over it nothing is made, and that is on record."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from agencies.models import Person
from confidentiality import gate

View = Callable[..., HttpResponse]
log = logging.getLogger(__name__)
RATES = {"search": "30/m/user", "documents": "30/m/user", "open_link": "30/10m/ip"}


def limited(action: str, *, reading: bool = False) -> Callable[[View], View]:
    """Up to ``RATES[action]``: a number, a span, and for whom (a person, or before the sign-in a computer). ``reading``
    counts GET as well. More is answered by 429 (ASVS V2.4.1).

    Counted in the cache. Without it nothing is counted and the page answers: what it shows is guarded by the gate, not by this.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return (
                view(request, *args, **kwargs)
                if _within(request, action, reading=reading)
                else _enough(request, action)
            )

        return guarded

    return guard


def _within(request: HttpRequest, action: str, *, reading: bool) -> bool:
    try:
        used = ratelimit.consume(request, app="mdt", action=action, config=RATES, limit_get=reading)
    except RedisError:
        return True
    return used is not None


def _enough(request: HttpRequest, action: str) -> HttpResponse:
    log.warning("The limit of %s was reached.", action)
    if isinstance(request.user, Person) and RATES[action].endswith("user"):  # a one-time link is opened by nobody
        gate.refused(request.user, purpose=f"limit.{action}")
    return render(request, "429.html", {"retry_minutes": 1}, status=429)
