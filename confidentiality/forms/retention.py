"""The forms on which an agency says how long it keeps a class, and why a record is held."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confidentiality.models import RetentionRule
from confidentiality.vocabulary import HoldWhy, KeptUnit
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles


class RuleForm(PlainForm):
    after = forms.IntegerField(label=_("How long"), min_value=1, max_value=999)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=KeptUnit.choices, widget=Tiles(in_line=True), initial=KeptUnit.YEARS
    )
    source = forms.CharField(
        label=_("Where that is written"), max_length=200,
        help_text=_("For example: the board's policy of March 2024, section 4, or a law with its number."),
    )  # fmt: skip
    verified = forms.BooleanField(
        label=_("Our counsel has confirmed it"), required=False,
        help_text=_("Until then it only counts what would be due. Nothing can be destroyed."),
    )  # fmt: skip

    def __init__(self, rule: RetentionRule | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule is not None:
            self.initial = {name: getattr(rule, name) for name in self.fields}


class HoldForm(PlainForm):
    why = forms.ChoiceField(
        label=_("Why it is held"), choices=HoldWhy.choices, widget=Tiles,
        help_text=_("A category and no words, so that nothing about her stands here."),
    )  # fmt: skip
