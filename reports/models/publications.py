"""Protected products: what everybody but the funder's portal gets, and the register of all that ever went out (GR-46)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids
from reports.models.runs import Run
from reports.vocabulary import LEAST_THRESHOLD, Audience, PublicationStatus


class Publication(ProtectedModel):
    """A protected product of a filed run: made by one person, released by another who saw only it (GR-48)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="publications")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="publications")
    audience = models.CharField(_("for"), max_length=8, choices=Audience)
    threshold = models.SmallIntegerField()
    seed = models.CharField(max_length=64)
    report = models.JSONField()  # withheld cells hold no number
    sha256 = models.CharField(max_length=64)  # of the audited file
    status = models.CharField(max_length=10, choices=PublicationStatus, default=PublicationStatus.PROPOSED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    nation_agreed = models.BooleanField(_("the nation has agreed"), null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=LEAST_THRESHOLD), name="publication_threshold"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="publication_audience_known"),
            models.CheckConstraint(condition=Q(status__in=PublicationStatus.values), name="publication_status_known"),
            models.CheckConstraint(
                condition=Q(status=PublicationStatus.PROPOSED, decided_by=None, decided_at=None)
                | (
                    ~Q(status=PublicationStatus.PROPOSED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("made_by"))
                ),
                name="publication_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"publication {self.pk}"
