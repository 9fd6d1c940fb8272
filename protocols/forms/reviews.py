"""Forms of reviews and of laws that have changed; of tension points."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.vocabulary import Discipline
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from protocols.forms.shared import LongText
from protocols.vocabulary import ReviewOutcome, Tension


class SettleReviewForm(PlainForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=ReviewOutcome.choices, widget=Tiles())
    note = forms.CharField(
        label=_("In a sentence or two"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who read it, and what they looked at. No word of a survivor."),
    )  # fmt: skip


class StatuteForm(PlainForm):
    title = forms.CharField(label=_("What the law is about"), max_length=160)
    citation = forms.CharField(
        label=_("Where it is written"),
        max_length=160,
        help_text=_("As it is cited, so that anybody can read it again."),
    )
    effective_on = forms.DateField(
        label=_("Holds from"), help_text=_("What your team has in force is due to be read again by that day.")
    )
    verified = forms.BooleanField(
        label=_("Counsel has confirmed it"), required=False,
        help_text=_("Until then every page that shows it says that it is not confirmed."),
    )  # fmt: skip


class TensionForm(PlainForm):
    key = forms.ChoiceField(label=_("Which one"), widget=Tiles())
    title = forms.CharField(
        label=_("In the team's own words"), max_length=160, required=False, help_text=_("Only for one of your own.")
    )

    def __init__(self, *args: Any, unnamed: Iterable[Tension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [(one.value, one.label) for one in unnamed]  # type: ignore[attr-defined]


class PositionForm(PlainForm):
    """``seen``: the words from which the writer began."""

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices)
    text = LongText(
        rows=8, label=_("How your discipline sees it"), max_length=4000,
        help_text=_("What you see in your work, and what you need from the others. No word of a survivor."),
    )  # fmt: skip
    seen = LongText(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, disciplines: Iterable[Discipline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"].choices = [(one.value, one.label) for one in disciplines]  # type: ignore[attr-defined]


class OutcomeForm(PlainForm):
    outcome = LongText(
        rows=5, label=_("What the team made of it"), max_length=2000, required=False,
        help_text=_("Agreed, agreed to differ, or tried for a while. Empty as long as you are talking."),
    )  # fmt: skip
    review_on = forms.DateField(label=_("Talk about it again on"), required=False)
