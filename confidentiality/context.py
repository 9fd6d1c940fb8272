"""Whether a gate is open now, and the request that it was opened for."""

from contextvars import ContextVar

from mdt.kit import acting

# How many gates are open around the running code; protected models refuse to be read at zero.
open_gates: ContextVar[int] = ContextVar("open_gates", default=0)


def request_id() -> str:
    """The running request's id, for django-auditlog: never a header that a client can forge."""
    return str(acting.current().request_id)
