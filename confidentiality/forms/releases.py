"""The conversation about a release as one form, the signature, and taking it back."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from confidentiality.elements import LABELS
from confidentiality.forms.signing import ScanField
from confidentiality.policy import releases as policy
from confidentiality.policy.releases import OFFERED, RELEASABLE
from confidentiality.queries.releases import Choice, grouped
from confidentiality.signers import Standing
from confidentiality.terms import Terms
from confidentiality.vocabulary import (
    WITH_US,
    Channel,
    CopyKept,
    DeathKnown,
    Guardian,
    Interpreting,
    Method,
    Purpose,
    ReleaseKind,
    Service,
    SigningWay,
    Spoken,
)  # fmt: skip
from confidentiality.wording import Words
from mdt.kit import clock, ids
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles

WORDS = forms.Textarea(attrs={"rows": 3})


class ConversationForm(PlainForm):
    """In the order in which it is talked through with her."""

    several = ("elements", "methods")

    extends = forms.UUIDField(widget=forms.HiddenInput, required=False)
    alternatives = forms.BooleanField(
        label=_("We talked about ways to reach this without our telling anything"),
        error_messages={"required": _("Talk with her about other ways first, then tick it.")},
    )
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
        error_messages={"required": _("Talk with her about the risks first, then tick it.")},
    )  # fmt: skip
    voluntary = forms.BooleanField(
        label=_("She knows that she may say no, that no help here depends on it, and that a word ends it"),
        error_messages={"required": _("Tell her first that she may say no, then tick it.")},
    )
    kind = forms.ChoiceField(
        label=_("When it opens"), choices=ReleaseKind.choices, initial=ReleaseKind.NORMAL, widget=Tiles,
        help_text=_("One for after her death opens nothing while she lives. Such a form can become public later."),
    )  # fmt: skip
    expires_at = forms.DateTimeField(
        label=_("Until"),
        help_text=_("Fifteen days are offered. Longer than thirty needs a reason; ninety is the most. For after her death: ten"
                    " years at most."),
    )  # fmt: skip
    why_long = forms.CharField(label=_("Why longer than thirty days"), max_length=500, required=False)
    age = forms.IntegerField(label=_("Her age in years"), min_value=0, max_value=120)
    emancipated = forms.BooleanField(label=_("A court has declared her of age (emancipated)"), required=False)
    guardian = forms.ChoiceField(label=_("Who decides for her in law"), choices=Guardian.choices, widget=Tiles)
    service = forms.ChoiceField(label=_("What she uses here"), choices=Service.choices, widget=Tiles(in_line=True))
    why_incapable = forms.CharField(
        label=_("If she is too young to understand what she would sign: why"), max_length=500, required=False
    )
    spoken = forms.ChoiceField(
        label=_("The language that she understands"), choices=Spoken.choices, widget=Tiles(in_line=True)
    )
    language = forms.ChoiceField(
        label=_("Language of the page that she signs"), widget=Tiles(in_line=True),
        help_text=_("Hers, if it is among these. Otherwise the one that an interpreter reads from."),
    )  # fmt: skip
    interpreting = forms.ChoiceField(label=_("How she understands it"), choices=Interpreting.choices, widget=Tiles)
    interpreter = forms.CharField(label=_("Interpreter's name or code"), max_length=80, required=False)
    interpreter_apart = forms.BooleanField(label=_("The interpreter is not a relative and not a child"), required=False)
    copy = forms.ChoiceField(label=_("Her copy"), choices=CopyKept.choices, widget=Tiles)

    def __init__(self, by: Person, found: Sequence[Choice], pages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.pages = by, pages
        self.found = {one.key: one for one in found}
        self.fields["recipient"].choices = [("", _("Choose one")), *grouped(found)]  # type: ignore[attr-defined]
        self.fields["language"].choices = [(one, Spoken(one).label) for one in pages]  # type: ignore[attr-defined]
        if not self.initial.get("expires_at"):
            self.initial["expires_at"] = clock.now() + OFFERED

    @classmethod
    def typed_names(cls) -> list[str]:
        """What a draft keeps."""
        return list(cls.base_fields)

    def clean(self) -> dict[str, Any]:
        """Every refusal that the action would give, above the field that it is about."""
        data = super().clean() or self.cleaned_data
        for name, asked_of, refuses in _REFUSALS:
            if name in data and all(one in data for one in asked_of):
                refusal = refuses(self, *(data[one] for one in asked_of))
                if refusal:
                    self.add_error(name, refusal)
        return data

    def terms(self) -> Terms:
        data, to = self.cleaned_data, self.found[self.cleaned_data["recipient"]]
        standing = Standing(**{one.name: data[one.name] for one in fields(Standing)})
        apart = {"recipient", "recipient_person", "elements", "standing"}
        return Terms(
            recipient=to.agency.pk, recipient_person=to.person.pk if to.person else None,
            elements=sum(data["elements"]), standing=standing,
            **{one.name: data[one.name] for one in fields(Terms) if one.name not in apart},
        )  # fmt: skip


_REFUSALS: tuple[tuple[str, tuple[str, ...], Callable[..., str | None]], ...] = (
    ("elements", ("elements",), lambda form, parts: policy.refuses_parts(sum(parts))),
    ("withheld", ("withheld", "kind"), lambda form, *given: policy.refuses_withheld(*given)),
    ("expires_at", ("expires_at", "kind"), lambda form, *given: policy.refuses_end(form.by, *given)),
    ("why_long", ("expires_at", "why_long", "kind"), lambda form, *given: policy.refuses_reason(form.by, *given)),
    (
        "language",
        ("spoken", "language", "interpreting"),
        lambda form, spoken, page, how: policy.refuses_page(spoken, page, how, form.pages),
    ),
    ("interpreter", ("interpreting", "interpreter"), lambda form, *given: policy.refuses_interpreter(*given)),
    ("interpreter_apart", ("interpreting", "interpreter_apart"), lambda form, *given: policy.refuses_kin(*given)),
)


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

    def __init__(self, *args: Any, people: Sequence[Any] = (), words: Words | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words is not None:  # in the language of the page that is signed
            for name in ("name", "read", "way", "signer"):
                self.fields[name].label = words[name]
            ways = [(one, words[f"way.{one}"]) for one, _label in WITH_US]
            self.fields["way"].choices = ways  # type: ignore[attr-defined]
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


class DeathForm(PlainForm):
    died_on = forms.DateField(label=_("The day of her death"))
    known_from = forms.ChoiceField(label=_("How you know"), choices=DeathKnown.choices, widget=Tiles)


class WithdrawByCodeForm(PlainForm):
    code = forms.CharField(label=_("Code of the record"), max_length=20)
    channel = forms.ChoiceField(label=_("How she said it"), choices=Channel.choices, widget=Tiles(in_line=True))

    def clean_code(self) -> str:
        return ids.code_as_typed(self.cleaned_data["code"])
