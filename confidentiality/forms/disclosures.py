"""What was told, to whom, how, when and on what basis."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from confidentiality.actions.disclosures import Said
from confidentiality.elements import LABELS
from confidentiality.policy.disclosures import OUTSIDE, refuses_moment
from confidentiality.policy.releases import RELEASABLE
from confidentiality.queries.disclosures import BasisChoice, grouped
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles


class DisclosureForm(PlainForm):
    basis = forms.ChoiceField(
        label=_("What allowed it"),
        help_text=_("What she released, an order, or a law. What none of them names may not be told."),
    )
    to_whom = forms.CharField(label=_("Person and office"), max_length=200)
    elements = forms.TypedMultipleChoiceField(
        label=_("Parts that were told"),
        coerce=int,
        widget=TickTiles,
        choices=[(int(one), LABELS[one]) for one in RELEASABLE],
    )
    what = forms.CharField(
        label=_("What was told, in a few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("She can read this. Leave out whatever the account does not need."),
    )  # fmt: skip
    method = forms.ChoiceField(
        label=_("How"), choices=[(one.value, one.label) for one in OUTSIDE], widget=Tiles(in_line=True)
    )
    at = forms.DateTimeField(label=_("When"))
    notice = forms.CharField(label=_("What she was told of it"), max_length=300, required=False)
    safety_steps = forms.CharField(
        label=_("What was done for her safety and privacy"), max_length=300, required=False,
        help_text=_("Needed where a law alone asked for it."),
    )  # fmt: skip

    def __init__(self, found: list[BasisChoice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [("", _("Choose one")), *grouped(found)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (at := data.get("at")) and (refusal := refuses_moment(at)):
            self.add_error("at", refusal)
        return data

    def said(self) -> Said:
        data = self.cleaned_data
        basis, _sep, of = data["basis"].partition(":")
        plain = {name: data[name] for name in ("to_whom", "what", "method", "at", "notice", "safety_steps")}
        return Said(basis=basis, of=UUID(of), elements=sum(data["elements"]), **plain)
