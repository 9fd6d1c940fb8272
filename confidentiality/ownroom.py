"""Rows of one's own room that hold no survivor: no gate stands before them, and row policies still ask who acts."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import connection, models

from mdt.kit import acting

_Row = TypeVar("_Row", bound=models.Model)


@contextmanager
def in_ones_name(using: str) -> Iterator[None]:
    """A transaction in which the database knows who acts, unless one is running. For nobody there are no rows."""
    own = using == connection.alias and not connection.in_atomic_block
    with acting.transaction_as(acting.current()) if own else nullcontext():
        yield


class OwnRows(models.QuerySet[_Row]):
    """Each question is asked in the name of whoever acts. Changes are made inside ``acting.recorded``, which says it too."""

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            with in_ones_name(self.db):
                super()._fetch_all()
        else:
            super()._fetch_all()

    def count(self) -> int:
        with in_ones_name(self.db):
            return super().count()

    def exists(self) -> bool:
        with in_ones_name(self.db):
            return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with in_ones_name(self.db):
            return super().aggregate(*args, **kwargs)


class OwnRoomModel(models.Model):
    """What every such model is built on."""

    objects = OwnRows.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
