"""Work that has no survivor in it: trainings, products, staff, policies; and what of the team's work belongs to an award."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Award, Person
from confidentiality.ownroom import OwnRoomModel
from mdt.kit import clock, ids
from protocols.models import Agreement
from reports.vocabulary import PolicyAction, ProductKind, Source


class Recorded(OwnRoomModel):
    """What somebody of an agency wrote down of its work."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(OwnRoomModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class Training(Recorded):
    """One event. Who came is numbers by discipline; who is not known is said apart and forced into no row (GR-34)."""

    title = models.CharField(_("what it was about"), max_length=160)
    on = models.DateField(_("on"))
    topics = ArrayField(models.CharField(max_length=60), verbose_name=_("topics"), default=list, blank=True)

    class Meta(Recorded.Meta):
        ordering = ["-on", "-pk"]


class TrainingPeople(OwnRoomModel):
    """People of one discipline that an event trained, paid from one award. No discipline: not known."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="people")
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    discipline = models.CharField(max_length=40, blank=True)
    people = models.SmallIntegerField()

    class Meta(OwnRoomModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(people__range=(1, 9999)), name="trained_people"),
            models.UniqueConstraint(
                fields=["training", "award", "discipline"], nulls_distinct=False, name="trained_once_per_award"
            ),
        ]

    def __str__(self) -> str:
        return f"trained {self.pk}"


class Product(Recorded):
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=ProductKind)
    title = models.CharField(_("title or topic"), max_length=160)
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    languages = models.CharField(_("other languages"), max_length=120, blank=True)
    on = models.DateField(_("finished on"))
    number = models.SmallIntegerField(_("how many"), default=1)

    class Meta(Recorded.Meta):
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(number__range=(1, 9999)), name="product_number")]


class StaffAssignment(Recorded):
    """Part of somebody's work that an award pays for. FTE = percent × days of the period in which it did (GR-25)."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="staff")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.CharField(_("kind of work"), max_length=40)
    percent = models.SmallIntegerField(_("percent of full time"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Recorded.Meta):
        ordering = ["job", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="staff_percent"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="staff_ends_later",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]  # fmt: skip


class PolicyWork(Recorded):
    """A policy or protocol on which work was done; with ``protocol`` its adoption by the team is what counts."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    topic = models.CharField(_("topic"), max_length=60)
    protocol = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(_("what was done"), max_length=12, choices=PolicyAction, blank=True)
    on = models.DateField(_("on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol__isnull=False, action="", on=None)
                | (Q(protocol=None, on__isnull=False) & ~Q(action="")),
                name="policy_work_or_protocol",
            ),
            models.UniqueConstraint(
                fields=["award", "topic", "protocol", "action", "on"], nulls_distinct=False, name="policy_work_once"
            ),
        ]


class AwardAgreement(OwnRoomModel):
    """That an agreement serves the purposes of an award: without it its MOU counts for nothing there (GR-31)."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="agreements")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)

    class Meta(OwnRoomModel.Meta):
        constraints = [models.UniqueConstraint(fields=["award", "agreement"], name="award_agreement_once")]

    def __str__(self) -> str:
        return f"link {self.pk}"


class Tracked(OwnRoomModel):
    """From when to when an agency wrote something down at all (GR-26)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    source = models.CharField(max_length=16, choices=Source)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(OwnRoomModel.Meta):
        ordering = ["source", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "source", "from_on"], name="tracked_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="tracked_source_known"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="tracked_ends_later",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"tracked {self.pk}"
