"""Who may sign for an agency, by what, and since when; and what its governing body decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from mdt.kit import clock, ids
from protocols.models.agreement import Party
from protocols.vocabulary import AuthoritySource, Body


class Authority(models.Model):
    """The record behind the permission ``sign_for_agency`` (law A-07). A delegation names the authority that it comes from."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="authorities")
    person = models.ForeignKey(Person, models.PROTECT, related_name="authorities")
    office = models.CharField(_("office"), max_length=120)
    source = models.CharField(_("authority comes from"), max_length=12, choices=AuthoritySource)
    citation = models.CharField(_("statute, charter, resolution or instrument"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)  # its last day
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="delegations")
    instrument = models.BinaryField(null=True, blank=True, editable=False)  # the written delegation, as PDF or picture
    instrument_type = models.CharField(max_length=40, blank=True)
    instrument_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=AuthoritySource.values) & ~Q(citation="") & ~Q(office=""), name="authority_is_named"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="authority_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(source="delegation", delegated_from__isnull=False, instrument__isnull=False)
                & ~Q(instrument_sha256="") & ~Q(instrument_type="")
                | (~Q(source="delegation") & Q(delegated_from=None, instrument=None)),
                name="authority_delegated_by_an_instrument",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"authority {self.pk}"


class GoverningApproval(models.Model):
    """A resolution of a party's governing body about this very version (law A-06)."""

    party = models.OneToOneField(Party, models.PROTECT, related_name="approval")
    body = models.CharField(max_length=16, choices=Body)
    number = models.CharField(_("resolution number"), max_length=60)
    decided_on = models.DateField(_("decided on"))
    content = models.BinaryField(null=True, blank=True, editable=False)
    content_type = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="approval_has_a_number")]

    def __str__(self) -> str:
        return f"approval {self.pk}"
