"""Who acts, in which request: told to the database in every transaction, and to the record of changes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction


class UnrecordedChange(RuntimeError):
    """A change was made and no change entry was written: the transaction is rolled back."""


@dataclass
class Acting:
    """One request (or job, or command) and the person behind it. ``actor_id`` is None for nobody."""

    actor_id: int | None = None
    agency_id: int | None = None
    route: str = ""
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    changes: int = 0
    case_id: int | None = None  # the case that changes belong to, while an action on it runs


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting:
    """The one who acts now; nobody, when nothing was said."""
    return _acting.get() or Acting()


def request_id() -> str:
    """Of the request that is being answered; nothing outside of one."""
    who = _acting.get()
    return str(who.request_id) if who else ""


@contextmanager
def acting(who: Acting) -> Iterator[Acting]:
    """Inside, ``who`` acts. Requests are opened by the middleware; tests and jobs open their own."""
    token = _acting.set(who)
    try:
        yield who
    finally:
        _acting.reset(token)


_SAY = "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)"


def _said(who: Acting) -> list[str]:
    return [str(who.actor_id or ""), str(who.request_id)]


@contextmanager
def transaction_as(who: Acting) -> Iterator[None]:
    """A transaction in which the database knows who acts. The setting ends with the transaction, whatever the pooler does."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SAY, _said(who))
        yield


@contextmanager
def statements_as(who: Acting) -> Iterator[None]:
    """Reads, each of which says who acts in the same message: one round trip and one transaction, in which the setting ends."""

    def saying(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if connection.in_atomic_block:
            raise RuntimeError("Who acts would be known until the end of a transaction that is not this statement's.")
        read = sql if params is not None else sql.replace("%", "%%")  # without parameters a sign is what it is
        done = execute(f"{_SAY}; {read}", [*_said(who), *(params or ())], many, context)
        context["cursor"].nextset()
        return done

    with connection.execute_wrapper(saying):
        yield


@contextmanager
def recorded() -> Iterator[None]:
    """A change by the one who acts: one transaction, rolled back unless a change entry was written in it."""
    who = current()
    before = who.changes
    with transaction_as(who):
        yield
        if who.changes == before:
            raise UnrecordedChange("A change was made that left no change entry.")
