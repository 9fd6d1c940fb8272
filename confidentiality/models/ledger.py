"""The ledger, its checkpoints, and the record of changes."""

from typing import Any, ClassVar

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.models import Agency, Person
from confidentiality.protected import ProtectedModel
from mdt.kit import acting, clock


class LedgerEntry(models.Model):
    """One look, refusal or change. Rows come in through a database function only, and never change.

    No foreign keys: the ledger outlives what it describes (law K-11). The table is partitioned by month in SQL.
    """

    pk = models.CompositePrimaryKey("id", "at")
    id = models.BigIntegerField()
    at = models.DateTimeField()
    xid = models.TextField()
    request_id = models.UUIDField()
    actor_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8)
    basis = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    route = models.CharField(max_length=80)
    elements = models.IntegerField()
    case_ids = ArrayField(models.BigIntegerField())
    referral_ids = ArrayField(models.BigIntegerField())
    asked = models.UUIDField(null=True)
    digest = models.BinaryField(null=True)
    grounds = ArrayField(models.TextField())  # the facts by which it was allowed then: «assignment:7», «release:3»

    class Meta:
        managed = False
        db_table = "confidentiality_ledger"

    def __str__(self) -> str:
        return f"ledger entry {self.id}"


class Checkpoint(models.Model):
    """A sealed batch of ledger rows: the root of a Merkle tree, chained to the one before, signed."""

    number = models.BigIntegerField(unique=True)
    xid_from = models.BigIntegerField()
    xid_to = models.BigIntegerField()
    rows = models.IntegerField()
    ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()  # 32 bytes a row, in the order of ids: lets the verifier say which row is wrong
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"checkpoint {self.number}"


class LedgerCheck(models.Model):
    """What came of verifying the ledger one night. What was found ``manage.py verify_ledger`` finds again, and tells."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    checkpoint = models.BigIntegerField()  # the number of the last one that was read; 0 where nothing was sealed yet
    rows = models.BigIntegerField()  # under all of them
    findings = models.IntegerField()  # 0: the ledger is whole

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"check of the ledger {self.pk}"


class ChangeEntry(ProtectedModel, AbstractLogEntry):
    """What django-auditlog writes for a saved or deleted row: the names of the fields that changed, never a value."""

    actor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    case_id = models.BigIntegerField(null=True, db_index=True)

    objects: ClassVar[Any] = LogEntryManager()

    class Meta(AbstractLogEntry.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"change {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        who = acting.current()
        self.actor_id, self.agency_id, self.case_id = who.actor_id, who.agency_id, who.case_id
        self.cid = str(who.request_id)
        self.changes: Any = dict.fromkeys(sorted(self.changes or {}), True)
        self.object_repr = ""
        self.actor_email = self.remote_addr = self.remote_port = self.serialized_data = None
        super().save(*args, **kwargs)
        who.changes += 1
