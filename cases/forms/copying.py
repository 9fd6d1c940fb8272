"""Into which record of one's own agency a released part is copied."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit import ids
from mdt.kit.forms import PlainForm


class CopyForm(PlainForm):
    code = forms.CharField(
        label=_("Code of your agency's record"), max_length=20, help_text=_("A record that you work on.")
    )

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])
