"""Counts of a form for an award and a period. Once filed nothing of them changes (GR-04)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Floor
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Award, Person
from confidentiality.ownroom import OwnRoomModel
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids
from reports.vocabulary import RunStatus


class Run(ProtectedModel):
    """One count. ``definition`` is the whole form as it was when it was counted, with what the database read of it (``plan``).

    What it counted stands in Fact, which nobody can read, and in CountedCell, which who may report on the award can.
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="runs")
    form = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    definition = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.WAITING)
    step = models.SmallIntegerField(default=0)  # of the tables of the plan, for the bar
    steps = models.SmallIntegerField(default=0)
    # Nobody: the draft that is made by itself when a period is over, once.
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    counted_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amendments")
    reason = models.CharField(_("why it is filed again"), max_length=500, blank=True)
    report = models.JSONField(null=True, blank=True)  # the exact product as it was filed

    class Meta:
        base_manager_name = "objects"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="run_status_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="run_period_whole"),
            models.CheckConstraint(
                condition=Q(
                    status=RunStatus.FILED, filed_at__isnull=False, filed_by__isnull=False, report__isnull=False
                )
                | (~Q(status=RunStatus.FILED) & Q(filed_at=None, filed_by=None, report=None)),
                name="run_filed_whole",
            ),
            models.CheckConstraint(condition=Q(amends=None) | ~Q(reason=""), name="run_amends_with_reason"),
            models.UniqueConstraint(
                fields=["award", "form", "starts_on", "ends_on"], condition=Q(asked_by=None), name="run_prepared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Fact(models.Model):
    """What was counted: the key of a record inside its agency, with one code. No role can read it (GR-04)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    key = models.BigIntegerField()
    dim = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=12, decimal_places=4, default=1)

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "dim", "key"], name="fact_of_run", include=["code", "amount"])]

    def __str__(self) -> str:
        return f"fact {self.pk}"


class CountedCell(ProtectedModel):
    """A total of a run. Exact, so for who may report on the award alone (GR-06)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="cells")
    table = models.CharField(max_length=60)
    row = models.CharField(max_length=60)
    column = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["run", "table", "row", "column"], name="cell_once")]

    def __str__(self) -> str:
        return f"cell {self.pk}"


class TypedFigure(ProtectedModel):
    """What no record makes: typed for an award and a period. With ``partner`` a partner agency's total (GR-07); with
    ``reason`` another value than the one that was counted (GR-30). A gate's answer is the line ``gate.<section>``, 1 or 0."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="typed")
    starts_on = models.DateField()
    line = models.CharField(max_length=180)
    partner = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.TextField(max_length=8000, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "starts_on", "line", "partner"], nulls_distinct=False, name="typed_once"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="typed_not_below_zero"),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(value__isnull=False, text="", reason="", value=Floor("value")),
                name="typed_partner_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"figure {self.pk}"


class Verification(OwnRoomModel):
    """That somebody of the agency held a line against the funder's current form. Tied to the text of the line (GR-01)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    line = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(OwnRoomModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agency", "form", "version", "line", "sha256"], name="verified_once")
        ]

    def __str__(self) -> str:
        return f"verification {self.pk}"


class CustomForm(OwnRoomModel):
    """A form of an agency's own, from the same building blocks. A change is a new version (GR-01)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    source = models.JSONField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta(OwnRoomModel.Meta):
        ordering = ["key", "-made_at"]
        constraints = [models.UniqueConstraint(fields=["agency", "key", "version"], name="custom_form_once")]

    def __str__(self) -> str:
        return f"form {self.pk}"
