"""The form of an award."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Award, Person
from agencies.offered import offered, offered_of
from agencies.queries.awards import funders, own_people
from mdt.kit.forms import PlainModelForm
from mdt.kit.widgets import TickTiles


class _Named(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return f"{person.name}, {person.title}" if person.title else person.name


class AwardForm(PlainModelForm):
    """``form`` and ``version`` are chosen as one, ``key@version``."""

    report = forms.ChoiceField(label=_("Report form"), help_text=_("Which form its funder asks for, in which version."))
    services = forms.MultipleChoiceField(
        label=_("Services it pays for"), required=False, widget=TickTiles(in_line=True, fold=(_("Services"),)),
        help_text=_("Nothing chosen: it pays for every service."),
    )  # fmt: skip
    reporters = _Named(
        label=_("Who may report"), queryset=Person.objects.none(), required=False, widget=TickTiles(in_line=True),
        to_field_name="public_id",
        help_text=_("They run its reports and see their exact numbers. It opens no record to them."),
    )  # fmt: skip

    class Meta:
        model = Award
        fields: ClassVar = [
            "number", "title", "funder", "starts_on", "ends_on", "reset_month", "reset_day", "due_months", "due_day",
            "services", "has_match",
        ]  # fmt: skip
        labels: ClassVar = {
            "number": _("Award number"), "title": _("What it is called here"), "funder": _("Funder"),
            "starts_on": _("First day"), "ends_on": _("Last day"), "reset_month": _("Persons are new again from: month"),
            "reset_day": _("Persons are new again from: day"),
            "due_months": _("Reports are due: months after the period"), "due_day": _("Reports are due: day of the month"),
            "has_match": _("What is paid by match is reported with it"),
        }  # fmt: skip
        help_texts: ClassVar = {
            "reset_month": _("Often October 1, the first day of the federal year."),
            "due_months": _("1 and day 31: a report for October to December is due on January 31. Empty: the form's own day."),
        }  # fmt: skip

    field_order = ("number", "title", "funder", "report")

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        fields: dict[str, Any] = self.fields
        fields["funder"].queryset, fields["funder"].empty_label = funders(), gettext("None of these")
        fields["report"].choices = [("", gettext("Choose one")), *self._forms()]
        fields["report"].widget.attrs["lang"] = "en"  # forms are called as their funders call them
        fields["services"].choices = [(_("Services"), offered("services"))]
        fields["reporters"].queryset = own_people(agency)
        if self.instance.pk and not self.is_bound:
            self.initial["report"] = f"{self.instance.form}@{self.instance.version}"
            self.initial["reporters"] = [row.person for row in self.instance.reporters.select_related("person")]

    def _forms(self) -> list[tuple[str, object]]:
        """Those on offer, and the one that the award has."""
        found = [*offered("forms"), *offered_of("forms", self.agency.pk)]
        mine = f"{self.instance.form}@{self.instance.version}"
        known = {key for key, _label in found}
        return found if mine in known or not self.instance.pk else [*found, (mine, mine.replace("@", " "))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", gettext("The last day comes before the first."))
        same = Award.objects.filter(agency=self.agency, number=data.get("number", "")).exclude(pk=self.instance.pk)
        if data.get("number") and same.exists():
            self.add_error("number", gettext("Your agency has an award with this number already."))
        return data

    def clean_reset_month(self) -> int:
        return self._between("reset_month", 12, gettext("A month is a number from 1 to 12."))

    def clean_reset_day(self) -> int:
        return self._between("reset_day", 28, gettext("Give a day from 1 to 28, so that every year has it."))

    def _between(self, name: str, last: int, sentence: str) -> int:
        value = int(self.cleaned_data[name])
        if not 1 <= value <= last:
            raise forms.ValidationError(sentence)
        return value

    def given(self) -> dict[str, Any]:
        """What the actions take."""
        data = {**self.cleaned_data}
        data["form"], _at, data["version"] = data.pop("report").partition("@")
        return data
