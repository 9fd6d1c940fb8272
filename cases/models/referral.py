"""Referrals between rooms. Both sides see the coarse facts; each side's own case hangs on a table of its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Jurisdiction, Person, Team
from cases.models.case import Case
from cases.vocabulary import (
    AccessNeed,
    AgeBand,
    AreaKind,
    Asked,
    Language,
    ReferralStatus,
    RiskBand,
    Tier,
    Urgency,
)  # fmt: skip
from confidentiality.elements import Element
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids

# Statuses in which somebody has accepted and exactly one coordinator answers for the referral (law T-07).
AFTER_ACCEPTANCE = [
    ReferralStatus.ACCEPTED, ReferralStatus.COORDINATOR_ASSIGNED, ReferralStatus.FIRST_CONTACT,
    ReferralStatus.MDT_SCHEDULED, ReferralStatus.IN_REVIEW, ReferralStatus.PLAN, ReferralStatus.FOLLOW_UP,
    ReferralStatus.CLOSED, ReferralStatus.REOPENED,
]  # fmt: skip


class Referral(ProtectedModel):
    """A zero-identity referral: coarse facts from closed lists, no free text, to one agency or one team's pool (law T-02)."""

    LIST_RELATED = ("from_agency", "to_agency", "to_team", "area")
    PAGE_RELATED = (*LIST_RELATED, "coordinator", "accepted_agency")

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    code = models.CharField(max_length=8, default=ids.case_code, editable=False)
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    to_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    redirected_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="redirects")
    once = models.UUIDField()  # the form's own key: a double click sends one referral

    tier = models.PositiveSmallIntegerField(_("Tier"), choices=Tier)
    urgency = models.CharField(_("How soon"), max_length=8, choices=Urgency)
    risk_band = models.CharField(_("Danger, as judged by a person"), max_length=12, choices=RiskBand, blank=True)
    area_kind = models.CharField(_("Where"), max_length=8, choices=AreaKind)
    area = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    age_band = models.CharField(_("Age"), max_length=8, choices=AgeBand, blank=True)
    language = models.CharField(_("Language"), max_length=8, choices=Language, blank=True)
    access_needs = ArrayField(models.CharField(max_length=16, choices=AccessNeed), default=list, blank=True)
    asked_for = ArrayField(models.CharField(max_length=20, choices=Asked))
    absences = models.JSONField(default=dict, blank=True)
    identified = models.BooleanField(default=False)  # exactly when there is a ReferralCarried (law T-01), by trigger

    status = models.CharField(max_length=24, choices=ReferralStatus, default=ReferralStatus.RECEIVED)
    accepted_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    coordinator = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["sent_by", "once"], name="referral_once"
            ),  # of one sender: it tells nobody else
            models.CheckConstraint(
                condition=Q(to_agency__isnull=True, to_team__isnull=False)
                | Q(to_agency__isnull=False, to_team__isnull=True),
                name="referral_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AFTER_ACCEPTANCE, coordinator__isnull=False, accepted_agency__isnull=False)
                | (~Q(status__in=AFTER_ACCEPTANCE) & Q(coordinator=None, accepted_agency=None)),
                name="referral_accepted_has_one_coordinator",
            ),
            models.CheckConstraint(condition=Q(status__in=ReferralStatus.values), name="referral_status_known"),
            models.CheckConstraint(condition=Q(asked_for__len__gt=0), name="referral_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class ReferralOrigin(ProtectedModel):
    """Which of the sender's cases a referral came from: the sender's room alone."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="origin")
    case = models.ForeignKey(Case, models.CASCADE, related_name="sent_referrals")

    def __str__(self) -> str:
        return f"origin {self.pk}"


class ReferralIntake(ProtectedModel):
    """Which of the recipient's cases a referral became: the recipient's room alone."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="intake")
    case = models.ForeignKey(Case, models.CASCADE, related_name="received_referrals")

    def __str__(self) -> str:
        return f"intake {self.pk}"


class ReferralCarried(ProtectedModel):
    """Parts of the sender's case that a referral points to: no copy. A live basis opens them, or nothing does (law T-01)."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="carried")
    case = models.ForeignKey(Case, models.CASCADE, related_name="carried_by")
    elements = models.IntegerField()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(elements__gt=int(Element.COVER)), name="carried_names_elements"),
        ]

    def __str__(self) -> str:
        return f"carried {self.pk}"


class ReferralEvent(ProtectedModel):
    """One transition: from, to, who, when, and a reason from a closed list. ``at`` is set by the database."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="events")
    before = models.CharField(max_length=24, choices=ReferralStatus, blank=True)
    after = models.CharField(max_length=24, choices=ReferralStatus)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"event {self.pk}"


class Consultation(ProtectedModel):
    """A question from the recipient and the sender's answer, both from closed lists."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="consultations")
    question = models.CharField(max_length=40)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=40, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="consultation_answer_whole",
            ),
            models.UniqueConstraint(fields=["referral", "question"], name="consultation_each_question_once"),
        ]

    def __str__(self) -> str:
        return f"consultation {self.pk}"
