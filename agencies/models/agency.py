"""Agencies, the compartments inside them, and the jurisdictions whose rules apply to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from agencies.vocabulary import Discipline, Regime, Sector
from mdt.kit import ids


class Jurisdiction(models.Model):
    """A county, state or nation. Population decides when a few coarse facts already point at one person (law T-03).

    Where a law is thought to set a time for the first contact in person, it stands here as data: its hours, where it is
    written, when somebody looked it up, and whether counsel has confirmed it (law T-05).
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=2, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/Chicago")
    is_tribal = models.BooleanField(_("tribal nation"), default=False)
    contact_hours = models.PositiveSmallIntegerField(_("hours until first contact in person"), null=True, blank=True)
    contact_law = models.CharField(_("law that sets them"), max_length=160, blank=True)
    contact_checked_on = models.DateField(_("looked up on"), null=True, blank=True)
    contact_verified = models.BooleanField(_("confirmed by counsel"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_hours=None)
                | (Q(contact_hours__gt=0, contact_checked_on__isnull=False) & ~Q(contact_law="")),
                name="jurisdiction_contact_rule_whole",
                violation_error_message=_(
                    "A time for the first contact needs its hours, the law that sets them, and the day on which somebody"
                    " looked it up."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """One room. A component (victim services inside a police department) is its own agency with a parent (law C-09).

    Regimes are the agency's own and are never inherited from the parent.
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="components")
    sector = models.CharField(_("sector"), max_length=32, choices=Sector)
    discipline = models.CharField(_("discipline"), max_length=32, choices=Discipline)
    regimes = ArrayField(models.CharField(max_length=8, choices=Regime), default=list, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="agencies")
    is_tribal = models.BooleanField(_("tribal government"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        permissions = [("sign_for_agency", _("May sign agreements for the agency"))]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="agency_is_not_its_own_parent"),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="agency_sector_known"),
            models.CheckConstraint(condition=Q(discipline__in=Discipline.values), name="agency_discipline_known"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencySigner(UserObjectPermissionBase):
    """Who may sign for an agency: guardian's permission in its direct form, with the authority behind it."""

    content_object = models.ForeignKey(Agency, models.CASCADE, related_name="signers")

    def __str__(self) -> str:
        return f"signer {self.pk}"
