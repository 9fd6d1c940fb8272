"""Forms of what she asked help with, and of what came of it in court. Only reasons of the program stand in its list (GR-13)."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.absences import ElementForm
from cases.master_lists import HerReason, Outcome, ProgramReason
from cases.models import Justice, ProtectionOrder, ServiceRequest
from mdt.kit import clock
from mdt.kit.widgets import TickTiles

FALLS_SHORT = (Outcome.PARTLY, Outcome.NOT)


def today() -> date:
    """By the clocks of whoever asks."""
    return timezone.localdate(clock.now())


def not_to_come(form: forms.BaseForm, *names: str) -> None:
    """Says above each field whose day has not come yet."""
    for name in names:
        if (day := form.cleaned_data.get(name)) and day > today():
            form.add_error(name, gettext("This day has not come yet."))


class NeedForm(ElementForm):
    several = ("reasons",)
    reasons = forms.MultipleChoiceField(
        label=_("Why the program could not"), choices=ProgramReason, required=False, widget=TickTiles(in_line=True),
        help_text=_("Only if it was provided partly or not. Funders ask for it, so that more can be provided."),
    )  # fmt: skip
    her_reason = forms.ChoiceField(
        label=_("Why she ended it"), choices=HerReason, required=False,
        help_text=_("Only if she ended it. It counts against nobody: she was served."),
    )  # fmt: skip

    class Meta:
        model = ServiceRequest
        fields = ("service", "asked_on", "offered_on", "outcome", "settled_on", "reasons", "her_reason")
        help_texts = {
            "settled_on": _("The day on which it was so. Empty while it is waiting."),
            "offered_on": _("If it was offered on a day of its own."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        not_to_come(self, "asked_on", "offered_on", "settled_on")
        outcome = data.get("outcome")
        if outcome in FALLS_SHORT and not data.get("reasons"):
            self.add_error("reasons", gettext("Say why the program could not. If she ended it, choose that outcome."))
        if outcome not in FALLS_SHORT:
            data["reasons"] = []
        if outcome != Outcome.ENDED:
            data["her_reason"] = ""
        self._settle_day(data, outcome)
        return data

    def _settle_day(self, data: dict[str, Any], outcome: str | None) -> None:
        """Something that came of it came on a day; the day it was written down stands for one that nobody gave."""
        asked, day = data.get("asked_on"), data.get("settled_on")
        if outcome == Outcome.WAITING:
            data["settled_on"] = None
        elif outcome and not day and "settled_on" not in self.errors:
            data["settled_on"] = today()
        elif asked and day and day < asked:
            self.add_error("settled_on", gettext("This day comes before she asked."))
        if asked and data.get("offered_on") and data["offered_on"] < asked:
            self.add_error("offered_on", gettext("This day comes before she asked."))


class JusticeForm(ElementForm):
    absences = ("team_outcome", "charges", "disposition", "protection_finding", "medical", "mental_health")

    class Meta:
        model = Justice
        fields = ("team_outcome", "charges", "disposition", "protection_finding", "medical", "mental_health")


class ProtectionOrderForm(ElementForm):
    class Meta:
        model = ProtectionOrder
        fields = ("kind", "requested_on", "granted_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        not_to_come(self, "requested_on", "granted_on")
        asked, granted = data.get("requested_on"), data.get("granted_on")
        if asked and granted and granted < asked:
            self.add_error("granted_on", gettext("It cannot be granted before it was filed."))
        return data
