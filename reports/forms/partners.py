"""Who of a partner gave its totals, and the totals, section by section (GR-07)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from mdt.kit.forms import PlainForm
from reports.compiling import line
from reports.definition import Section, Table
from reports.policy.partners import wrong_totals
from reports.summing import summed
from reports.words import of_form

MOST = 9_999_999
TALLY = {"inputmode": "numeric"}


class GivenForm(PlainForm):
    partner = forms.ChoiceField(label=_("Which agency"))
    given_by = forms.CharField(label=_("Who there gave them"), max_length=120)
    role = forms.CharField(label=_("In which role"), max_length=120)
    given_on = forms.DateField(label=_("On which day"))
    signed = forms.BooleanField(
        label=_("The form with these totals is signed"),
        error_messages={"required": gettext_lazy("Without a signed form the totals of a partner are not taken.")},
    )

    def __init__(self, *args: Any, partners: Iterable[Agency] | None, **kwargs: Any) -> None:
        """``partners``: whom to choose from; None where the agency is given."""
        super().__init__(*args, **kwargs)
        self.partners = {str(one.public_id): one for one in partners or ()}
        if partners is None:
            del self.fields["partner"]
        else:
            picked: Any = self.fields["partner"]
            picked.choices = [("", gettext("Choose one")), *((key, one.name) for key, one in self.partners.items())]

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = {**self.cleaned_data}
        key = data.pop("partner", "")
        return {**data, "partner": self.partners[key]} if key else data


class TotalsForm(PlainForm):
    """One section. Field names are the lines themselves; only what is counted in whole numbers is asked for."""

    def __init__(self, section: Section, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = [table for table in section.tables if summed(table)]
        for table in self.tables:
            for name, label in _lines(table):
                self.fields[name] = forms.DecimalField(
                    label=label, required=False, max_digits=12, widget=forms.TextInput(attrs=TALLY), max_value=MOST
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, sentence in wrong_totals(data).items():
            self.add_error(name, sentence)
        return data

    def groups(self) -> Iterator[tuple[Table, list[forms.BoundField]]]:
        """Table by table, as they stand on the form."""
        for table in self.tables:
            yield table, [self[name] for name, _label in _lines(table)]

    def figures(self) -> dict[str, Decimal | None]:
        return {name: self.cleaned_data.get(name) for name in self.fields}


def _lines(table: Table) -> Iterator[tuple[str, Any]]:
    for row, label in table.rows.items():
        for column, heading in table.columns.items():
            yield line(table.key, row, column), of_form(label, heading)
