"""What a meeting decided, where each agency stands on it, and who does what by when (law P-06, T-10, T-12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from cases.models import Case
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids
from meetings.models.agenda import Item
from meetings.models.schedule import Meeting
from meetings.vocabulary import CaseStep, Holding, TaskStatus
from protocols.vocabulary import Gradients, Threshold


def _step_or_words(words: str) -> Q:
    """About a case a step of the closed list and no words; otherwise words that were screened."""
    with_case = Q(case__isnull=False, **{words: ""}) & ~Q(step="")
    return with_case | (Q(case=None, step="") & ~Q(**{words: ""}))


class Decision(ProtectedModel):
    """A proposal and what came of it. How much agreement it needs is fixed before anybody answers."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")  # that of the item
    step = models.CharField(_("what is proposed"), max_length=16, choices=CaseStep, blank=True)
    proposal = models.CharField(_("what is proposed"), max_length=300, blank=True)
    threshold = models.CharField(_("how much agreement it needs"), max_length=16, choices=Threshold)
    least = models.SmallIntegerField(_("how many agencies"), null=True, blank=True)
    outcome = models.CharField(
        max_length=12, choices=[("carried", _("Carried")), ("not_carried", _("Not carried"))], blank=True
    )
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["put_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=_step_or_words("proposal"), name="decision_step_or_words"),
            models.CheckConstraint(
                condition=Q(threshold="at_least", least__isnull=False, least__gte=1)
                | Q(threshold__in=["no_objection", "all_agree"], least=None),
                name="decision_has_a_threshold",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | ~Q(outcome="") & Q(closed_at__isnull=False),
                name="decision_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Stance(ProtectedModel):
    """Where one agency stands on a decision; dissent is kept. About a case what holds it back is picked, not written."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="stances")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.SmallIntegerField(choices=Gradients)
    holding = models.CharField(_("what holds it back"), max_length=12, choices=Holding, blank=True)
    words = models.CharField(_("in its own words"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "agency"], name="stance_one_per_agency"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=8), name="stance_from_1_to_8"),
            models.CheckConstraint(
                condition=Q(number__lt=7) | ~Q(holding="") | ~Q(words=""), name="stance_7_and_8_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"stance {self.pk}"


class Task(ProtectedModel):
    """Somebody does something by a day. It stays until it is done, and comes back to each meeting until then."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="tasks")
    item = models.ForeignKey(Item, models.PROTECT, related_name="tasks")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")  # that of the item
    step = models.CharField(_("what is to be done"), max_length=16, choices=CaseStep, blank=True)
    what = models.CharField(_("what is to be done"), max_length=200, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    due_on = models.DateField(_("by"))
    status = models.CharField(max_length=8, choices=TaskStatus, default=TaskStatus.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=_step_or_words("what"), name="task_step_or_words"),
            models.CheckConstraint(
                condition=Q(status="open", settled_at=None, settled_by=None)
                | Q(status__in=["done", "dropped"], settled_at__isnull=False, settled_by__isnull=False),
                name="task_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
