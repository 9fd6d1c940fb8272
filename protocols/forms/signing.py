"""Forms of signing: online, declining, approval by a governing body, and paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from confidentiality.forms.signing import ScanField
from mdt.kit.forms import PlainForm
from protocols import proofs
from protocols.models import Authority
from protocols.vocabulary import Factor

CONSENT = _("I agree to sign electronically. I know that I can sign on paper instead, and that it counts the same.")
CODE_HINT = _("The six digits that your authenticator app shows now. Each signature asks for a new code.")
PASSWORD_HINT = _("The one with which you sign in. Each signature asks for it again.")


class SignForm(PlainForm):
    """Proof is asked last, and checked only when the rest is right: a code works once (law E-06)."""

    intent = forms.BooleanField()
    consent = forms.BooleanField(label=CONSENT)
    name = forms.CharField(label=_("Your name, as you sign"), max_length=120)
    proof = forms.CharField(max_length=200)

    def __init__(self, *args: Any, person: Person, factor: str, intent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.factor = person, factor
        self.fields["intent"].label = intent
        self.fields["intent"].error_messages["required"] = gettext(
            "Tick that you have read it and sign it. Nothing is signed."
        )
        self.fields["consent"].error_messages["required"] = gettext(
            "Tick that you agree to sign electronically, or sign on paper."
        )
        if factor == Factor.PASSKEY:
            del self.fields["proof"]
        else:
            self._ask_for_proof()

    def _ask_for_proof(self) -> None:
        field = self.fields["proof"]
        if self.factor == Factor.CODE:
            field.label, field.help_text = _("Code"), CODE_HINT
            field.widget.attrs.update(
                {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
            )
        else:
            field.label, field.help_text = _("Your password"), PASSWORD_HINT
            field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        asked = not self.errors and "proof" in data
        if asked and (refusal := proofs.refuses(self.person, self.factor, data["proof"])):
            self.add_error("proof", refusal)
        return data


class DeclineForm(PlainForm):
    reason = forms.CharField(
        label=_("Why your agency does not sign this version"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other agencies read it. What would have to change?"),
    )  # fmt: skip


class DayForm(PlainForm):
    """``first`` and ``today`` bound the day that is asked for."""

    day_field = ""

    def __init__(self, *args: Any, today: date, first: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.first = today, first

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get(self.day_field)
        if day and day > self.today:
            self.add_error(self.day_field, gettext("That day has not come."))
        elif day and self.first and day < self.first:
            said = gettext("This text went out on %(day)s. It cannot have been signed before.")
            self.add_error(self.day_field, said % {"day": date_format(self.first)})
        return data


class ApprovalForm(DayForm):
    day_field = "decided_on"
    number = forms.CharField(label=_("Resolution number"), max_length=60)
    decided_on = forms.DateField(label=_("Decided on"))
    scan = ScanField(label=_("The resolution"), required=False)


class PaperForm(DayForm):
    day_field = "signed_on"
    signatory = forms.ChoiceField(
        label=_("Who signed"), help_text=_("People with authority on file to sign for the agency.")
    )
    name = forms.CharField(label=_("Name, as it is signed"), max_length=120)
    signed_on = forms.DateField(label=_("Day on the paper"))
    scan = ScanField(label=_("Scan of the signed paper"))

    def __init__(self, *args: Any, people: Sequence[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.public_id): one.person for one in people}
        named = [(str(one.person.public_id), f"{one.person.name}, {one.office}") for one in people]
        self.fields["signatory"].choices = [("", _("Choose one")), *named]  # type: ignore[attr-defined]

    def clean_signatory(self) -> Person:
        return self.people[self.cleaned_data["signatory"]]
