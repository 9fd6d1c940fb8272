"""How a team decides on a protocol, and who has read what was adopted (law P-06). Dissent is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from mdt.kit import clock, ids
from protocols.models.agreement import Version
from protocols.vocabulary import Gradients, Outcome, Threshold


class Proposal(models.Model):
    """A question on the very words whose digest it names. How much agreement it needs is fixed before anybody answers."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="proposals")
    sha256 = models.CharField(max_length=64)  # of the words that are proposed (fingerprint.py)
    question = models.CharField(_("the question"), max_length=500)
    threshold = models.CharField(_("how much agreement it needs"), max_length=16, choices=Threshold)
    least = models.SmallIntegerField(_("how many agencies"), null=True, blank=True)
    closes_on = models.DateField(_("the last day for answers"))
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)  # none while it is open
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(outcome=""), name="proposal_one_open"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None, closed_by=None)
                | Q(outcome__in=Outcome.values, closed_at__isnull=False, closed_by__isnull=False),
                name="proposal_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(threshold="at_least", least__isnull=False, least__gte=1)
                | Q(threshold__in=["no_objection", "all_agree"], least=None),
                name="proposal_has_a_threshold",
            ),
            models.CheckConstraint(condition=~Q(question="") & ~Q(sha256=""), name="proposal_asks_something"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Asked(models.Model):
    """An agency that sat at the table when the question was put. One that gives no answer is missing, and no consent."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="asked")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agency__name"]
        constraints = [models.UniqueConstraint(fields=["proposal", "agency"], name="asked_once")]

    def __str__(self) -> str:
        return f"asked {self.pk}"


class Gradient(models.Model):
    """Where an agency stands on the question. The latest one counts; the earlier ones stay, and so does every answer."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="gradients")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.SmallIntegerField(choices=Gradients)
    words = models.TextField(_("in its own words"), max_length=2000, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=8), name="gradient_from_1_to_8"),
            models.CheckConstraint(condition=Q(number__lt=7) | ~Q(words=""), name="gradient_7_and_8_say_why"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & ~Q(words="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="gradient_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"gradient {self.pk}"


class Understanding(models.Model):
    """Somebody at the table has read an adopted protocol to its end and understood it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="understandings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="understood_once")]

    def __str__(self) -> str:
        return f"understanding {self.pk}"
