"""For whom a protected product is made, and what a second person says to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit.widgets import Tiles
from reports.vocabulary import Audience


class PublishForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("For whom"), choices=Audience.choices, widget=Tiles(
            hints={
                Audience.TEAM: _("Numbers under five are withheld, and what would give them away."),
                Audience.PUBLIC: _("Numbers under eleven are withheld, and what would give them away."),
            }
        ),
    )  # fmt: skip
    nation_agreed = forms.BooleanField(
        label=_("The nation has agreed that these numbers leave"), required=False,
        help_text=_("A nation's numbers are its own. Without its word nothing is made."),
    )  # fmt: skip

    def __init__(self, *args: Any, tribal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tribal:
            del self.fields["nation_agreed"]


class DecideForm(forms.Form):
    """Two buttons: what is pressed decides. The reason is asked for where it is not released."""

    reason = forms.CharField(
        label=_("Why it is not released"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if you do not release it."),
    )  # fmt: skip
    released = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_released(self) -> bool:
        return bool(self.cleaned_data["released"] == "yes")
