"""How an action on an agreement is done: whole, with a change entry; or not at all, and on record as refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from agencies.models import Person
from confidentiality import gate
from mdt.kit import acting
from mdt.kit.errors import Refused


@contextmanager
def deciding(by: Person, purpose: str) -> Iterator[None]:
    """What is refused inside is put on record once nothing of it is left."""
    try:
        with acting.recorded():
            yield
    except Refused:
        gate.refused(by, purpose=f"agreement.{purpose}")
        raise
