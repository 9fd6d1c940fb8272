"""What stands beside typed figures: who gave a partner's totals, and who went through the words of a report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Award, Person
from confidentiality.protected import ProtectedModel
from mdt.kit import clock
from reports.vocabulary import WordsItem


class PartnerTotals(ProtectedModel):
    """Who of a partner agency gave its totals for an award and a period, on a form that is signed (GR-07). The totals are
    ``TypedFigure`` rows of that partner; there is none of a partner that has no row here."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="+")
    starts_on = models.DateField()
    partner = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    given_by = models.CharField(_("who gave them"), max_length=120)
    role = models.CharField(_("in which role"), max_length=120)
    given_on = models.DateField(_("given on"))
    signed = models.BooleanField(_("the form is signed"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["partner__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "starts_on", "partner"], name="partner_totals_once"),
            models.CheckConstraint(condition=Q(signed=True), name="partner_totals_signed"),
        ]

    def __str__(self) -> str:
        return f"partner totals {self.pk}"


class CheckedWords(ProtectedModel):
    """That somebody went through the words of a report for one thing that could give a survivor away (GR-49). Tied to these
    very words: of other words nobody has said it."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="+")
    starts_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    item = models.CharField(max_length=12, choices=WordsItem)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "starts_on", "sha256", "item"], name="words_checked_once"),
            models.CheckConstraint(condition=Q(item__in=WordsItem.values), name="words_item_known"),
        ]

    def __str__(self) -> str:
        return f"checked words {self.pk}"
