"""How somebody wants to be reminded of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles
from meetings.models import LeadTimes
from meetings.reminding import DEFAULT

BEFORE = [
    (1, gettext_lazy("One hour before")),
    (4, gettext_lazy("Four hours before")),
    (24, gettext_lazy("One day before")),
    (72, gettext_lazy("Three days before")),
    (168, gettext_lazy("One week before")),
    (336, gettext_lazy("Two weeks before")),
]
WAYS = [
    ("each", gettext_lazy("Before each meeting")),
    ("day", gettext_lazy("One mail a day, if there is a meeting within the next day")),
    ("none", gettext_lazy("No mail")),
]


class LeadTimesForm(PlainForm):
    way = forms.ChoiceField(label=gettext_lazy("Remind me"), choices=WAYS, widget=Tiles())
    hours = forms.TypedMultipleChoiceField(
        label=gettext_lazy("How long before"), choices=BEFORE, coerce=int, required=False, widget=TickTiles(),
        help_text=gettext_lazy("Only for mails before each meeting."),
    )  # fmt: skip
    digest_at = forms.TimeField(
        label=gettext_lazy("At what time"), required=False,
        help_text=gettext_lazy("Only for one mail a day. Where your agency works."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        way = said.get("way")
        if way == "each" and not said.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("Tick at least one."))
        if way == "day" and not said.get("digest_at") and "digest_at" not in self.errors:
            self.add_error("digest_at", _("Say at what time."))
        return said

    def chosen(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "hours": said["hours"] if said["way"] == "each" else [],
            "digest_at": said["digest_at"] if said["way"] == "day" else None,
        }


def as_chosen(mine: LeadTimes | None) -> dict[str, Any]:
    """What the form shows at first."""
    if mine is None:
        return {"way": "each", "hours": list(DEFAULT)}
    way = "day" if mine.digest_at else "each" if mine.hours else "none"
    return {"way": way, "hours": mine.hours, "digest_at": mine.digest_at}
