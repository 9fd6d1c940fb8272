"""Making a one-time link, the two pages behind it, and the scan of a signature on paper."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from confidentiality.policy.signing import refuses_contact
from confidentiality.scans import Scan, scan_of
from confidentiality.vocabulary import CheckWay
from mdt.kit import ids
from mdt.kit.errors import Refused
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles


class ScanField(forms.FileField):
    """A PDF, JPEG or PNG of up to 5 MB. What comes out is the ``Scan`` that may be kept."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("label", _("Scan of the paper"))
        given.setdefault("help_text", _("PDF, JPEG or PNG, up to 5 MB. Location data is removed from pictures."))
        given.setdefault("widget", forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}))
        super().__init__(**given)

    def to_python(self, data: Any) -> Scan | None:  # type: ignore[override]
        if data in self.empty_values:
            return None
        try:
            return scan_of(data.read())
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


class ScanForm(PlainForm):
    """Handed in after the signature; ``capacity`` says beside which."""

    scan = ScanField()
    capacity = forms.CharField(widget=forms.HiddenInput)


class LinkForm(PlainForm):
    """Who was it, and by which way is it given: asked before there is a link (law R-20, S-06)."""

    check_way = forms.ChoiceField(
        label=_("How you made sure who it is"), choices=CheckWay.choices, widget=Tiles(in_line=True),
        help_text=_("Do this now, before you make the link. It is written down with your name."),
    )  # fmt: skip
    signer = forms.ChoiceField(label=_("Who signs"))
    contact = forms.ChoiceField(
        label=_("By which way you give it"), widget=Tiles,
        help_text=_("Only a way that she called safe. Nothing is sent from here: you give the link yourself."),
    )  # fmt: skip
    asked_again = forms.BooleanField(
        label=_("I have just asked again, and this way is safe"), required=False,
        help_text=_("Needed when she said so more than thirty days ago."),
    )  # fmt: skip

    def __init__(self, *args: Any, methods: Sequence[Any], people: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.methods = {str(one.public_id): one for one in methods}
        self.fields["contact"].choices = [(key, _named(one)) for key, one in self.methods.items()]  # type: ignore[attr-defined]
        if people:
            choices = [(str(one.public_id), one.name or one.relation) for one in people]
            self.fields["signer"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["signer"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if method := self.methods.get(data.get("contact", "")):
            if refusal := refuses_contact(method, asked_again=True):
                self.add_error("contact", refusal)
            elif refusal := refuses_contact(method, asked_again=data["asked_again"]):
                self.add_error("asked_again", refusal)
        return data

    def chosen(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        data = self.cleaned_data
        signer = data.get("signer")
        return {
            "check_way": data["check_way"], "contact": uuid.UUID(data["contact"]), "asked_again": data["asked_again"],
            "signer": uuid.UUID(signer) if signer else None,
        }  # fmt: skip


def _named(method: Any) -> str:
    said = [method.get_kind_display(), method.value, method.get_safety_display()]
    if method.checked_on:
        said.append(date_format(method.checked_on))
    return " · ".join(said)


class CodeForm(PlainForm):
    """All that stands on the page before the code is right."""

    code = forms.CharField(label=_("Code"), max_length=20)

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])


class AfarForm(PlainForm):
    """The signature itself; the code goes along, since nothing is kept in the browser or here."""

    name = forms.CharField(label=_("Name, as it is signed"), max_length=200)
    read = forms.BooleanField(label=_("I have read this, or it was read to me, and I agree"))
    code = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, labels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "read"):  # in the language of the page that is signed
            self.fields[name].label = labels[name]
