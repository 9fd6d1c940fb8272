"""That a survivor has died: what opens the releases that she signed for that, and nothing else (law 1.6)."""

from django.db import models
from django.db.models import Q

from agencies.models import Person
from confidentiality.protected import ProtectedModel
from confidentiality.vocabulary import DeathKnown
from mdt.kit import clock


class Death(ProtectedModel):
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    died_on = models.DateField()
    known_from = models.CharField(max_length=12, choices=DeathKnown)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(known_from__in=DeathKnown.values), name="death_known_from_list")
        ]

    def __str__(self) -> str:
        return f"death {self.pk}"
