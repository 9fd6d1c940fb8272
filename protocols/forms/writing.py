"""Forms of the text: a new agreement, its clauses, terms and parties, and what is said about it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Team
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from protocols.forms.shared import LongText
from protocols.models import Party, Version
from protocols.vocabulary import MOU_TEMPLATES, Body, Kind, Profile


class NewAgreementForm(PlainForm):
    team = forms.ChoiceField(
        label=_("Team"), help_text=_("The agencies at its table become the parties. You can change that later.")
    )
    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("It stands on top of what everybody signs."))
    template = forms.ChoiceField(
        label=_("Begin with"), choices=[(one.value, one.label) for one in MOU_TEMPLATES], widget=Tiles(),
        help_text=_("Words to start from, clause by clause. Every one of them can be changed."),
    )  # fmt: skip
    profile = forms.ChoiceField(
        label=_("Measured against"), choices=Profile.choices, initial=Profile.OWN,
        help_text=_("Whose list of members shows which agencies are still missing."),
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.public_id): team for team in teams}
        choices = [(key, team.name) for key, team in self.teams.items()]
        self.fields["team"].choices = choices if len(choices) == 1 else [("", _("Choose one")), *choices]  # type: ignore[attr-defined]

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]


class ClauseForm(PlainForm):
    """``seen``: the words from which the writer began, so that two who write at once lose nothing."""

    heading = forms.CharField(label=_("Heading"), max_length=120)
    body = LongText(rows=14, label=_("Text"), max_length=8000)
    seen = LongText(widget=forms.HiddenInput, required=False, strip=False)


class TermsForm(PlainForm):
    term_months = forms.IntegerField(
        label=_("Term, in months"), min_value=1, max_value=120,
        help_text=_("From the day of the last required signature. Three years is usual, and the most in some states."),
    )  # fmt: skip
    review_months = forms.IntegerField(label=_("Reread together after, in months"), min_value=1, max_value=120)
    notice_days = forms.IntegerField(label=_("Notice to leave, in days"), min_value=0, max_value=366)
    grace_days = forms.IntegerField(
        label=_("Days of grace after it lapses"), min_value=0, max_value=366,
        help_text=_("For so long the team may still do what it allows."),
    )  # fmt: skip
    fallback = forms.ChoiceField(
        label=_("Who answers when it has lapsed"), required=False,
        help_text=_("So that no call for help is lost. Needed where the team receives referrals or reviews cases."),
    )  # fmt: skip
    in_order = forms.BooleanField(
        label=_("The agencies sign one after the other, in the order of their places"), required=False
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], kind: str = Kind.MOU, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.public_id): agency for agency in agencies}
        named = [(key, agency.name) for key, agency in self.agencies.items()]
        self.fields["fallback"].choices = [("", _("Not named yet")), *named]  # type: ignore[attr-defined]
        if kind == Kind.PROTOCOL:  # it lets the team do nothing that could lapse
            for name in ("grace_days", "fallback"):
                del self.fields[name]

    def clean_fallback(self) -> Agency | None:
        return self.agencies.get(self.cleaned_data["fallback"])

    @staticmethod
    def told(version: Version) -> dict[str, Any]:
        names = ("term_months", "review_months", "notice_days", "grace_days", "in_order")
        fallback = str(version.fallback.public_id) if version.fallback else ""
        return {name: getattr(version, name) for name in names} | {"fallback": fallback}


class PartiesForm(PlainForm):
    """A line of questions for each agency at the table."""

    def __init__(self, *args: Any, agencies: Iterable[Agency], parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(agencies)
        there = {party.agency_id: party for party in parties}
        for agency in self.agencies:
            self._ask(agency, there.get(agency.pk))

    def _ask(self, agency: Agency, party: Party | None) -> None:
        key = agency.public_id.hex
        asked: dict[str, forms.Field] = {
            "in": forms.BooleanField(label=_("Is a party"), required=False, initial=party is not None),
            "required": forms.BooleanField(
                label=_("Has to sign before it is in force"), required=False, initial=party is None or party.is_required
            ),
            "position": forms.IntegerField(
                label=_("Place in the order"), min_value=1, max_value=99, initial=party.position if party else 1
            ),
            "body": forms.ChoiceField(
                label=_("Needs the approval of"), required=False, initial=party.body if party else "",
                choices=[("", _("Nobody")), *Body.choices],
            ),
        }  # fmt: skip
        self.fields.update({f"{name}_{key}": field for name, field in asked.items()})

    def rows(self) -> list[tuple[Agency, list[forms.BoundField]]]:
        names = ("in", "required", "position", "body")
        return [(agency, [self[f"{name}_{agency.public_id.hex}"] for name in names]) for agency in self.agencies]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.agencies and not any(data.get(f"in_{agency.public_id.hex}") for agency in self.agencies):
            self.add_error(None, gettext("Name at least one agency that has to sign."))
        return data

    def chosen(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        return [
            {
                "agency": agency, "is_required": said[f"required_{key}"], "position": said[f"position_{key}"],
                "body": said[f"body_{key}"],
            }
            for agency in self.agencies if said[f"in_{(key := agency.public_id.hex)}"]
        ]  # fmt: skip


class OverrideForm(PlainForm):
    reason = forms.CharField(
        label=_("Why it is left out"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who signs can read this."),
    )  # fmt: skip


class CommentForm(PlainForm):
    body = LongText(rows=4, label=_("What your agency says about it"), max_length=2000)
    proposed = LongText(
        rows=8, label=_("Other words for the clause"), max_length=8000, required=False,
        help_text=_("If you would write it otherwise, write the whole clause. If not, leave this empty."),
    )  # fmt: skip


class AnswerForm(PlainForm):
    taken = forms.ChoiceField(label=_("What comes of it"), widget=Tiles())
    answer = forms.CharField(
        label=_("Answer"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when it is not taken: say why."),
    )  # fmt: skip

    def __init__(self, *args: Any, proposes: bool, out: bool = False, **kwargs: Any) -> None:
        """``out``: the text is out for signature, so that nothing can be taken into it."""
        super().__init__(*args, **kwargs)
        taken = _("Taken: the proposed words stand in the clause") if proposes else _("Taken up")
        offered = [("yes", taken), ("no", _("Not taken"))]
        self.fields["taken"].choices = offered[1:] if out else offered  # type: ignore[attr-defined]
        if out:
            self.fields["taken"].initial = "no"
            self.fields["taken"].help_text = _("The text is out. Other words are taken into the next version.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("taken") == "no" and not data.get("answer"):
            self.add_error("answer", gettext("Say why it is not taken. Who asked will read it."))
        return data
