"""The way to the broker. What comes too late for a connection is an error of that connection, and not the end of a worker.

A task that ends after its connection was lost is acknowledged on the channel of that connection. kombu 5.7 then fails with
an AttributeError, which Celery takes for a fault of the worker and stops it. An error of the connection it survives: the
message stays unacknowledged, which does no harm to tasks that may run twice, and the worker connects anew.
"""

from typing import Any

from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES, redis
from redis import Redis, RedisError

QUEUE = "celery"  # the one queue, a list of this name


class Channel(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection of this channel is closed.")
        parameters: dict[str, Any] = super()._connparams(asynchronous)
        return parameters


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Every address that begins with ``redis://`` goes this way."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "mdt.broker:Transport"


def waiting(limit: float) -> int:
    """How many jobs nobody has taken yet. Raises RedisError when the broker does not answer within so many seconds."""
    server = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=limit, socket_timeout=limit)
    try:
        return int(server.llen(QUEUE))  # type: ignore[arg-type]
    finally:
        server.close()


def answers(limit: float) -> bool:
    try:
        waiting(limit)
    except RedisError:
        return False
    return True
