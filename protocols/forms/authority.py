"""Forms of who may sign for an agency."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from confidentiality.forms.signing import ScanField
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from protocols.vocabulary import AuthoritySource

SOURCES = [choice for choice in AuthoritySource.choices if choice[0] != AuthoritySource.DELEGATION]


class _Office(PlainForm):
    person = forms.ChoiceField(label=_("Who"))
    office = forms.CharField(
        label=_("Office"), max_length=120, help_text=_("As it stands under a signature, such as Director.")
    )
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("Its last day. Leave it empty if no end is set.")
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        named = [(key, person.name) for key, person in self.people.items()]
        self.fields["person"].choices = [("", _("Choose one")), *named]  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day cannot be before the first."))
        return data


class AuthorityForm(_Office):
    source = forms.ChoiceField(
        label=_("Authority comes from"), choices=SOURCES, widget=Tiles(hints={
            AuthoritySource.HEAD: _("A new head takes the place of the one before, and signs anew what is in force."),
        }),
    )  # fmt: skip
    citation = forms.CharField(
        label=_("Where it is written"), max_length=200, help_text=_("The statute, charter, bylaw or resolution.")
    )
    field_order = ["person", "office", "source", "citation", "starts_on", "ends_on"]


class DelegationForm(_Office):
    citation = forms.CharField(
        label=_("Name and date of the written delegation"),
        max_length=200,
        help_text=_("Such as: Letter of 3 March 2026."),
    )
    instrument = ScanField(label=_("The signed delegation"))
    field_order = ["person", "office", "citation", "starts_on", "ends_on", "instrument"]


class EndForm(PlainForm):
    on = forms.DateField(label=_("Last day"), help_text=_("What was delegated from it ends with it."))
