"""The forms of the elements of a case. Every question says why it is asked, and none must be answered."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.absences import ElementForm
from cases.forms.needs import JusticeForm, NeedForm, ProtectionOrderForm
from cases.master_lists import Race
from cases.models import (
    ContactMethod,
    ContactPlan,
    Demographics,
    Identity,
    InvolvedPerson,
    Location,
    Narrative,
    Victimization,
)  # fmt: skip
from cases.models.elements import VictimizationKind
from cases.vocabulary import AccessNeed, Safety
from mdt.kit import clock
from mdt.kit.widgets import TickTiles, Tiles


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class IdentityForm(ElementForm):
    absences = ("name", "other_names", "date_of_birth", "pronouns")

    class Meta:
        model = Identity
        fields = ("name", "other_names", "date_of_birth", "pronouns")
        help_texts = {
            "name": _("So that we call her as she wants. Any form, any length; it need not be a legal name."),
            "other_names": _("Only if she wants us to know them, for example for a court paper."),
            "date_of_birth": _("Some services depend on age. An age band under Demographics is enough for most."),
            "pronouns": _("So that we speak of her as she does."),
        }


class ContactPlanForm(ElementForm):
    absences = ("code_word", "who_may_answer", "instructions")

    class Meta:
        model = ContactPlan
        fields = ("code_word", "who_may_answer", "instructions")
        widgets = {"instructions": _long(4)}
        help_texts = {
            "code_word": _("By which she knows that it is us, and we that it is her. Shown on this page only."),
            "who_may_answer": _("Who may pick up or open the door, and what they know of us."),
            "instructions": _("For example: never leave a message, ring twice, no letters."),
        }


class ContactMethodForm(ElementForm):
    absences = ("safe_hours",)

    class Meta:
        model = ContactMethod
        fields = ("kind", "value", "safety", "checked_on", "safe_hours")
        widgets = {
            "safety": Tiles(
                hints={
                    Safety.SAFE: _("She said so, on the day below."),
                    Safety.NOT_SAFE: _("It is never used."),
                    Safety.UNKNOWN: _("It is not used until she has been asked."),
                }
            )
        }
        help_texts = {
            "value": _("A phone number, an address or a name, written in any way."),
            "checked_on": _("The day on which she last told us. After 30 days we ask again."),
            "safe_hours": _("When it is safe to try, for example weekdays 9 to 15."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        safety: Any = self.fields["safety"]
        safety.choices = list(Safety.choices)  # nothing is marked until somebody marks it

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day = data.get("checked_on")
        if day and day > timezone.localdate(clock.now()):
            self.add_error("checked_on", gettext("This day has not come yet. Give the day on which she told us."))
        elif not day and "checked_on" in data and data.get("safety") in (Safety.SAFE, Safety.NOT_SAFE):
            self.add_error("checked_on", gettext("Give the day on which she told us, or choose “Not known”."))
        return data


class LocationForm(ElementForm):
    absences = ("address", "area", "safety")

    class Meta:
        model = Location
        fields = ("address", "area", "safety")
        widgets = {"address": _long(3)}
        help_texts = {
            "address": _("Only if somebody must come to her. For a shelter its name is enough, never the address."),
            "area": _("Often enough to find services near her."),
        }


class DemographicsForm(ElementForm):
    absences = ("age_band", "age_told", "sex", "gender", "race", "race_ethnicity", "language", "access_needs")
    several = ("race", "access_needs")
    age_told = forms.IntegerField(
        label=_("Age in years"), required=False, min_value=0, max_value=120,
        help_text=_("If she gives no date of birth. The day on which she said it is kept with it."),
    )  # fmt: skip
    race = forms.MultipleChoiceField(
        label=_("Race and ethnicity"), choices=Race, required=False, widget=TickTiles(in_line=True),
        help_text=_("As many as she says are hers; one alone is a whole answer."),
    )  # fmt: skip
    access_needs = forms.MultipleChoiceField(
        label=_("Access needs"), choices=AccessNeed, required=False, widget=TickTiles(in_line=True),
        help_text=_("So that whoever meets her is prepared."),
    )  # fmt: skip

    class Meta:
        model = Demographics
        fields = ("age_band", "age_told", "sex", "gender", "race", "race_ethnicity", "language", "access_needs")
        help_texts = {
            "age_band": _("Some services depend on age."),
            "sex": _("Counted in yearly reports, without a name. Her own answer."),
            "gender": _("Counted in yearly reports, without a name. In her words."),
            "race_ethnicity": _("Counted in yearly reports, without a name. In her words."),
            "language": _("In which she wants to speak; an interpreter costs her nothing."),
        }


OFTEN = 14  # so many crimes are what teams work on; the others are what funders also ask for
OTHER_CRIMES = _("Other crimes")


class VictimizationForm(ElementForm):
    absences = ("kinds", "happened", "reported")
    several = ("kinds",)
    kinds = forms.MultipleChoiceField(
        label=_("What happened"), required=False, widget=TickTiles(fold=(OTHER_CRIMES,)),
        choices=[*VictimizationKind.choices[:OFTEN], (OTHER_CRIMES, VictimizationKind.choices[OFTEN:])],
        help_text=_("Categories decide which services are open to her. Her own words stand elsewhere."),
    )  # fmt: skip

    class Meta:
        model = Victimization
        fields = ("kinds", "happened", "reported")
        help_texts = {
            "happened": _("A season or a year is enough. Medical evidence may depend on the day."),
            "reported": _("Whether to report is hers to decide."),
        }


class InvolvedPersonForm(ElementForm):
    absences = ("name", "relation", "harmed_her", "relationship", "age_class", "works_at_member_agency")
    relation = forms.CharField(
        label=InvolvedPerson._meta.get_field("relation").verbose_name, max_length=120, required=False,
        help_text=_("For example: sister, neighbor, former partner."),
    )  # fmt: skip

    class Meta:
        model = InvolvedPerson
        fields = ("relation", "name", "harmed_her", "relationship", "age_class", "works_at_member_agency", "note")
        labels = {
            "relationship": _("If this person harmed her: who this is to her"),
            "age_class": _("If this person harmed her: how old"),
        }
        widgets = {"note": _long(3)}
        help_texts = {
            "harmed_her": _("So that this person never signs, answers or interprets for her."),
            "works_at_member_agency": _("So that nobody who knows this person works on the record."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in self.asked()) and not self.errors:
            self.add_error(None, gettext("Write at least one answer about this person."))
        return data


class NarrativeForm(ElementForm):
    absences = ("wants", "told_us")

    class Meta:
        model = Narrative
        fields = ("wants", "told_us")
        widgets = {"wants": _long(4), "told_us": _long(10)}
        help_texts = {
            "wants": _("In her words. It stands first on the page, and leads what we do."),
            "told_us": _("In her words, as little as the work needs."),
        }


FORMS: dict[type, type[ElementForm]] = {
    form.Meta.model: form
    for form in (
        IdentityForm, ContactPlanForm, ContactMethodForm, LocationForm, DemographicsForm, VictimizationForm,
        InvolvedPersonForm, NarrativeForm, NeedForm, JusticeForm, ProtectionOrderForm,
    )
}  # fmt: skip
