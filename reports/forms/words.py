"""What somebody looked for in the words of a report (GR-49)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles
from reports.vocabulary import WordsItem


class WordsForm(PlainForm):
    items = forms.MultipleChoiceField(
        label=_("I have read every word, and there is"), widget=TickTiles(),
        error_messages={"required": _("Tick what you have looked for.")},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, open_items: list[WordsItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked: Any = self.fields["items"]
        picked.choices = [(item.value, item.label) for item in open_items]
