"""Forms of a new protocol, of deciding on it, and of having read it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Team
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from protocols.forms.shared import LongText
from protocols.lifecycle import least_allowed
from protocols.vocabulary import Gradients, Threshold


class NewProtocolForm(PlainForm):
    team = forms.ChoiceField(
        label=_("Team"), help_text=_("The agencies at its table decide on it and adopt it.")
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("It stands on top of what everybody adopts."))

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.public_id): team for team in teams}
        choices = [(key, team.name) for key, team in self.teams.items()]
        self.fields["team"].choices = choices if len(choices) == 1 else [("", _("Choose one")), *choices]  # type: ignore[attr-defined]

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]


class ProposalForm(PlainForm):
    question = forms.CharField(
        label=_("The question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        initial=_("Do we adopt this protocol as it stands?"),
    )  # fmt: skip
    threshold = forms.ChoiceField(
        label=_("How much agreement it needs"), choices=Threshold.choices, widget=Tiles(),
        help_text=_("It is fixed now and cannot be changed once the question is put. Silence is never consent."),
    )  # fmt: skip
    least = forms.IntegerField(label=_("How many agencies"), min_value=1, max_value=999, required=False)
    closes_on = forms.DateField(
        label=_("The last day for answers"), help_text=_("It can be closed earlier when every agency has answered.")
    )

    def __init__(self, *args: Any, today: date, asked: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["least"].help_text = gettext(
            "For the last rule alone: from %(least)s, which is two thirds, to %(asked)s."
        ) % {"least": least_allowed(asked), "asked": asked}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("threshold") == Threshold.AT_LEAST and not data.get("least") and "least" not in self.errors:
            self.add_error("least", gettext("Say how many agencies have to agree."))
        if data.get("closes_on") and data["closes_on"] < self.today:
            self.add_error("closes_on", gettext("That day is past. Give the agencies time to answer."))
        return data


class GradientForm(PlainForm):
    """``seen``: the last answer of the agency that the page showed."""

    number = forms.ChoiceField(
        label=_("Where your agency stands"), widget=Tiles(hints={"7": _("Say why."), "8": _("Say why.")}),
        choices=[(str(one.value), format_lazy("{} · {}", one.value, one.label)) for one in Gradients],
    )  # fmt: skip
    words = LongText(
        rows=4, label=_("In your agency's own words"), max_length=2000, required=False,
        help_text=_("Needed at 7 and 8. At 3, 5 and 6 it is a reservation, which the team answers before it decides. "
                    "No word of a survivor."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("number") in ("7", "8") and not data.get("words"):
            sentence = gettext("At 7 or 8, say what stands in the way. The others can answer only what they know.")
            self.add_error("words", sentence)
        return data


class ReservationForm(PlainForm):
    answer = LongText(
        rows=4, label=_("What the team answers"), max_length=2000,
        help_text=_("It stands beside the reservation for good, and everybody at the table can read it."),
    )  # fmt: skip


class UnderstoodForm(PlainForm):
    """``shown``: the digest of the text that was read."""

    understood = forms.BooleanField(label=_("I have read this protocol to its end, and I have understood it."))
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["understood"].error_messages["required"] = gettext(
            "Tick that you have read and understood it. Nothing is kept yet."
        )
