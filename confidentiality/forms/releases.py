"""The conversation about a release as one form, the signature, and taking it back."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confidentiality.elements import LABELS
from confidentiality.forms.signing import ScanField
from confidentiality.policy.releases import OFFERED, RELEASABLE, refuses_end
from confidentiality.queries.releases import Choice, grouped
from confidentiality.signers import Standing
from confidentiality.terms import Terms
from confidentiality.vocabulary import (
    WITH_US,
    Channel,
    CopyKept,
    Guardian,
    Interpreting,
    Method,
    Purpose,
    Service,
    SigningWay,
)  # fmt: skip
from mdt.kit import clock, ids
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles

WORDS = forms.Textarea(attrs={"rows": 3})


class ConversationForm(PlainForm):
    """In the order in which it is talked through with her."""

    alternatives = forms.BooleanField(label=_("We talked about ways to reach this without our telling anything"))
    purpose = forms.ChoiceField(label=_("What it is for"), choices=Purpose.choices, widget=Tiles(in_line=True))
    in_her_words = forms.CharField(label=_("What she wants it for, in her words"), max_length=1000, widget=WORDS)
    recipient = forms.ChoiceField(
        label=_("Who may know"),
        help_text=_("One agency, or one person there. A team is not a recipient: each agency needs its own."),
    )
    elements = forms.TypedMultipleChoiceField(
        label=_("What they may know"), coerce=int, widget=TickTiles,
        choices=[(int(one), LABELS[one]) for one in RELEASABLE],
        help_text=_("Only what the purpose needs. It includes that there is a record here at all."),
    )  # fmt: skip
    withheld = forms.CharField(label=_("What is not to be shared"), max_length=1000, required=False, widget=WORDS)
    methods = forms.MultipleChoiceField(
        label=_("By which ways"), choices=Method.choices, widget=TickTiles(in_line=True)
    )
    risks = forms.BooleanField(
        label=_("We talked about the risks: nobody controls any more what was told, it shows that she was here, it may show"
                " where she is, and telling a part can open other records"),
    )  # fmt: skip
    voluntary = forms.BooleanField(
        label=_("She knows that she may say no, that no help here depends on it, and that a word ends it")
    )
    expires_at = forms.DateTimeField(
        label=_("Until"),
        help_text=_("Fifteen days are offered. Longer than thirty needs a reason; ninety is the most."),
    )
    why_long = forms.CharField(label=_("Why longer than thirty days"), max_length=500, required=False)
    age = forms.IntegerField(label=_("Her age in years"), min_value=0, max_value=120)
    emancipated = forms.BooleanField(label=_("A court has declared her of age (emancipated)"), required=False)
    guardian = forms.ChoiceField(label=_("Who decides for her in law"), choices=Guardian.choices, widget=Tiles)
    service = forms.ChoiceField(label=_("What she uses here"), choices=Service.choices, widget=Tiles(in_line=True))
    why_incapable = forms.CharField(
        label=_("If she is too young to understand what she would sign: why"), max_length=500, required=False
    )
    copy = forms.ChoiceField(label=_("Her copy"), choices=CopyKept.choices, widget=Tiles)
    language = forms.ChoiceField(
        label=_("Language of the page that she signs"),
        choices=[("en", _("English")), ("es", _("Spanish"))],
        widget=Tiles(in_line=True),
    )
    interpreting = forms.ChoiceField(label=_("How she understands it"), choices=Interpreting.choices, widget=Tiles)
    interpreter = forms.CharField(
        label=_("Interpreter's name or code"),
        max_length=80,
        required=False,
        help_text=_("Never a relative, never a child."),
    )

    def __init__(self, found: Sequence[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.key: one for one in found}
        self.fields["recipient"].choices = [("", _("Choose one")), *grouped(found)]  # type: ignore[attr-defined]
        self.initial.setdefault("expires_at", clock.now() + OFFERED)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (end := data.get("expires_at")) and (refusal := refuses_end(end, data.get("why_long", ""))):
            self.add_error("why_long" if "why_long" in data and "reason" in refusal else "expires_at", refusal)
        if data.get("interpreting") == Interpreting.SIGHT and not data.get("interpreter"):
            self.add_error("interpreter", _("Write down the interpreter's name or code."))
        if sum(data.get("elements", [])) == int(RELEASABLE):
            self.add_error("elements", _("Everything cannot be released. Leave out what the purpose does not need."))
        return data

    def terms(self) -> Terms:
        data, to = self.cleaned_data, self.found[self.cleaned_data["recipient"]]
        standing = Standing(
            **{name: data[name] for name in ("age", "emancipated", "guardian", "service", "why_incapable")}
        )
        plain = ("purpose", "in_her_words", "methods", "withheld", "expires_at", "why_long", "copy", "language",
                 "interpreting", "interpreter")  # fmt: skip
        return Terms(
            recipient=to.agency.pk, recipient_person=to.person.pk if to.person else None,
            elements=sum(data["elements"]), standing=standing, **{name: data[name] for name in plain},
        )  # fmt: skip


class SignatureForm(PlainForm):
    """One signature in one capacity. ``shown`` is the hash of the page that was read, ``language`` the one it was read in."""

    name = forms.CharField(label=_("Name, as it is signed"), max_length=200)
    read = forms.BooleanField(label=_("I have read this, or it was read to me, and I agree"))
    way = forms.ChoiceField(label=_("How it is signed"), choices=WITH_US, widget=Tiles(in_line=True))
    scan = ScanField(required=False)
    shown = forms.CharField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput)
    capacity = forms.CharField(widget=forms.HiddenInput)
    signer = forms.ChoiceField(label=_("Who signs"), required=False)

    def __init__(self, *args: Any, people: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            choices = [(str(one.public_id), one.name or one.relation) for one in people]
            self.fields["signer"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]
            self.fields["signer"].required = True
        else:
            del self.fields["signer"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scan") and data.get("way") != SigningWay.PAPER:
            self.add_error("scan", _("A scan belongs to a signature on paper."))
        return data

    def signer_id(self) -> uuid.UUID | None:
        chosen = self.cleaned_data.get("signer")
        return uuid.UUID(chosen) if chosen else None


class WithdrawByCodeForm(PlainForm):
    code = forms.CharField(label=_("Code of the record"), max_length=20)
    channel = forms.ChoiceField(label=_("How she said it"), choices=Channel.choices, widget=Tiles(in_line=True))

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])
