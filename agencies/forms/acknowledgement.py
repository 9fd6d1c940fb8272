"""The form beneath the yearly acknowledgement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm


class AcknowledgementForm(PlainForm):
    """``sha256`` names the text that was on the page: what is signed is what was shown."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read this to its end and mean to sign it."),
        error_messages={"required": _("Tick this once you have read the text to its end.")},
    )
    signed_name = forms.CharField(label=_("Your name"), max_length=120)
