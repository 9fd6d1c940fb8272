"""The elements of a case that this house keeps so far, one model each, so that the rule splits where the tables split.

Every question is optional. A question without an answer may say why in ``absences``: field name → one of ``Absence``.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from cases.master_lists import OffenderAge, Race, Relationship, Sex
from cases.master_lists import Victimization as VictimizationKind
from cases.models.case import Case
from cases.vocabulary import AccessNeed, AgeBand, ContactKind, Language, Safety
from confidentiality.elements import Element
from confidentiality.protected import ProtectedModel
from mdt.kit import clock, ids


class ElementModel(ProtectedModel):
    """A part of a case, in the words of one agency. ``element`` is its bit in grants and looks."""

    element: Element

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    absences = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class Identity(ElementModel):
    element = Element.IDENTITY
    case = models.OneToOneField(Case, models.CASCADE, related_name="identity")
    name = models.CharField(_("Name she goes by"), max_length=200, blank=True)
    other_names = models.CharField(_("Other names"), max_length=200, blank=True)
    date_of_birth = models.DateField(_("Date of birth"), null=True, blank=True)
    pronouns = models.CharField(_("Pronouns"), max_length=40, blank=True)

    class Meta(ElementModel.Meta):
        verbose_name = _("Identity")


class ContactPlan(ElementModel):
    """How to reach her without harm: what every other contact depends on (law S-06, S-07)."""

    element = Element.CONTACT
    case = models.OneToOneField(Case, models.CASCADE, related_name="contact_plan")
    code_word = models.CharField(_("Code word"), max_length=60, blank=True)
    who_may_answer = models.CharField(_("Who may answer"), max_length=200, blank=True)
    instructions = models.TextField(_("What to do and what never to do"), max_length=2000, blank=True)

    class Meta(ElementModel.Meta):
        verbose_name = _("Safe contact")


class ContactMethod(ElementModel):
    """One way to reach her. ``checked_on`` is the day on which she last said that it is safe."""

    element = Element.CONTACT
    case = models.ForeignKey(Case, models.CASCADE, related_name="contact_methods")
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    kind = models.CharField(_("Way"), max_length=12, choices=ContactKind)
    value = models.CharField(_("Number, address or person"), max_length=200)
    safety = models.CharField(_("Is it safe?"), max_length=8, choices=Safety)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    safe_hours = models.CharField(_("Safe hours"), max_length=120, blank=True)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        verbose_name = _("Way of contact")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(safety=Safety.UNKNOWN) | models.Q(checked_on__isnull=False),
                name="contact_safety_has_date",
            )
        ]


class Location(ElementModel):
    element = Element.LOCATION
    case = models.OneToOneField(Case, models.CASCADE, related_name="location")
    address = models.TextField(_("Where she stays now"), max_length=500, blank=True)
    area = models.CharField(_("Town or area"), max_length=120, blank=True)
    safety = models.CharField(_("Is the place safe?"), max_length=8, choices=Safety, blank=True)

    class Meta(ElementModel.Meta):
        verbose_name = _("Location")


class Demographics(ElementModel):
    """Her own words, and the categories that she says are hers. Forms of funders are read from these by crosswalks.

    ``age_told`` is in whole years on ``age_told_on``, for who does not give a date of birth.
    """

    element = Element.DEMOGRAPHICS
    case = models.OneToOneField(Case, models.CASCADE, related_name="demographics")
    age_band = models.CharField(_("Age"), max_length=8, choices=AgeBand, blank=True)
    age_told = models.SmallIntegerField(_("Age in years"), null=True, blank=True)
    age_told_on = models.DateField(_("Said on"), null=True, blank=True)
    sex = models.CharField(_("Sex"), max_length=8, choices=Sex, blank=True)
    gender = models.CharField(_("Gender, in her own words"), max_length=80, blank=True)
    race = ArrayField(
        models.CharField(max_length=12, choices=Race), verbose_name=_("Race and ethnicity"), default=list, blank=True
    )
    race_ethnicity = models.CharField(_("Race and ethnicity, in her own words"), max_length=160, blank=True)
    language = models.CharField(_("Language"), max_length=8, choices=Language, blank=True)
    access_needs = ArrayField(
        models.CharField(max_length=16, choices=AccessNeed),
        verbose_name=_("Access needs"),
        default=list,
        blank=True,
    )

    class Meta(ElementModel.Meta):
        verbose_name = _("Demographics")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(age_told=None, age_told_on=None)
                | models.Q(age_told__range=(0, 120), age_told_on__isnull=False, age_told__isnull=False),
                name="age_told_has_day",
            )
        ]


class Victimization(ElementModel):
    """What happened, as categories; her own words stand in the narrative."""

    element = Element.VICTIMIZATION
    case = models.OneToOneField(Case, models.CASCADE, related_name="victimization")
    kinds = ArrayField(
        models.CharField(max_length=24, choices=VictimizationKind), verbose_name=_("What happened"), default=list,
        blank=True,
    )  # fmt: skip
    happened = models.CharField(_("When, roughly"), max_length=120, blank=True)
    reported = models.CharField(
        _("Reported to police"), max_length=4, choices=[("yes", _("Yes")), ("no", _("No"))], blank=True
    )

    class Meta(ElementModel.Meta):
        verbose_name = _("What happened")


class InvolvedPerson(ElementModel):
    """Somebody around the survivor: family, helper, the person who harmed her (law T-14)."""

    element = Element.PEOPLE
    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    relation = models.CharField(_("Relation to her"), max_length=120)
    relationship = models.CharField(_("In one word"), max_length=16, choices=Relationship, blank=True)
    harmed_her = models.CharField(
        _("Did this person harm her?"), max_length=4, choices=[("yes", _("Yes")), ("no", _("No"))], blank=True
    )
    age_class = models.CharField(_("Age of this person"), max_length=8, choices=OffenderAge, blank=True)
    harmed_parent = models.CharField(
        _("Did this person harm her other parent?"),
        max_length=4,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        blank=True,
    )
    works_at_member_agency = models.CharField(
        _("Works at an agency of the team?"),
        max_length=4,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        blank=True,
    )
    note = models.CharField(_("What to know"), max_length=400, blank=True)

    class Meta(ElementModel.Meta):
        ordering = ["pk"]
        verbose_name = _("Person")


class Narrative(ElementModel):
    element = Element.NARRATIVE
    case = models.OneToOneField(Case, models.CASCADE, related_name="narrative")
    wants = models.TextField(_("What she wants"), max_length=4000, blank=True)
    told_us = models.TextField(_("What she told us"), max_length=20000, blank=True)

    class Meta(ElementModel.Meta):
        verbose_name = _("In her own words")
