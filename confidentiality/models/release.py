"""Releases: what a survivor lets one other agency see, for how long, and who signed it.

A release never changes once it is prepared (law E-12). What is to be different is a new one, signed anew (law R-11).
"""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from confidentiality.elements import Element
from confidentiality.protected import ProtectedModel
from confidentiality.vocabulary import (
    Because,
    Capacity,
    CheckWay,
    CopyKept,
    Guardian,
    Interpreting,
    Method,
    Purpose,
    ReleaseKind,
    ReleaseStatus,
    Service,
    SigningWay,
    Spoken,
)  # fmt: skip
from mdt.kit import clock, ids


class Release(ProtectedModel):
    """The terms: what its recipient may read too. It opens when it is countersigned and ends by the clock (law R-06, R-07)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="releases")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # of record: who releases
    recipient = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # one, and one direction (law)
    recipient_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ReleaseKind, default=ReleaseKind.NORMAL)
    elements = models.IntegerField()
    purpose = models.CharField(max_length=16, choices=Purpose)
    methods = ArrayField(models.CharField(max_length=12, choices=Method))
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)  # of every field that is shown at the signing (law R-21)
    status = models.CharField(max_length=12, choices=ReleaseStatus, default=ReleaseStatus.PREPARED)
    countersigned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=8, blank=True)  # how she took it back
    takes_effect_at = models.DateTimeField(
        null=True, blank=True
    )  # of one for after her death: when that is written down
    oral_yes_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    oral_yes_at = models.DateTimeField(null=True, blank=True)  # a note of what she intends; opens nothing (law R-10)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-prepared_at"]
        indexes = [
            models.Index(fields=["agency", "expires_at"], condition=Q(status="active"), name="release_ending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("prepared_at")), name="release_ends_later"),
            models.CheckConstraint(condition=~Q(recipient=F("agency")), name="release_leaves_the_room"),
            models.CheckConstraint(condition=Q(elements__gt=int(Element.COVER)), name="release_names_elements"),
            models.CheckConstraint(condition=Q(methods__len__gt=0), name="release_names_methods"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="release_purpose_known"),
            models.CheckConstraint(condition=Q(kind__in=ReleaseKind.values), name="release_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ReleaseKind.AFTER_DEATH) | Q(takes_effect_at=None), name="release_effect_after_death"
            ),
            models.CheckConstraint(
                condition=Q(oral_yes_by=None, oral_yes_at=None)
                | Q(oral_yes_by__isnull=False, oral_yes_at__isnull=False),
                name="release_oral_yes_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def opens_from(self) -> datetime | None:
        """One for after her death opens with the death, whenever it was signed (law 1.6)."""
        return self.countersigned_at if self.kind == ReleaseKind.NORMAL else self.takes_effect_at


class ReleaseTalk(ProtectedModel):
    """What was talked about before it: for the agency of record alone (law R-14 to R-16)."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="talk")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    extends = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    in_her_words = models.TextField(_("What she wants it for"), max_length=1000)
    withheld = models.TextField(_("What is not to be shared"), max_length=1000, blank=True)
    why_long = models.TextField(_("Why longer than thirty days"), max_length=500, blank=True)
    age = models.PositiveSmallIntegerField(_("Age in years"))
    emancipated = models.BooleanField(default=False)
    guardian = models.CharField(max_length=8, choices=Guardian)
    service = models.CharField(max_length=12, choices=Service)
    why_incapable = models.TextField(max_length=500, blank=True)
    needed = ArrayField(models.CharField(max_length=12, choices=Capacity))
    because = models.CharField(max_length=12, choices=Because)  # why they and no others sign
    rule = models.ForeignKey(
        "SelfConsentRule", models.PROTECT, null=True, blank=True, related_name="+"
    )  # weighed for it
    copy = models.CharField(max_length=8, choices=CopyKept)
    # What who prepares it says was talked about with her (law R-14).
    alternatives = models.BooleanField()
    risks = models.BooleanField()
    voluntary = models.BooleanField()
    spoken = models.CharField(max_length=8, choices=Spoken)
    language = models.CharField(max_length=8)  # of the page
    wording = models.CharField(max_length=8)
    interpreting = models.CharField(max_length=8, choices=Interpreting)
    interpreter = models.CharField(_("Interpreter's name or code"), max_length=80, blank=True)
    interpreter_apart = models.BooleanField(default=False)  # neither a relative nor a child

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(needed__len__gt=0), name="release_needs_a_signer"),
            models.CheckConstraint(
                condition=Q(alternatives=True, risks=True, voluntary=True), name="release_talked_through"
            ),
            models.CheckConstraint(
                condition=Q(interpreting=Interpreting.NONE) | (~Q(interpreter="") & Q(interpreter_apart=True)),
                name="release_interpreter_named",
            ),
            models.CheckConstraint(
                condition=Q(spoken=F("language")) | Q(interpreting=Interpreting.SIGHT), name="release_in_her_language"
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"


class ReleaseSignature(ProtectedModel):
    """One signature. Of the signer's device or address nothing is kept (law E-09)."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="signatures")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    capacity = models.CharField(max_length=12, choices=Capacity)
    signer = models.ForeignKey("cases.InvolvedPerson", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    way = models.CharField(max_length=8, choices=SigningWay)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=clock.now)
    witnessed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    check_way = models.CharField(max_length=12, choices=CheckWay, blank=True)  # of a signature by link (law R-20)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        base_manager_name = "objects"
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "capacity"], name="release_signed_once_in_each_capacity"),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.SURVIVOR, signer__isnull=True)
                | (~Q(capacity=Capacity.SURVIVOR) & Q(signer__isnull=False)),
                name="release_signer_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def identity(self) -> str:
        """How it was made sure who signed, and by whom."""
        if self.checked_by is None:
            return str(_("In the presence of %(who)s") % {"who": self.witnessed_by.name})
        how = {"who": self.checked_by.name, "how": self.get_check_way_display()}
        return str(_("Identity checked by %(who)s: %(how)s") % how)
