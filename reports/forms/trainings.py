"""The form of a training: people as numbers by discipline, and how several awards share them (GR-34)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Award
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles
from reports.forms.activity import NO_NAMES
from reports.grouping import UNKNOWN, grouped, labels
from reports.models import Training
from reports.policy.activity import unsplit
from reports.saying_activity import named
from reports.words import LANGUAGE, of_form

NONE, SEVERAL = "none", "several"
DIGITS = {"inputmode": "numeric"}


def _number(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=9999, required=False, widget=forms.NumberInput(attrs=DIGITS), help_text=hint
    )


class TrainingForm(PlainForm):
    """``people_<discipline>`` are those who came. Where several awards paid, ``share_<discipline>_<award>`` stand beneath, for
    each discipline with a number; they are asked for on the page that comes back, and must add up."""

    title = forms.CharField(label=_("What it was about"), max_length=160, help_text=NO_NAMES)
    on = forms.DateField(label=_("On which day"))
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=TickTiles(attrs={"lang": LANGUAGE}, in_line=True)
    )
    paid = forms.ChoiceField(label=_("Paid from"), widget=Tiles)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, awards: list[Award], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards: dict[str, Award | None] = {award.public_id.hex: award for award in awards}
        several = [(SEVERAL, _("Several awards, or one of them in part"))] if awards else []
        topics: Any = self.fields["topics"]
        topics.choices = grouped("topic")
        paid: Any = self.fields["paid"]
        paid.choices = [
            *((key, named(award)) for key, award in self.awards.items() if award),
            *several,
            (NONE, _("No award")),
        ]
        for code, label in labels("people").items():
            hint = (
                gettext("Whom you cannot place. They are counted, and put into no other row.")
                if code == UNKNOWN
                else ""
            )
            self.fields[f"people_{code}"] = _number(of_form(label), hint)
        self.awards[NONE] = None
        if self._raw("paid") == SEVERAL:
            self._ask_shares()

    def _raw(self, name: str) -> Any:
        """As it was typed, before anything is checked."""
        return self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)

    def _ask_shares(self) -> None:
        for code in labels("people"):
            if str(self._raw(f"people_{code}") or "").strip().isdigit() and int(self._raw(f"people_{code}")):
                for key, award in self.awards.items():
                    self.fields[f"share_{code}_{key}"] = _number(named(award))

    def _shared(self) -> list[str]:
        """Disciplines whose shares are asked for."""
        return [code for code in labels("people") if f"share_{code}_{NONE}" in self.fields]

    # What the page draws -------------------------------------------------------------------------------------
    def people_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"people_{code}"] for code in labels("people"))

    def share_groups(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """Label, people who came, and one control for each award."""
        words = labels("people")
        return [
            (of_form(words[code]), self._raw(f"people_{code}"), [self[f"share_{code}_{key}"] for key in self.awards])
            for code in self._shared()
        ]

    # What comes back -----------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.heads():
            self.add_error("people_unknown", _("Say how many people came. Whom you cannot place counts here."))
        if given.get("paid") == SEVERAL and not self.errors:
            for code, sentence in unsplit(self.heads(), self.shares()).items():
                self.add_error(f"share_{code}_{next(iter(self.awards))}", f"{labels('people')[code]}: {sentence}")
        return given

    def heads(self) -> dict[str, int]:
        numbers = {code: self.cleaned_data.get(f"people_{code}") for code in labels("people")}
        return {code: number for code, number in numbers.items() if number}

    def shares(self) -> dict[str, dict[Award | None, int]]:
        paid = self.cleaned_data["paid"]
        if paid != SEVERAL:
            return {code: {self.awards[paid]: number} for code, number in self.heads().items()}
        return {
            code: {award: self.cleaned_data.get(f"share_{code}_{key}") or 0 for key, award in self.awards.items()}
            for code in self._shared()
        }

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        typed = {name: given[name] for name in ("title", "on", "topics", "once")}
        return typed | {"heads": self.heads(), "shares": self.shares()}

    @staticmethod
    def of(training: Training) -> dict[str, Any]:
        told: dict[str, Any] = {"title": training.title, "on": training.on, "topics": training.topics}
        keys = set()
        for row in training.people.select_related("award"):
            code, key = row.discipline or UNKNOWN, row.award.public_id.hex if row.award else NONE
            told[f"people_{code}"] = told.get(f"people_{code}", 0) + row.people
            told[f"share_{code}_{key}"] = row.people
            keys.add(key)
        return told | {"paid": keys.pop() if len(keys) == 1 else SEVERAL}
