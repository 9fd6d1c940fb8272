"""A sign of life: planned by beat, carried by the broker, given by a worker. When it is old, one of the three is not at work."""

from datetime import datetime

from celery import shared_task
from django.core.cache import cache

from mdt.kit import clock

KEY = "operating:pulse"


@shared_task(ignore_result=True)
def pulse() -> None:
    """Each minute. A broker that begins anew has forgotten it, and hears of it again within the minute."""
    cache.set(KEY, clock.now(), timeout=None)


def last_pulse() -> datetime | None:
    """Raises RedisError without a broker."""
    found: datetime | None = cache.get(KEY)
    return found
