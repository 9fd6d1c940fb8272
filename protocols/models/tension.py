"""Where disciplines see a thing differently, each in its own words, and what the team made of it (law 5.4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Team
from agencies.vocabulary import Discipline
from mdt.kit import clock, ids
from protocols.vocabulary import Tension


class TensionPoint(models.Model):
    """One of the named ones, or one of the team's own. Disagreement is useful work; not every point needs an outcome."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tensions")
    key = models.CharField(_("which"), max_length=16, choices=Tension)
    title = models.CharField(_("in the team's own words"), max_length=160, blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    outcome = models.TextField(_("what the team made of it"), max_length=2000, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(_("talk about it again on"), null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "key"], condition=~Q(key="own"), name="tension_named_once"),
            models.CheckConstraint(
                condition=Q(key__in=[k for k in Tension.values if k != "own"]) | (Q(key="own") & ~Q(title="")),
                name="tension_is_named",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="tension_outcome_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"tension point {self.pk}"


class Position(models.Model):
    """How one discipline sees it: one text, by the agency of who wrote it last. Who changed it and when is on record."""

    point = models.ForeignKey(TensionPoint, models.PROTECT, related_name="positions")
    discipline = models.CharField(_("discipline"), max_length=32, choices=Discipline)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("how your discipline sees it"), max_length=4000)

    class Meta:
        ordering = ["discipline"]
        constraints = [
            models.UniqueConstraint(fields=["point", "discipline"], name="position_one_per_discipline"),
            models.CheckConstraint(condition=~Q(text=""), name="position_says_something"),
        ]

    def __str__(self) -> str:
        return f"position {self.pk}"
