"""An agreement, its versions and their clauses, who is to sign, and what is said about the text. No word of a survivor."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Team
from agencies.vocabulary import Discipline
from mdt.kit import clock, ids
from protocols.vocabulary import Body, Kind, Profile, Template, VersionStatus


class Agreement(models.Model):
    """An MOU or a protocol of a team. Where it stands is worked out from its versions (lifecycle.py)."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MOU)
    title = models.CharField(_("title"), max_length=160)
    template = models.CharField(_("begin with"), max_length=12, choices=Template)
    profile = models.CharField(_("measured against"), max_length=12, choices=Profile, default=Profile.OWN)
    wanted = ArrayField(models.CharField(max_length=32, choices=Discipline), default=list, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="agreement_kind_known"),
            models.CheckConstraint(condition=Q(template__in=Template.values), name="agreement_template_known"),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="agreement_does_not_replace_itself"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(why_ended=""), name="agreement_end_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Version(models.Model):
    """One text with its terms and parties. Once it is out nothing of it changes: a change is the next version (law A-08)."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    term_months = models.PositiveSmallIntegerField(_("term in months"), default=36)
    review_months = models.PositiveSmallIntegerField(_("review after months"), default=12)
    notice_days = models.PositiveSmallIntegerField(_("notice of withdrawal, in days"), default=30)
    grace_days = models.PositiveSmallIntegerField(_("grace after it lapses, in days"), default=30)
    fallback = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers when it has lapsed"),
    )
    in_order = models.BooleanField(_("the parties sign one after the other"), default=False)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of all that is signed (fingerprint.py), since it went out
    executed_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)  # in the team's time zone, the day of the last signature
    ends_on = models.DateField(null=True, blank=True)  # its last day

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(status__in=["draft", "review", "out"]), name="version_one_at_work"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review"], sent_at=None, sha256="")
                | (
                    Q(status__in=["out", "executed", "withdrawn"], sent_at__isnull=False, sent_by__isnull=False)
                    & ~Q(sha256="")
                ),
                name="version_out_is_fixed",
            ),
            models.CheckConstraint(
                condition=Q(executed_at=None, starts_on=None, ends_on=None) & ~Q(status="executed")
                | Q(status="executed", executed_at__isnull=False, starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="version_executed_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(term_months__gte=1, term_months__lte=120), name="version_term_is_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of agreement {self.agreement_id}"


class Clause(models.Model):
    """One clause. ``key`` is that of the checklist (clauses.py), or empty for one of the team's own."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=24)
    heading = models.CharField(_("heading"), max_length=120)
    body = models.TextField(_("text"), max_length=8000)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="clause_key_once"),
            models.UniqueConstraint(fields=["version", "position"], name="clause_position_once"),
        ]

    def __str__(self) -> str:
        return f"clause {self.pk}"


class Override(models.Model):
    """Why a required clause is left out of this version (law A-03). The no-waiver clause cannot be (law A-02)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="overrides")
    key = models.CharField(max_length=24)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="override_once"),
            models.CheckConstraint(condition=~Q(key="no_waiver") & ~Q(reason=""), name="override_never_of_no_waiver"),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"


class Comment(models.Model):
    """What an agency says about a clause, with other words if it wants others; who answered, and what came of it."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    key = models.CharField(max_length=24)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    body = models.TextField(_("comment"), max_length=2000)
    proposed = models.TextField(_("other words"), max_length=8000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, taken=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, taken__isnull=False),
                name="comment_answer_whole",
            )
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Party(models.Model):
    """An agency that is to sign this version. ``body`` names whose approval it needs first (law A-06)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="parties")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    is_required = models.BooleanField(default=True)
    body = models.CharField(max_length=16, choices=Body, blank=True)

    class Meta:
        ordering = ["position", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["version", "agency"], name="party_once")]

    def __str__(self) -> str:
        return f"party {self.pk}"
