"""Choosing people of the agency for a case, searching, and emergency access."""

from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from cases.parts import SECTIONS
from cases.queries.explained import Choices
from cases.vocabulary import EmergencyReason
from confidentiality.elements import LABELS, Element
from mdt.kit import ids
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles


class _Named(forms.ModelChoiceField):
    """One person, named with her title."""

    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return ", ".join(filter(None, [person.name, person.title]))


def _one_person(**more: Any) -> _Named:
    return _Named(queryset=Person.objects.none(), to_field_name="public_id", empty_label=_("Choose one"), **more)


class WhoseForm(PlainForm):
    """Of which agency people are offered: a state has thousands, and one list of them all would help nobody."""

    agency = forms.ModelChoiceField(
        label=_("People of which agency"), queryset=Agency.objects.all(), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = places  # type: ignore[attr-defined]


class PersonForm(PlainForm):
    """One of ``people``."""

    person = _one_person(label=_("Person"))

    def __init__(self, *args: Any, people: QuerySet[Person], label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label = label or self.fields["person"].label

    def of(self, agency: Agency) -> Self:
        """The same, with only those of one agency in its list."""
        field: Any = self.fields["person"]
        named = [(str(one.public_id), field.label_from_instance(one)) for one in field.queryset.filter(agency=agency)]
        field.choices = [("", field.empty_label), *named]
        return self


class AskForm(PersonForm):
    """Whether somebody sees a part of the record now."""

    part = forms.TypedChoiceField(
        label=_("Part"), coerce=lambda value: Element(int(value)),
        choices=[(int(one), LABELS[one]) for one in (Element.COVER, *(section.element for section in SECTIONS))],
    )  # fmt: skip


class SearchForm(PlainForm):
    """A code by its beginning, or a name. It is sent, looked for and forgotten."""

    text = forms.CharField(label=_("Code or name"), max_length=80, required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return ids.code_as_typed(text) if ids.begins_a_code(text) else text


class EmergencyForm(PlainForm):
    code = forms.CharField(
        label=_("Code of the record"),
        max_length=20,
        help_text=_("As it stands in your agency's papers, such as QK7-394W."),
    )
    reason = forms.ChoiceField(label=_("Why now"), choices=EmergencyReason, widget=Tiles)
    alerted = _one_person(
        label=_("Who is told"), help_text=_("A supervisor of your agency. She gets a message now and sees what you opened."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alerted"].queryset = people  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])
