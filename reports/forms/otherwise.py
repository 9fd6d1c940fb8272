"""Another tick than the one that was counted, for one line of coordination (GR-30)."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from reports.definition import Table
from reports.words import of_form

NONE = "none"


class OtherwiseForm(PlainForm):
    """One question: what is right. Then why. A line of one column is ticked or not."""

    said = forms.ChoiceField(label=_("What is right"), widget=Tiles(in_line=True))
    reason = forms.CharField(
        label=_("Why it is not what was counted"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It goes to the funder with the number. No names, and nothing about a survivor."),
        error_messages={"required": gettext_lazy("Say why it is not what was counted.")},
    )  # fmt: skip

    def __init__(self, table: Table, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticks = [(column, of_form(label or gettext("Yes"))) for column, label in table.columns.items()]
        picked: Any = self.fields["said"]
        picked.choices = [(column or "yes", label) for column, label in ticks] + [(NONE, gettext("No tick"))]

    def columns(self, table: Table) -> set[str]:
        """What the action takes."""
        said = self.cleaned_data["said"]
        return {column for column in table.columns if (column or "yes") == said}
