"""Signatures under a version, refusals, paper, the executed document, and notice of withdrawal."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from mdt.kit import clock, ids
from protocols.models.agreement import Party, Version
from protocols.models.authority import Authority
from protocols.vocabulary import Capacity, Factor, Way


class Signature(models.Model):
    """One signature with everything that makes it one (law E-01). It never changes; a new version voids it (law A-08).

    A representative's is kept beside the agency's and does not count as it (law A-07). One on paper counts when a second
    person has verified the scan (law E-05).
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(_("name, as it is signed"), max_length=120)
    capacity = models.CharField(max_length=16, choices=Capacity, default=Capacity.AGENCY)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="signatures")
    office = models.CharField(max_length=120)
    by_authority_of = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=8, choices=Way)
    intent = models.TextField()  # the sentence that was ticked, as it was shown
    consent_version = models.CharField(max_length=16)
    factor = models.CharField(max_length=10, choices=Factor)
    authenticated_at = models.DateTimeField()
    read_at = models.DateTimeField()  # when the end of the text was reached (law E-02)
    signed_at = models.DateTimeField(default=clock.now)
    version_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)  # over all of the above (fingerprint.py)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(capacity="agency", voided_at=None), name="signature_one_for_the_agency"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(intent="") & ~Q(consent_version="") & ~Q(version_sha256="") & ~Q(sha256="")
                & Q(way__in=Way.values, factor__in=Factor.values, capacity__in=Capacity.values),
                name="signature_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(capacity="representative", authority=None)
                | (Q(capacity="agency", authority__isnull=False) & ~Q(by_authority_of="")),
                name="signature_for_the_agency_has_authority",
            ),
            models.CheckConstraint(
                condition=Q(authenticated_at__lte=F("signed_at"), read_at__lte=F("signed_at")), name="signature_after_reading"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"signature {self.pk}"


class PaperScan(models.Model):
    """The paper of a signature. Whoever uploads it is not who verifies it (law E-05)."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="scan")
    content = models.BinaryField(editable=False)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    verified_name = models.CharField(max_length=120, blank=True)  # as it stands in the certificate
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_at=None)
                | (Q(verified_at__isnull=False, verified_by__isnull=False) & ~Q(verified_by=F("uploaded_by"))),
                name="paper_verified_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Decline(models.Model):
    """A party said no to this version, and why. It may come back: a signature after it counts."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="declines")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(_("reason"), max_length=1000)

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decline_has_a_reason")]

    def __str__(self) -> str:
        return f"decline {self.pk}"


class Executed(models.Model):
    """The sealed document of an executed version. ``step`` and ``steps`` tell how far its making is."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="document")
    asked_at = models.DateTimeField(default=clock.now)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=4)
    content = models.BinaryField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content=None, sha256="", sealed_at=None)
                | (Q(content__isnull=False, sealed_at__isnull=False) & ~Q(sha256="")),
                name="executed_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class WithdrawalNotice(models.Model):
    """A party leaves: when it said so, and from when on it is out (law A-09)."""

    party = models.OneToOneField(Party, models.PROTECT, related_name="notice")
    given_on = models.DateField(_("notice given on"))
    effective_on = models.DateField(_("out from"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(effective_on__gte=F("given_on")), name="withdrawal_after_its_notice")
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"
