"""What no record makes is typed here: gates, numbers, ticks and words of a period; and another value than was counted."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.compiling import line
from reports.definition import Definition, Section, Table
from reports.queries.runs import GATE
from reports.shape import Unit
from reports.words import of_form

YES_NO = [("1", _("Yes")), ("0", _("No"))]


class SectionForm(forms.Form):
    """One section: its gate, then the lines that somebody types. Field names are the lines themselves."""

    def __init__(self, definition: Definition, section: Section, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section, self.lines = section, {}
        if section.gate:
            name = f"{GATE}{section.key}"
            self.fields[name] = forms.ChoiceField(
                label=of_form(section.gate),
                choices=YES_NO,
                required=False,
                widget=forms.RadioSelect,
                help_text=_("No closes this part of the form."),
            )
            self.lines[name] = "gate"
        for table in section.tables:
            if table.typed and not table.aside:
                self._add(table)

    def _add(self, table: Table) -> None:
        for row, label in table.rows.items():
            for column, heading in table.columns.items():
                name = line(table.key, row, column)
                self.fields[name] = _field(table, of_form(table.label, label if label != table.label else "", heading))
                self.lines[name] = table.unit.value

    def figures(self) -> dict[str, tuple[Decimal | None, str]]:
        """By line the number or the words; both empty where nothing was typed."""
        found: dict[str, tuple[Decimal | None, str]] = {}
        for name, unit in self.lines.items():
            given = self.cleaned_data.get(name)
            if unit in ("gate",):
                found[name] = (Decimal(given) if given else None, "")
            elif unit == Unit.TICKS:
                found[name] = (None, "yes" if given else "")
            elif unit == Unit.TEXT:
                found[name] = (None, given or "")
            else:
                found[name] = (given, "")
        return found


def _field(table: Table, label: str) -> forms.Field:
    if table.unit == Unit.TEXT:
        return forms.CharField(label=label, required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4}))
    if table.unit == Unit.TICKS:
        return forms.BooleanField(label=label, required=False)
    places = 2 if table.unit == Unit.FTE else 0
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, decimal_places=places)
