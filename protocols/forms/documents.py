"""Dropping a document to learn whether it was signed here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm
from mdt.kit.uploads import MOST


class VerifyForm(PlainForm):
    document = forms.FileField(
        label=_("The PDF"), widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text=_("It is compared and forgotten: nothing of it is kept."),
    )  # fmt: skip

    def clean_document(self) -> bytes:
        given: Any = self.cleaned_data["document"]
        if given.size > MOST:
            raise forms.ValidationError(_("The file is larger than 5 MB. No document that is signed here is."))
        data: bytes = given.read()
        return data
