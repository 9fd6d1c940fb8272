"""Forms of referrals. There is no free text in any of them (law T-02), and no answer is a default (law T-09)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases import drafts
from cases.closed_lists import REASONS, Question, answers_to
from cases.facts import COARSE, MAY_STAY_OPEN
from cases.models import Draft
from cases.policy.referrals import may_carry
from cases.queries.carried import PARTS, Ways, where_open
from cases.queries.places import areas
from cases.queries.recipients import Recipient, Recipients, choices
from cases.vocabulary import AccessNeed, AgeBand, AreaKind, Asked, Language, RiskBand, Tier, Urgency
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles

PICK = ("", _("Choose one"))
GONE = _("That agency or team takes no referrals at this moment. Choose another.")
COARSE_ONLY, IDENTIFIED = "coarse", "identified"
TIER_HINTS = {
    str(Tier.IMMEDIATE): _("Somebody answers as soon as it arrives, day or night."),
    str(Tier.MEETING): _("Taken up at the next meetings about cases."),
    str(Tier.REGULAR): _("Taken up at a regular review."),
}


def _recipient_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("To whom"), help_text=_("One agency, or the pool of a team: its coordinators answer."),
        error_messages={"invalid_choice": GONE},
    )  # fmt: skip


def _offer(field: forms.Field, recipients: Recipients) -> None:
    """Whom it can go to, and which teams take nothing at the moment."""
    field.choices = [PICK, *choices(recipients.found)]  # type: ignore[attr-defined]
    field.help_text = " ".join([str(field.help_text), *(team.said for team in recipients.closed)])


class ReferralForm(PlainForm):
    """Coarse facts to one recipient. ``once`` makes a second click send nothing more."""

    absences = MAY_STAY_OPEN
    several = ("asked_for", "access_needs", "carries")

    recipient = _recipient_field()
    travels = forms.ChoiceField(
        label=_("What it carries"),
        choices=[(COARSE_ONLY, _("Coarse facts only")), (IDENTIFIED, _("Parts of her record as well"))],
        initial=COARSE_ONLY,
        widget=Tiles(hints={
            COARSE_ONLY: _("No name, birth date, address, phone or school, and no free text. Needs no release."),
            IDENTIFIED: _("Needs a release that she has signed, naming that agency. It lasts as long as the release does."),
        }),
    )  # fmt: skip
    carries = forms.MultipleChoiceField(
        label=_("Which parts of her record"), required=False,
        widget=TickTiles(in_line=True), help_text=_("Only if parts of her record travel with it."),
    )  # fmt: skip
    asked_for = forms.MultipleChoiceField(
        label=_("What is asked for"), choices=Asked.choices, widget=TickTiles(in_line=True)
    )
    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices, widget=Tiles(in_line=True))
    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier.choices, coerce=int, widget=Tiles(hints=TIER_HINTS))
    area_kind = forms.ChoiceField(
        label=_("Where"), choices=AreaKind.choices, widget=Tiles(in_line=True),
        help_text=_("The wider region says less. No town, no address."),
    )  # fmt: skip
    area = forms.ModelChoiceField(
        label=_("County or nation"), queryset=areas(), to_field_name="public_id", empty_label=PICK[1]
    )
    risk_band = forms.ChoiceField(
        label=_("Danger, as you judge it"), choices=[PICK, *RiskBand.choices], required=False,
        help_text=_("Your own judgement. No program computes it."),
    )  # fmt: skip
    age_band = forms.ChoiceField(label=_("Age"), choices=[PICK, *AgeBand.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[PICK, *Language.choices], required=False)
    access_needs = forms.MultipleChoiceField(
        label=_("Access needs"), choices=AccessNeed.choices, required=False, widget=TickTiles(in_line=True)
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, recipients: Recipients, *args: Any, ways: Ways | None = None, **kwargs: Any) -> None:
        """``ways``: of the record that it starts from; None for a call, from which no part of a record can travel."""
        super().__init__(*args, **kwargs)
        self.ways = ways
        if ways is None:
            del self.fields["carries"]
        else:
            self.fields["carries"].choices = [(key, section.label) for key, section in PARTS]  # type: ignore[attr-defined]
        self.found = {recipient.key: recipient for recipient in recipients.found}
        _offer(self.fields["recipient"], recipients)
        self.initial.setdefault("once", uuid.uuid4())

    @classmethod
    def typed_names(cls) -> list[str]:
        """What a draft keeps: everything but the key, which each page has of its own."""
        names = [name for name in cls.base_fields if name != "once"]
        return [*names, *(f"{name}_absence" for name in cls.absences)]

    @classmethod
    def of_draft(cls, recipients: Recipients, draft: Draft | None, ways: Ways | None) -> "ReferralForm":
        return cls(
            recipients, ways=ways, initial=drafts.initial(draft, cls.typed_names(), cls.several) if draft else {}
        )

    def tell(self, ways: Ways | None) -> "ReferralForm":
        """Say beside each part to whom it is open now."""
        if ways is not None:
            self.fields["carries"].widget.hints = where_open(ways)
        return self

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        to = self.found.get(given.get("recipient", ""))
        if given.get("travels") == IDENTIFIED and to:
            ways, there = self.ways or Ways(), to.agency.pk if to.agency else 0
            refusal = may_carry(
                to.agency, self.carried(), open_there=ways.open_to.get(there, 0), alone=ways.alone.get(there, 0),
                from_case=self.ways is not None,
            )  # fmt: skip
            if refusal:
                self.add_error("travels", refusal)
        return given

    def carried(self) -> int:
        """The parts that travel, as bits; none unless that was chosen."""
        chosen = self.cleaned_data.get("carries", []) if self.cleaned_data.get("travels") == IDENTIFIED else []
        return sum(int(one) for one in chosen)

    def answers(self) -> dict[str, Any]:
        """The coarse facts, with the reasons why some are missing."""
        data = self.cleaned_data
        reasons = {name: data.get(f"{name}_absence", "") for name in self.absences}
        told = {name: data[name] for name in COARSE if name != "absences"}
        return {**told, "absences": {name: reason for name, reason in reasons.items() if reason}}

    def recipient_chosen(self) -> Recipient:
        return self.found[self.cleaned_data["recipient"]]

    def typed(self) -> list[tuple[str, str]]:
        """Every answer again, for the hidden fields of the page on which it is checked."""
        names = [*self.typed_names(), "once"]
        return [(name, value) for name in names for value in self.data.getlist(name)]  # type: ignore[attr-defined]


class SureForm(PlainForm):
    """The tick without which answers that may point at one person do not leave."""

    sure = forms.BooleanField(label=_("I have thought of this, and I send it as it is"))


class ReasonForm(PlainForm):
    """One reason from the closed list of an action."""

    reason = forms.ChoiceField(widget=Tiles, error_messages={"required": _("Choose one of the reasons.")})

    def __init__(self, action: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = REASONS[action].choices  # type: ignore[attr-defined]
        self.fields["reason"].label = {"screen": _("What did you find?")}.get(action, _("Why?"))
        if action == "screen":
            self.fields["reason"].error_messages["required"] = _("Choose one of the answers.")


class QuestionForm(PlainForm):
    """One question that was not asked yet."""

    question = forms.ChoiceField(label=_("What do you need to know?"), widget=Tiles)

    def __init__(self, asked: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = set(asked)
        left = [(value, words) for value, words in Question.choices if value not in before]
        self.fields["question"].choices = left  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """The answer to one question. Several stand on one page, so each has its own ids."""

    answer = forms.ChoiceField(widget=Tiles(in_line=True), error_messages={"required": _("Choose one of the answers.")})

    def __init__(self, question: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{question}_%s", **kwargs)
        self.question = question
        self.fields["answer"].choices = answers_to(question)  # type: ignore[attr-defined]
        self.fields["answer"].label = Question(question).label


class CoordinatorForm(PlainForm):
    """Who answers for it from now on: somebody of one's own agency."""

    coordinator = forms.ModelChoiceField(
        label=_("Coordinator"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=None,
        help_text=_("One person, who makes the first contact and works on the record."),
    )  # fmt: skip

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Person.objects.filter(agency=by.agency, is_active=True).order_by("name")
        self.fields["coordinator"].queryset = colleagues  # type: ignore[attr-defined]
        self.initial.setdefault("coordinator", by.public_id)


class RedirectForm(PlainForm):
    """Where it fits better."""

    recipient = _recipient_field()
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, recipients: Recipients, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["recipient"], recipients)
        self.initial.setdefault("once", uuid.uuid4())
