"""Grants that an agency works under, and who may report on them. No survivor stands here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.person import Person
from mdt.kit import clock, ids


class Award(models.Model):
    """One grant of one agency. ``form`` and ``version`` name a report definition; ``services`` are the codes it may pay for,
    none meaning all. New persons are counted from ``reset_month``/``reset_day`` on (GR-17): a setting of the award.
    """

    public_id = models.UUIDField(default=ids.public_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="awards")
    number = models.CharField(_("award number"), max_length=40)
    title = models.CharField(_("what it is called here"), max_length=120)
    funder = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(_("report form"), max_length=60)
    version = models.CharField(_("version of the form"), max_length=20)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reset_month = models.SmallIntegerField(_("persons are new again from (month)"), default=10)
    reset_day = models.SmallIntegerField(_("persons are new again from (day)"), default=1)
    services = ArrayField(
        models.CharField(max_length=32), verbose_name=_("services it pays for"), default=list, blank=True
    )
    choices = models.JSONField(
        default=dict, blank=True
    )  # how this award reads a crosswalk where the form leaves it open
    # Each state sets its own day: so many months after the last month of a period, on this day. None: the form's own day.
    due_months = models.SmallIntegerField(_("due so many months after the period"), null=True, blank=True)
    due_day = models.SmallIntegerField(_("due on day"), null=True, blank=True)
    has_match = models.BooleanField(_("match is reported with it"), default=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-starts_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="award_number_in_agency"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="award_ends_later",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(condition=Q(reset_month__range=(1, 12)), name="award_reset_month"),
            models.CheckConstraint(condition=Q(reset_day__range=(1, 28)), name="award_reset_day"),
            models.CheckConstraint(
                condition=Q(due_months=None, due_day=None)
                | Q(due_months__isnull=False, due_months__range=(0, 12), due_day__isnull=False, due_day__range=(1, 31)),
                name="award_due_whole",
                violation_error_message=_("Give the months, from 0 to 12, and the day, from 1 to 31, or neither."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"award {self.pk}"


class AwardReporter(models.Model):
    """Who may run the reports of an award and see their exact numbers (GR-06). It opens no record."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="reporters")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["award", "person"], name="award_reporter_once")]

    def __str__(self) -> str:
        return f"reporter {self.pk}"
