"""What belongs to a signature: the one-time link by which it is given from afar, and the scan of one on paper."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from agencies.models import Person
from confidentiality.models.release import Release, ReleaseSignature
from confidentiality.protected import ProtectedModel
from confidentiality.vocabulary import Capacity, CheckWay
from mdt.kit import clock, ids

LIVES = timedelta(minutes=30)  # law E-08
KINDS = {"application/pdf": "scan.pdf", "image/jpeg": "scan.jpg", "image/png": "scan.png"}


class ReleaseLink(ProtectedModel):
    """A link for one missing signature. Neither the link nor its spoken code is kept, and without both of them nothing can
    be read from the row. The newest of a capacity counts alone; of who opens it nothing is kept (law E-08, E-09)."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="links")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    capacity = models.CharField(max_length=12, choices=Capacity)
    signer = models.ForeignKey("cases.InvolvedPerson", models.PROTECT, null=True, blank=True, related_name="+")
    check_way = models.CharField(max_length=12, choices=CheckWay)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")  # who made the link, at that moment
    contact = models.CharField(max_length=12)  # by which kind of way she gives it: never the number itself
    asked_again = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)  # the page that is signed, encrypted; gone once it is signed
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(check_way__in=CheckWay.values), name="link_identity_checked"),
            models.CheckConstraint(condition=Q(expires_at__lte=F("made_at") + LIVES), name="link_lives_half_an_hour"),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.SURVIVOR, signer__isnull=True)
                | (~Q(capacity=Capacity.SURVIVOR) & Q(signer__isnull=False)),
                name="link_signer_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class ReleaseScan(ProtectedModel):
    """What was signed on paper, as a picture or a document. Pictures were drawn anew, so that they tell no place (law S-08)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    signature = models.ForeignKey(ReleaseSignature, models.CASCADE, related_name="scans")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    content_type = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["added_at"]
        constraints = [models.CheckConstraint(condition=Q(content_type__in=KINDS), name="scan_kind_known")]

    def __str__(self) -> str:
        return f"scan {self.pk}"
