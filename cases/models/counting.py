"""How a person is counted: under which crime, with which other file of the agency, under which award; and contacts without
a record."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Award, Person
from cases.master_lists import Classification, ContactKind, LearnedFrom, Service, Victimization
from cases.models.case import Case
from cases.models.elements import ElementModel
from confidentiality.elements import Element
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids


class PrimaryVictimization(ElementModel):
    """Under which crime she is counted from a day on; chosen by whoever works with her, never guessed (GR-14)."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="primaries")
    kind = models.CharField(_("Counted under"), max_length=24, choices=Victimization)
    from_on = models.DateField(_("From"))

    class Meta(ElementModel.Meta):
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(fields=["case", "from_on"], name="primary_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=Victimization.values), name="primary_known"),
        ]


class RelatedFile(ElementModel):
    """Another file of the same agency: about the same survivor, or about the one whose harm this one shares.

    Inside one agency alone; nothing joins the persons of two agencies (GR-07).
    """

    SAME, SECONDARY = "same", "secondary"

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="related_files")
    kind = models.CharField(
        max_length=9, choices=[(SAME, _("An earlier file about her")), (SECONDARY, _("Shares the harm done to"))]
    )
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta(ElementModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="related_file_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="related_file_is_another"),
            models.CheckConstraint(condition=Q(kind__in=["same", "secondary"]), name="related_file_kind"),
        ]


class KnownBarrier(ElementModel):
    """What was learned in the work, with its source and day. It never leaves the room, by no release (GR-19)."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="barriers")
    code = models.CharField(_("What was learned"), max_length=16, choices=Classification)
    learned_on = models.DateField(_("On"))
    learned_from = models.CharField(_("How"), max_length=16, choices=LearnedFrom)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="barrier_once"),
            models.CheckConstraint(condition=Q(code__in=Classification.values), name="barrier_known"),
        ]


class ReportedUnder(ElementModel):
    """Under which of several awards of one form she is counted in a period, where not the first service decides (GR-11)."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    starts_on = models.DateField()

    class Meta(ElementModel.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "award", "starts_on"], name="reported_under_once")]


class ServiceContact(ProtectedModel):
    """A call or a talk without a record behind it: hotline, outreach. Nobody is named, in a room of its agency alone."""

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(_("What it was"), max_length=12, choices=ContactKind)
    service = models.CharField(_("What was done"), max_length=32, choices=Service)
    on = models.DateField(_("On"))
    count = models.SmallIntegerField(_("How many"), default=1)
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    once = models.UUIDField(default=ids.public_id)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["agency", "on"], name="contact_of_agency_on")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="service_contact_kind"),
            models.CheckConstraint(condition=Q(service__in=Service.values), name="service_contact_service"),
            models.CheckConstraint(condition=Q(count__range=(1, 999)), name="service_contact_count"),
            models.UniqueConstraint(fields=["agency", "once"], name="service_contact_once"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactLink(ElementModel):
    """That a contact turned out to be hers: from this day it counts as a service to her, and no more as an anonymous one."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    contact = models.ForeignKey(ServiceContact, models.CASCADE, related_name="+")
    linked_on = models.DateField()

    class Meta(ElementModel.Meta):
        constraints = [models.UniqueConstraint(fields=["contact"], name="contact_link_once")]
