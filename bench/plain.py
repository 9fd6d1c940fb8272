"""The same house without wall and ledger: every view, query and template, by the owner of the tables, whom no policy stops.

What the database decides and records at a gate is asked once for each person and question and remembered; after that
nothing is decided, nothing recorded, no transaction opened for a read, and nobody named to the database. What a page reads by
itself, it reads as anybody would write it. A change still opens its transaction and writes its change entry.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction

from bench.ready import instead
from confidentiality import asking, gate, ownroom
from confidentiality.context import open_gates
from mdt.kit import acting

Rows = list[tuple[Any, ...]]


class Plain:
    """What was answered, for as long as this process lives."""

    def __init__(self) -> None:
        self._answers: dict[str, Rows] = {}
        self._asks = gate._ask

    def ask(self, sql: str, params: list[Any]) -> Rows:
        """Stands in for the gate's question. The request's own id is no part of it."""
        mine = acting.current().request_id
        key = repr((sql, [one for one in params if one != mine]))
        if key not in self._answers:
            self._answers[key] = self._asks(sql, params)
        return self._answers[key]

    @contextmanager
    def served(self) -> Iterator[None]:
        """Inside, this process is the house without wall and ledger. Its connections have to be the owner's."""
        with ExitStack() as stack:
            for place in (gate, asking):
                stack.enter_context(instead(place, "_ask", self.ask))
                stack.enter_context(instead(place, "_reading", _reading))
            stack.enter_context(instead(ownroom, "in_ones_name", lambda using: _named()))
            for name in ("action", "referral_action", "begin"):
                stack.enter_context(instead(gate, name, _changing(getattr(gate, name))))
            yield


@contextmanager
def _reading(_who: acting.Acting, _as: Any = None) -> Iterator[None]:
    token = open_gates.set(open_gates.get() + 1)
    try:
        with _named():
            yield
    finally:
        open_gates.reset(token)


@contextmanager
def _named() -> Iterator[None]:
    """What a page asks the database's own functions, these answer for whom the connection was last told of."""
    connection.ensure_connection()
    who, told = acting.current().actor_id, connection.connection
    if getattr(told, "bench_actor", None) != who:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('mdt.user_id', %s, false)", [str(who or "")])
        told.bench_actor = who  # type: ignore[union-attr]
    yield


def _changing(real: Callable[..., Any]) -> Callable[..., Any]:
    """What was read under the gate's transaction is changed in a transaction all the same."""

    @contextmanager
    def changing(*given: Any, **named: Any) -> Iterator[Any]:
        with transaction.atomic(), real(*given, **named) as opened:
            yield opened

    return changing
