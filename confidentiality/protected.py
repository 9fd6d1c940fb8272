"""What every protected model is built on: it refuses to be read outside a gate, and inserts without reading back."""

from typing import Any

from django.db import connections, models
from django.db.models.sql import Query

from confidentiality.context import open_gates


class UngatedRead(RuntimeError):
    """Protected rows were asked for outside the gate. Row security is the wall; this is the bell on the door."""


class _GatedQuery(Query):
    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if not open_gates.get():
            name = self.model._meta.label if self.model else "A protected model"
            raise UngatedRead(f"{name} was read outside the gate.")
        return super().get_compiler(*args, **kwargs)


class ProtectedManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return self._queryset_class(model=self.model, query=_GatedQuery(self.model), using=self._db)  # type: ignore[attr-defined]


class ProtectedModel(models.Model):
    """Rows under row security.

    ``INSERT … RETURNING`` would have to pass the SELECT policy before the grants that the row gives rise to exist,
    so the key is drawn from the sequence first and nothing is returned.
    """

    objects = ProtectedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            if self.pk is None:
                self.draw_key()
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def draw_key(self) -> int:
        """Take the key now, for who must know it before the row is there."""
        self.pk = _next_key(self)
        return int(self.pk)

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: Any) -> Any:
        return super()._do_insert(manager, using, fields, [], raw)  # type: ignore[misc]


def _next_key(instance: models.Model) -> int:
    with connections[instance._state.db or "default"].cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [f"{instance._meta.db_table}_id_seq"])
        return int(cursor.fetchone()[0])
