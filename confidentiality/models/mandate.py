"""Laws and orders that compel, and every disclosure that went out another way than by a page here (law C-05, C-06, R-05)."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from agencies.vocabulary import Sector
from confidentiality.elements import Element
from confidentiality.models.access import Basis
from confidentiality.protected import ProtectedModel
from confidentiality.vocabulary import Effect, Method, NoticeWay
from mdt.kit import clock, ids

COMPELS = (Basis.STATUTORY_MANDATE, Basis.COURT_MANDATE, Basis.LE_PROS_GENERATED)
DISCLOSES = (Basis.RELEASE, *COMPELS)


class Statute(models.Model):
    """A law of a state under which something is told: data, never code. It opens nothing before it is verified."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    state = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    citation = models.CharField(max_length=200)
    effect = models.CharField(max_length=8, choices=Effect)
    sector = models.CharField(max_length=24, choices=Sector)  # who receives it
    elements = models.IntegerField()  # what it asks for, and nothing beyond (law 1.5)
    checked_on = models.DateField()
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["state", "title"]
        constraints = [
            models.UniqueConstraint(fields=["state", "citation", "sector"], name="statute_once"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="statute_effect_known"),
        ]

    def __str__(self) -> str:
        return f"statute {self.pk}"


class Mandate(ProtectedModel):
    """A law or an order that opens named elements to one recipient for a time: what its recipient may read too."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="mandates")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # of record
    basis = models.CharField(max_length=20, choices=[(one.value, one.label) for one in COMPELS])
    statute = models.ForeignKey(Statute, models.PROTECT, null=True, blank=True, related_name="+")
    citation = models.CharField(_("Law, or number of the order"), max_length=200)
    issuer = models.CharField(_("Court and judge"), max_length=160, blank=True)
    judge_signed = models.BooleanField(_("A judge signed it"), default=False)
    recipient = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    recipient_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    elements = models.IntegerField()
    methods = ArrayField(models.CharField(max_length=12, choices=Method))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=COMPELS), name="mandate_compels"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("recorded_at")), name="mandate_ends_later"),
            models.CheckConstraint(condition=~Q(recipient=F("agency")), name="mandate_leaves_the_room"),
            models.CheckConstraint(condition=Q(elements__gt=int(Element.COVER)), name="mandate_names_elements"),
            models.CheckConstraint(condition=Q(methods__len__gt=0), name="mandate_names_methods"),
            models.CheckConstraint(condition=~Q(citation=""), name="mandate_cites"),
            # A subpoena that no judge signed is no court order (law 1.5).
            models.CheckConstraint(
                condition=~Q(basis=Basis.COURT_MANDATE) | (Q(judge_signed=True) & ~Q(issuer="")),
                name="mandate_order_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.STATUTORY_MANDATE) | Q(statute__isnull=False), name="mandate_law_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    @property
    def opens_from(self) -> datetime | None:
        return self.recorded_at


class MandateCare(ProtectedModel):
    """What the survivor was told of it and what keeps her safe: for the agency of record alone (law C-06)."""

    mandate = models.OneToOneField(Mandate, models.CASCADE, related_name="care")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    scope = models.TextField(_("Exactly what it asks for"), max_length=1000)
    notice_at = models.DateTimeField(_("When she was told, or it was tried"), null=True, blank=True)
    notice_way = models.CharField(_("How"), max_length=12, choices=NoticeWay, blank=True)
    notice_result = models.CharField(_("What came of it"), max_length=300, blank=True)
    why_no_notice = models.CharField(_("Why she could not be told"), max_length=300, blank=True)
    safety_steps = models.TextField(_("What was done for her safety and privacy"), max_length=1000)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=~Q(scope="") & ~Q(safety_steps=""), name="care_scope_and_safety"),
            models.CheckConstraint(
                condition=~Q(why_no_notice="")
                | (Q(notice_at__isnull=False) & ~Q(notice_way="") & ~Q(notice_result="")),
                name="care_notice_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"care {self.pk}"


class Disclosure(ProtectedModel):
    """One time that something left the room by another way than a page here: told, printed, copied. Never changes."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="disclosures")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # of record
    basis = models.CharField(max_length=20, choices=[(one.value, one.label) for one in DISCLOSES])
    release = models.ForeignKey("confidentiality.Release", models.PROTECT, null=True, blank=True, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    statute = models.ForeignKey(Statute, models.PROTECT, null=True, blank=True, related_name="+")
    recipient = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    to_whom = models.CharField(_("Person and office"), max_length=200)
    elements = models.IntegerField()
    what = models.CharField(_("What was told, in a few words"), max_length=500, blank=True)
    method = models.CharField(max_length=12, choices=Method)
    at = models.DateTimeField(_("When"))
    notice = models.CharField(_("What she was told of it"), max_length=300, blank=True)
    safety_steps = models.CharField(_("What was done for her safety and privacy"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=DISCLOSES), name="disclosure_has_a_basis"),
            # A law may be obeyed by telephone before anything is written here; a release and an order stand here first.
            models.CheckConstraint(
                condition=Q(basis=Basis.RELEASE, release__isnull=False, mandate=None, statute=None)
                | Q(basis__in=COMPELS, release=None, mandate__isnull=False, statute=None)
                | Q(basis=Basis.STATUTORY_MANDATE, release=None, mandate=None, statute__isnull=False),
                name="disclosure_names_its_basis",
            ),
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="disclosure_not_to_come"),
            # What a law alone compelled has no mandate whose care stands beside it (law C-06).
            models.CheckConstraint(
                condition=Q(statute=None) | (~Q(notice="") & ~Q(safety_steps="")), name="disclosure_by_law_with_care"
            ),
            models.CheckConstraint(condition=Q(elements__gt=int(Element.COVER)), name="disclosure_names_elements"),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"
