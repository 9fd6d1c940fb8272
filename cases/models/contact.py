"""What a law of the place asks of a first contact (law T-05): the log of attempts, and who was told that it came too late.

The accepting agency's own: neither the sender nor another agency at the table sees a row. There is no free text.
"""

from django.db import models
from django.db.models import F, Q

from agencies.models import Person
from cases.models.clock import Clock
from cases.models.referral import Referral
from cases.vocabulary import ContactOutcome, ContactWay, NoticeTo
from confidentiality.protected import ProtectedModel
from mdt.kit import clock as time


class ContactAttempt(ProtectedModel):
    """One try to reach the survivor while a first contact is owed. Written once; ``recorded_at`` is the database's."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="attempts")
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="attempts")
    once = models.UUIDField()  # the form's own key: a double click logs one attempt
    at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=ContactWay)
    outcome = models.CharField(max_length=12, choices=ContactOutcome)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=time.now, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=ContactWay.values, outcome__in=ContactOutcome.values),
                name="attempt_from_closed_lists",
            ),
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="attempt_not_to_come"),
            models.UniqueConstraint(fields=["clock", "once"], name="attempt_once"),
        ]

    def __str__(self) -> str:
        return f"contact attempt {self.pk}"


class ContactNotice(ProtectedModel):
    """Somebody was told that no contact in person came about in time: the tick on that task. Nothing of the survivor."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="notices")
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="notices")
    whom = models.CharField(max_length=12, choices=NoticeTo)
    way = models.CharField(max_length=12, choices=ContactWay)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=time.now, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(whom__in=NoticeTo.values, way__in=ContactWay.values), name="notice_from_closed_lists"
            ),
            models.UniqueConstraint(fields=["referral", "clock", "whom"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"contact notice {self.pk}"
