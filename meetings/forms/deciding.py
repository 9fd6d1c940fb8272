"""Forms of a decision, of where an agency stands, and of a task. About a case they are lists alone (law T-12)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.queries.teams import today_of
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from meetings.forms.shared import ScreenedForm
from meetings.models import Attendee, Meeting
from meetings.vocabulary import CaseStep, Holding
from protocols.vocabulary import Gradients, Threshold

CHOOSE = ("", _("Choose one"))
NO_NAMES = _("No name, no date and no number of a case: everybody at the table reads it.")


class ProposalForm(ScreenedForm, PlainForm):
    screened = ("proposal",)

    step = forms.ChoiceField(label=_("What is proposed"), choices=[CHOOSE, *CaseStep.choices])
    proposal = forms.CharField(
        label=_("What is proposed"), max_length=300, help_text=NO_NAMES, widget=forms.Textarea(attrs={"rows": 2})
    )
    threshold = forms.ChoiceField(
        label=_("How much agreement it needs"), choices=Threshold.choices, widget=Tiles(), initial=Threshold.NO_OBJECTION,
        help_text=_("It is fixed now. Silence is never consent."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("How many agencies"), min_value=1, max_value=99, required=False, help_text=_("For the last rule alone.")
    )

    def __init__(self, *args: Any, about_a_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["proposal" if about_a_case else "step"]

    def said(self) -> dict[str, Any]:
        return {"step": "", "proposal": "", **self.typed()}


class StanceForm(ScreenedForm, PlainForm):
    screened = ("words",)

    number = forms.TypedChoiceField(
        label=_("Where it stands"),
        choices=[(n, format_lazy("{} · {}", n, label)) for n, label in Gradients.choices],
        coerce=int,
        widget=Tiles(),
    )
    holding = forms.ChoiceField(
        label=_("What holds it back"), choices=[("", _("Nothing")), *Holding.choices], required=False
    )
    words = forms.CharField(label=_("In its own words"), max_length=300, required=False, help_text=NO_NAMES)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about_a_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words" if about_a_case else "holding"]

    def said(self) -> dict[str, Any]:
        return {"holding": "", "words": "", **self.typed()}


class TaskForm(ScreenedForm, PlainForm):
    screened = ("what",)

    step = forms.ChoiceField(label=_("What is to be done"), choices=[CHOOSE, *CaseStep.choices])
    what = forms.CharField(label=_("What is to be done"), max_length=200, help_text=NO_NAMES)
    owner = forms.ChoiceField(label=_("Who does it"))
    due_on = forms.DateField(label=_("By"))

    def __init__(self, *args: Any, about_a_case: bool, people: Sequence[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["what" if about_a_case else "step"]
        named = [(str(one.public_id), f"{one.person.name}, {one.agency.name}") for one in people]
        self.fields["owner"].choices = [CHOOSE, *named]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        return {"step": "", "what": "", **self.typed()}


class LaterForm(PlainForm):
    due_on = forms.DateField(label=_("By"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today_of(meeting.team)

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(gettext("That day is past."))
        return day
