"""How long an agency keeps what, holds on single records, and what was destroyed by whose word (law K-01, K-03, K-04)."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from confidentiality.ownroom import OwnRoomModel
from confidentiality.protected import ProtectedModel
from confidentiality.vocabulary import HoldWhy, KeptUnit, RecordKey
from mdt.kit import clock, ids

REVIEWED_WITHIN = timedelta(days=90)  # law K-03


class RetentionRule(OwnRoomModel):
    """How long one agency keeps one class after its trigger. Nothing is destroyed without one that somebody has confirmed."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    record_class = models.CharField(max_length=12, choices=RecordKey)
    after = models.SmallIntegerField(_("How long"))
    unit = models.CharField(_("Counted in"), max_length=8, choices=KeptUnit)
    source = models.CharField(_("Where that is written"), max_length=200)
    verified = models.BooleanField(_("Our counsel has confirmed it"), default=False)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    class Meta(OwnRoomModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agency", "record_class"], name="retention_rule_once"),
            models.CheckConstraint(condition=Q(record_class__in=RecordKey.values), name="retention_class_known"),
            models.CheckConstraint(condition=Q(unit__in=KeptUnit.values), name="retention_unit_known"),
            models.CheckConstraint(condition=Q(after__range=(1, 999)), name="retention_takes_time"),
            models.CheckConstraint(condition=~Q(source=""), name="retention_says_where"),
        ]

    def __str__(self) -> str:
        return f"retention rule {self.pk}"


class LegalHold(ProtectedModel):
    """Nothing of this one record is destroyed until it ends. Why is a code: no word of the survivor stands here (law K-03)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="holds")
    why = models.CharField(_("Why it is held"), max_length=12, choices=HoldWhy)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now, editable=False)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["set_at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="hold_once"),
            models.CheckConstraint(condition=Q(why__in=HoldWhy.values), name="hold_why_known"),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="hold_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="hold_reviewed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def review_by(self) -> datetime:
        return (self.reviewed_at or self.set_at) + REVIEWED_WITHIN


class Purge(OwnRoomModel):
    """Somebody asks that what is due of a class is destroyed, another person approves. ``due_before`` is fixed when it is
    asked, so that what is destroyed can only be less than what was seen."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    record_class = models.CharField(max_length=12, choices=RecordKey)
    due_before = models.DateTimeField()  # the trigger of what goes lies before; worked out by the database
    counted = models.IntegerField()  # how many were due when it was asked; likewise
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # by the owner's command
    rewritten_at = models.DateTimeField(null=True, blank=True)  # since then it is in no file of the database either

    class Meta(OwnRoomModel.Meta):
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "record_class"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="purge_one_waiting",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("asked_by")), name="purge_approved_by_another"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="purge_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, done_at=None),
                name="purge_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(approved_at__isnull=False), name="purge_done_approved"
            ),
            models.CheckConstraint(
                condition=Q(rewritten_at=None) | Q(done_at__isnull=False), name="purge_rewritten_done"
            ),
        ]

    def __str__(self) -> str:
        return f"purge {self.pk}"


class Certificate(OwnRoomModel):
    """What was destroyed: class, count, method, time, approver. ``said`` is the line of the list outside the database, whole:
    with opaque ids of what is gone, so that a restored backup can be purged again. No personal data of a survivor."""

    number = models.BigIntegerField()  # of the whole installation, without a gap: a purge holds a lock
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+"
    )  # none: a restored backup knows it not
    record_class = models.CharField(max_length=12, choices=RecordKey)
    count = models.IntegerField()
    from_year = models.SmallIntegerField(
        null=True
    )  # of the triggers of what is gone; none where nothing was due any more
    to_year = models.SmallIntegerField(null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    records = ArrayField(models.UUIDField())
    said = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta(OwnRoomModel.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="certificate_number_once"),
            models.CheckConstraint(condition=Q(count=F("records__len")), name="certificate_counts_its_records"),
        ]

    def __str__(self) -> str:
        return f"certificate {self.number}"
