"""The form on which a law that compels or an order is written down."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confidentiality.actions.mandates import Care
from confidentiality.elements import LABELS
from confidentiality.models import Statute
from confidentiality.models.mandate import COMPELS
from confidentiality.policy.mandates import Compelled
from confidentiality.policy.releases import RELEASABLE
from confidentiality.queries.mandates import law_words
from confidentiality.queries.releases import Choice, grouped
from confidentiality.vocabulary import Method, NoticeWay
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles

WORDS = forms.Textarea(attrs={"rows": 3})
METHODS = [(value, label) for value, label in Method.choices if value != Method.COPY]


class MandateForm(PlainForm):
    """First the ground, then what it opens, then what was done for her."""

    basis = forms.ChoiceField(
        label=_("What compels it"), choices=[(one.value, one.label) for one in COMPELS], widget=Tiles,
        help_text=_("A law that permits, an agreement of the team or a subpoena that no judge signed compels nothing."),
    )  # fmt: skip
    statute = forms.ChoiceField(label=_("Which law"), required=False, help_text=_("For a law that compels."))
    citation = forms.CharField(
        label=_("Number of the order, or of the case"), max_length=200, required=False, help_text=_("For an order.")
    )
    issuer = forms.CharField(label=_("Court and judge"), max_length=160, required=False)
    judge_signed = forms.BooleanField(label=_("A judge signed it; I have seen the signature"), required=False)
    scope = forms.CharField(label=_("Exactly what it asks for"), max_length=1000, widget=WORDS)
    recipient = forms.ChoiceField(label=_("Who may know"), help_text=_("One agency, or one person there."))
    elements = forms.TypedMultipleChoiceField(
        label=_("What they may know"), coerce=int, widget=TickTiles, choices=[(int(one), LABELS[one]) for one in RELEASABLE],
        help_text=_("Only what it asks for."),
    )  # fmt: skip
    methods = forms.MultipleChoiceField(label=_("By which ways"), choices=METHODS, widget=TickTiles(in_line=True))
    expires_at = forms.DateTimeField(label=_("Until"))
    notice_at = forms.DateTimeField(label=_("When she was told, or it was tried"), required=False)
    notice_way = forms.ChoiceField(
        label=_("How"), choices=NoticeWay.choices, required=False, widget=Tiles(in_line=True)
    )  # fmt: skip
    notice_result = forms.CharField(label=_("What came of it"), max_length=300, required=False)
    why_no_notice = forms.CharField(
        label=_("Or why she could not be told"), max_length=300, required=False,
        help_text=_("Only if there was no way that she called safe."),
    )  # fmt: skip
    safety_steps = forms.CharField(
        label=_("What was done for her safety and privacy"), max_length=1000, widget=WORDS,
        help_text=_("For example: a safety plan for the day of the report, a request to seal, her name left out."),
    )  # fmt: skip

    def __init__(self, found: Sequence[Choice], laws: Sequence[Statute], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.key: one for one in found}
        self.laws = {str(one.public_id): one for one in laws}
        self.fields["recipient"].choices = [("", _("Choose one")), *grouped(found)]  # type: ignore[attr-defined]
        self.fields["statute"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")), *((key, law_words(law)) for key, law in self.laws.items()),
        ]  # fmt: skip

    def given(self) -> Compelled:
        data, to = self.cleaned_data, self.found[self.cleaned_data["recipient"]]
        plain = {name: data[name] for name in ("basis", "citation", "issuer", "judge_signed", "methods", "expires_at")}
        return Compelled(
            **plain, statute=self.laws.get(data["statute"]), recipient=to.agency, recipient_person=to.person,
            elements=sum(data["elements"]),
        )  # fmt: skip

    def care(self) -> Care:
        names = ("scope", "notice_at", "notice_way", "notice_result", "why_no_notice", "safety_steps")
        return Care(**{name: self.cleaned_data[name] for name in names})
