"""Forms of the eight steps: who and by when, evidence, closing before others, opening again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from confidentiality.forms.signing import ScanField
from mdt.kit.forms import PlainForm
from protocols.forms.shared import LongText
from protocols.models import Agreement, CycleStep

NO_WORD = _("About the work, never about a survivor: no name, no story, nothing that could point at her.")


class WorkForm(PlainForm):
    """What whoever answers for a step writes down."""

    started_on = forms.DateField(label=_("Begun on"), required=False)
    notes = LongText(rows=6, label=_("Notes"), max_length=4000, required=False, help_text=NO_WORD)

    @staticmethod
    def told(step: CycleStep) -> dict[str, Any]:
        return {"started_on": step.started_on, "notes": step.notes}


class PlanForm(WorkForm):
    """The same, for who coordinates: with who answers for it, and by when."""

    owner = forms.ChoiceField(
        label=_("Who answers for it"),
        required=False,
        help_text=_("Somebody at the table. She can add evidence and close it."),
    )
    due_on = forms.DateField(label=_("By when"), required=False)
    field_order = ["owner", "due_on", "started_on", "notes"]

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        named = [(key, one.name) for key, one in self.people.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *named]  # type: ignore[attr-defined]

    def clean_owner(self) -> Person | None:
        return self.people.get(self.cleaned_data["owner"])

    @staticmethod
    def told(step: CycleStep) -> dict[str, Any]:
        owner = str(step.owner.public_id) if step.owner else ""
        return WorkForm.told(step) | {"owner": owner, "due_on": step.due_on}


class EvidenceForm(PlainForm):
    """A title, and one of three."""

    title = forms.CharField(
        label=_("What it is"), max_length=160, help_text=_("Such as: Summary of the survey, May 2026.")
    )
    agreement = forms.ChoiceField(label=_("An agreement or protocol of the team"), required=False)
    scan = ScanField(
        label=_("A document"),
        required=False,
        help_text=_("PDF, JPEG or PNG, up to 5 MB. No answers of single survivors."),
    )
    place = forms.CharField(
        label=_("Where it is kept"),
        max_length=200,
        required=False,
        help_text=_("Such as: binder 4 in the coordinator's office."),
    )

    def __init__(self, *args: Any, texts: Iterable[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {str(one.public_id): one for one in texts}
        named = [(key, one.title) for key, one in self.texts.items()]
        self.fields["agreement"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]

    def clean_agreement(self) -> Agreement | None:
        return self.texts.get(self.cleaned_data["agreement"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("agreement", "scan", "place") if data.get(name)]
        if not self.errors and len(given) != 1:
            said = _("Name one thing: an agreement of the team, a document, or where it is kept.")
            self.add_error(given[-1] if given else "place", said)
        return data


class CloseForm(PlainForm):
    """Asked only of a step that waits for others."""

    why_early = LongText(
        rows=3, label=_("Why it is closed before the others"), max_length=500,
        help_text=_("It stays on the page of the step. Everybody at the table can read it."),
    )  # fmt: skip


class ReopenForm(PlainForm):
    reason = LongText(
        rows=3, label=_("Why it is opened again"), max_length=500, help_text=_("It stays on the page of the step.")
    )

    def clean_reason(self) -> str:
        said: str = self.cleaned_data["reason"].strip()
        if not said:
            raise forms.ValidationError(gettext("Say why it is opened again."))
        return said
