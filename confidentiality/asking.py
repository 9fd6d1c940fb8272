"""Lists of other apps that a function of the database decides and puts on record; the gate's way, for any such function."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agencies.models import Person
from confidentiality.gate import _ask, _reading, _who


@contextmanager
def asked(actor: Person, function: str, *given: Any, purpose: str) -> Iterator[list[tuple[Any, ...]]]:
    """What ``function(actor, request, purpose, route, *given)`` answers. Its look is committed before a row can be read:
    inside, as the actor, under the row policies. ``function`` is a name in our code, never something typed."""
    who = _who(actor)
    places = ", ".join(["%s"] * (4 + len(given)))
    sql = f"SELECT * FROM {function}({places})"  # noqa: S608  (a name in our code)
    answer = _ask(sql, [who.actor_id, who.request_id, purpose, who.route, *given])
    with _reading(who):
        yield answer
