"""What came of it in court and with the agencies that must act: protection orders, and the outcomes that a center tracks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.master_lists import Charges, Disposition, Finding, FollowUp, OrderKind
from cases.models.case import Case
from cases.models.elements import ElementModel
from confidentiality.elements import Element
from mdt.kit import ids


class Justice(ElementModel):
    """Outcomes that a children's advocacy center tracks for each file (law T-08). Each has an answer or says why not."""

    element = Element.JUSTICE
    case = models.OneToOneField(Case, models.CASCADE, related_name="justice")
    team_outcome = models.CharField(_("Team review"), max_length=12, choices=FollowUp, blank=True)
    charges = models.CharField(_("Charges"), max_length=12, choices=Charges, blank=True)
    disposition = models.CharField(_("Outcome in court"), max_length=12, choices=Disposition, blank=True)
    protection_finding = models.CharField(_("Finding of child protection"), max_length=16, choices=Finding, blank=True)
    medical = models.CharField(_("Referral to medical care"), max_length=12, choices=FollowUp, blank=True)
    mental_health = models.CharField(_("Referral to mental health care"), max_length=12, choices=FollowUp, blank=True)

    class Meta(ElementModel.Meta):
        verbose_name = _("Justice")


class ProtectionOrder(ElementModel):
    """Asked of a court, and granted by it."""

    element = Element.JUSTICE
    case = models.ForeignKey(Case, models.CASCADE, related_name="protection_orders")
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=20, choices=OrderKind)
    requested_on = models.DateField(_("Filed with the court on"))
    granted_on = models.DateField(_("Granted on"), null=True, blank=True)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        verbose_name = _("Protection order")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="order_kind_known"),
            models.CheckConstraint(
                condition=Q(granted_on=None) | Q(granted_on__gte=F("requested_on")), name="order_granted_later",
                violation_error_message=_("It cannot be granted before it was filed."),
            ),
        ]  # fmt: skip
