"""Response clocks: the rules that a team sets, the clocks that run on a referral, and who answers after hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Jurisdiction, Person, Team
from agencies.vocabulary import Discipline
from cases.models.referral import Referral
from cases.vocabulary import Calendar, ClockKind, Tier
from confidentiality.protected import ProtectedModel


class ClockRule(models.Model):
    """How long a team or an agency has for a step, by tier. Configuration, not law (law T-04)."""

    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="clock_rules")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, related_name="clock_rules")
    tier = models.PositiveSmallIntegerField(_("Tier"), choices=Tier)
    kind = models.CharField(_("Step"), max_length=16, choices=ClockKind)
    minutes = models.PositiveIntegerField(_("Minutes"))
    calendar = models.CharField(_("Counted"), max_length=8, choices=Calendar)
    escalate_after = models.PositiveIntegerField(_("Escalate, minutes after"), default=0)

    class Meta:
        ordering = ["tier", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=True, agency__isnull=False) | Q(team__isnull=False, agency__isnull=True),
                name="clock_rule_one_owner",
            ),
            models.UniqueConstraint(
                fields=["team", "agency", "tier", "kind"], nulls_distinct=False, name="clock_rule_once"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="clock_rule_takes_time"),
        ]

    def __str__(self) -> str:
        return f"clock rule {self.pk}"


class Clock(ProtectedModel):
    """One running clock. Start and due time never change; ``met_at`` is set once, by the database's own clock."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    in_person_by = models.DateTimeField(null=True, blank=True)  # by the law of the place, at the start (law T-05)
    escalate_at = models.DateTimeField()
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # the step is no longer owed: declined, withdrawn
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(in_person_by=None) | Q(kind=ClockKind.FIRST_CONTACT, due_at__lte=F("in_person_by")),
                name="clock_due_by_law",
            ),
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(met_at=None, stopped_at=None),
                name="clock_one_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["escalate_at"], condition=Q(met_at=None, stopped_at=None, escalated_at=None),
                name="clock_to_escalate",
            ),
            models.Index(
                fields=["in_person_by"], condition=Q(met_at=None, stopped_at=None, in_person_by__isnull=False),
                name="clock_in_person",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"clock {self.pk}"


class Holiday(models.Model):
    """A day on which a business calendar does not count."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class RosterSlot(models.Model):
    """Who answers for a discipline after hours. An empty slot warns (law T-06). Times are in the team's zone."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="roster")
    tier = models.PositiveSmallIntegerField(_("Tier"), choices=Tier)
    discipline = models.CharField(_("Discipline"), max_length=32, choices=Discipline)
    weekday = models.PositiveSmallIntegerField(_("Day"))  # 0 is Monday
    starts = models.TimeField(_("From"))
    ends = models.TimeField(_("Until"))  # at or before ``starts``: the next morning
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["weekday", "starts", "discipline"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="roster_weekday"),
            models.UniqueConstraint(
                fields=["team", "tier", "discipline", "weekday", "starts"], name="roster_slot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"roster slot {self.pk}"
