"""What she asked help with, what was done, and what it was paid from. The records of the work are the report."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Award, Person
from cases.master_lists import HerReason, Outcome, ProgramReason, Service
from cases.models.case import Case
from cases.models.elements import ElementModel
from confidentiality.elements import Element
from mdt.kit import ids

_FALLS_SHORT = (Outcome.PARTLY, Outcome.NOT)


class ServiceRequest(ElementModel):
    """A need that she asked help with, and what came of it. Only a reason of the program makes it fall short (GR-12, GR-13)."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="service_requests")
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    service = models.CharField(_("What she asked for"), max_length=32, choices=Service)
    asked_on = models.DateField(_("Asked on"))
    offered_on = models.DateField(_("Offered on"), null=True, blank=True)
    outcome = models.CharField(_("What came of it"), max_length=8, choices=Outcome, default=Outcome.WAITING)
    reasons = ArrayField(
        models.CharField(max_length=16, choices=ProgramReason), verbose_name=_("Why the program could not"), default=list,
        blank=True,
    )  # fmt: skip
    her_reason = models.CharField(_("Why she ended it"), max_length=12, choices=HerReason, blank=True)
    settled_on = models.DateField(_("Since"), null=True, blank=True)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        verbose_name = _("Need")
        constraints = [
            models.CheckConstraint(condition=Q(service__in=Service.values), name="request_service_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="request_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=_FALLS_SHORT, reasons__len__gt=0)
                | (~Q(outcome__in=_FALLS_SHORT) & (Q(reasons__len=0) | Q(reasons__len__isnull=True))),
                name="request_falls_short_by_program",
                violation_error_message=_("Say why the program could not, or choose another outcome."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.ENDED) | Q(her_reason=""), name="request_her_reason_when_she_ended"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.WAITING, settled_on=None)
                | (~Q(outcome=Outcome.WAITING) & Q(settled_on__gte=F("asked_on"), settled_on__isnull=False)),
                name="request_settled_later",
                violation_error_message=_("The day comes before she asked."),
            ),
        ]


class ServiceEvent(ElementModel):
    """Something that was done for her on a day: times, or nights for a place to stay. ``family``: who stayed with her."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="service_events")
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    service = models.CharField(_("What was done"), max_length=32, choices=Service)
    on = models.DateField(_("On"))
    units = models.SmallIntegerField(_("Times, or nights"), default=1)
    family = models.SmallIntegerField(_("Family members who stayed with her"), default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("By"))
    once = models.UUIDField(default=ids.public_id)  # the row of the form: a double click records it once

    class Meta(ElementModel.Meta):
        ordering = ["-on", "-pk"]
        verbose_name = _("Service")
        indexes = [
            models.Index(fields=["case", "on"], name="service_of_case_on"),
            models.Index(fields=["agency", "on"], name="service_of_agency_on"),  # what a count goes by
        ]
        constraints = [
            models.CheckConstraint(condition=Q(service__in=Service.values), name="service_known"),
            models.CheckConstraint(condition=Q(units__range=(1, 999)), name="service_units"),
            models.CheckConstraint(condition=Q(family__range=(0, 30)), name="service_family"),
            models.UniqueConstraint(fields=["case", "once"], name="service_once"),
        ]


class ServiceFunding(ElementModel):
    """A share of what a service was paid from, in percent; no award stands for other money. All shares make a whole."""

    element = Element.SERVICES
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    event = models.ForeignKey(ServiceEvent, models.CASCADE, related_name="funding")
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    share = models.SmallIntegerField(default=100)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="funding_share"),
            models.UniqueConstraint(fields=["event", "award"], nulls_distinct=False, name="funding_once_per_award"),
        ]
