"""Choosing people of the agency for a case, searching, and emergency access."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.parts import SECTIONS
from cases.vocabulary import EmergencyReason
from confidentiality.elements import LABELS, Element
from mdt.kit import ids
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles


class _OfTheAgency(forms.ModelChoiceField):
    """One person, named with her title."""

    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return ", ".join(filter(None, [person.name, person.title, self.elsewhere(person)]))

    def elsewhere(self, _person: Person) -> str:
        return ""


class _OfAnyAgency(_OfTheAgency):
    """One person, named with her title and agency."""

    def elsewhere(self, person: Person) -> str:
        return str(person.agency)


class PersonForm(PlainForm):
    """One of the people that the page offers."""

    person = _OfTheAgency(
        label=_("Person"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, people: QuerySet[Person], label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label = label or self.fields["person"].label


class AnybodyForm(PersonForm):
    """The same, of any agency."""

    person = _OfAnyAgency(
        label=_("Person"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=_("Choose one")
    )


class AskForm(AnybodyForm):
    """Whether somebody sees a part of the record now."""

    part = forms.TypedChoiceField(
        label=_("Part"), coerce=lambda value: Element(int(value)),
        choices=[(int(one), LABELS[one]) for one in (Element.COVER, *(section.element for section in SECTIONS))],
    )  # fmt: skip


class SearchForm(PlainForm):
    """A code by its beginning, or a name. It is sent, looked for and forgotten."""

    text = forms.CharField(label=_("Code or name"), max_length=80, required=False)


class EmergencyForm(PlainForm):
    code = forms.CharField(
        label=_("Code of the record"),
        max_length=20,
        help_text=_("As it stands in your agency's papers, such as QK7-394W."),
    )
    reason = forms.ChoiceField(label=_("Why now"), choices=EmergencyReason, widget=Tiles)
    alerted = _OfTheAgency(
        label=_("Who is told"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=_("Choose one"),
        help_text=_("A supervisor of your agency. She gets a message now and sees what you opened."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alerted"].queryset = people  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])
