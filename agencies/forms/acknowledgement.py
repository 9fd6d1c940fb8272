"""The form beneath the yearly acknowledgement."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm


class AcknowledgementForm(PlainForm):
    """``sha256`` names the text that was on the page: what is signed is what was shown."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    read = forms.BooleanField(label=_("I have read this to its end and mean to sign it"))
    signed_name = forms.CharField(label=_("Your name"), max_length=120)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_name"].help_text = format_html(gettext("As it is shown here: {}"), name)
        self.fields["read"].error_messages["required"] = _("Tick this once you have read the text to its end.")
