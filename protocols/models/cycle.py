"""A team's way through the eight steps, again and again: each step with who, by when, and what shows it (law P-01, P-02)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person, Team
from mdt.kit import clock, ids
from protocols.models.agreement import Agreement
from protocols.steps import Step


class ProtocolCycle(models.Model):
    """One turn of the ring. It has exactly eight steps; closing the last one closes it and opens the next.

    Each but the first follows one of the same team that is closed for good, so one is open and each is followed once.
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="cycles")
    number = models.SmallIntegerField(default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="cycle_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
                name="cycle_but_the_first_has_a_previous",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="cycle_closing_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"


class CycleStep(models.Model):
    """One of the eight. ``why_early``: why it was closed before the steps that it waits for."""

    cycle = models.ForeignKey(ProtocolCycle, models.PROTECT, related_name="steps")
    number = models.SmallIntegerField(choices=Step)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    started_on = models.DateField(_("begun on"), null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    why_early = models.CharField(_("why it is closed before the others"), max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="step_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=8), name="step_is_one_of_eight"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, why_early="")
                | Q(
                    closed_at__isnull=False, closed_by__isnull=False, owner__isnull=False, due_on__isnull=False,
                    started_on__isnull=False,
                ),
                name="step_closed_is_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"step {self.pk}"


class Evidence(models.Model):
    """What shows that a step was taken: an agreement of the team, a document, or where a paper is kept. One of the three."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    step = models.ForeignKey(CycleStep, models.PROTECT, related_name="evidence")
    title = models.CharField(_("what it is"), max_length=160)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.BinaryField(null=True, blank=True, editable=False)
    content_type = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    place = models.CharField(_("where it is kept"), max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="")
                & (
                    Q(agreement__isnull=False, content=None, place="")
                    | (Q(agreement=None, content__isnull=False, place="") & ~Q(content_type="") & ~Q(sha256=""))
                    | (Q(agreement=None, content=None) & ~Q(place=""))
                ),
                name="evidence_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Reopening(models.Model):
    """A closed step was opened again, by whom and why; when it had been closed stays on record."""

    step = models.ForeignKey(CycleStep, models.PROTECT, related_name="reopenings")
    was_closed_at = models.DateTimeField()
    was_closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "was_closed_at"], name="reopening_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"reopening {self.pk}"
