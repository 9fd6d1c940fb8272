"""Forms of places, agencies and teams, for those who set them up."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Jurisdiction, Team
from agencies.vocabulary import Regime, Structure, TeamPurpose
from mdt.kit.forms import PlainModelForm
from mdt.kit.widgets import TickTiles, Tiles

ZONES = [
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Detroit", "America/Indiana/Indianapolis",
    "America/Kentucky/Louisville", "America/Boise", "America/Puerto_Rico", "America/St_Thomas", "Pacific/Guam",
    "Pacific/Saipan", "Pacific/Pago_Pago",
]  # fmt: skip


def zones(current: str = "") -> list[tuple[str, str]]:
    """The zones of the country, and the one that is set, if it is another."""
    names = ZONES if not current or current in ZONES else [current, *ZONES]
    return [(name, name.replace("_", " ")) for name in names]


def _ask_to_choose(form: forms.BaseForm, *names: str) -> None:
    """The empty entry of a list says what to do, in words."""
    for name in names:
        field: Any = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = gettext("Choose one")
        else:
            field.choices = [("", gettext("Choose one")), *(pair for pair in field.choices if pair[0])]


class JurisdictionForm(PlainModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones())

    class Meta:
        model = Jurisdiction
        fields: ClassVar = [
            "name", "state", "is_tribal", "population", "time_zone", "contact_hours", "contact_law", "contact_checked_on",
            "contact_verified",
        ]  # fmt: skip
        help_texts: ClassVar = {
            "state": _("Two letters, as in TX. Empty for a nation that lies in several."),
            "is_tribal": _("A sovereign government with law of its own."),
            "population": _("In a small place few facts already point at one person: small numbers are held back."),
            "contact_hours": _("Where a law sets them. Empty: none is known. Counted day and night, from acceptance."),
            "contact_law": _("As it is cited, so that anybody can read it again."),
            "contact_verified": _("Until then every page that shows the rule says that it is not verified."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones(self.instance.time_zone)  # type: ignore[attr-defined]

    def clean_state(self) -> str:
        state = self.cleaned_data["state"].upper()
        if state and not (len(state) == 2 and state.isalpha() and state.isascii()):
            raise forms.ValidationError(gettext("A state has two letters, as in TX."))
        return state


class AgencyForm(PlainModelForm):
    regimes = forms.MultipleChoiceField(
        label=_("Confidentiality regimes"),
        choices=Regime.choices,
        required=False,
        widget=TickTiles(in_line=True),
        help_text=_("Every law that binds this agency's records. Several can bind at once."),
    )

    class Meta:
        model = Agency
        fields: ClassVar = ["name", "parent", "sector", "discipline", "regimes", "jurisdiction", "is_tribal"]
        labels: ClassVar = {"parent": _("Component of"), "jurisdiction": _("Jurisdiction")}
        help_texts: ClassVar = {
            "parent": _(
                "A component, such as victim services inside a police department, is a room of its own: its records "
                "are closed to the agency around it, and no regime is inherited. Choose its own below."
            ),
            "discipline": _("What its people usually bring to a table."),
            "is_tribal": _("Its own law governs its records, and it decides on their use."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.empty_label = gettext("None: it stands by itself")  # type: ignore[attr-defined]
        parent.queryset = Agency.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        _ask_to_choose(self, "jurisdiction", "sector", "discipline")


class AgencyChangeForm(AgencyForm):
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("Take the tick away to close the agency, once no account in it is open."),
    )

    class Meta(AgencyForm.Meta):
        fields: ClassVar = [*AgencyForm.Meta.fields, "is_active"]


class OwnAgencyForm(PlainModelForm):
    """What an agency's lead may put right."""

    class Meta:
        model = Agency
        fields: ClassVar = ["name", "discipline"]


class TeamForm(PlainModelForm):
    """One form for the five structures."""

    structure = forms.ChoiceField(
        label=_("Structure"),
        choices=Structure.choices,
        widget=Tiles(
            hints={
                Structure.SUBCOMMITTEE: _("A smaller table under a team that exists."),
                Structure.INTEGRATED: _("The SART itself takes up trafficking work."),
                Structure.STANDALONE: _("A table of its own, beside other teams."),
                Structure.EXISTING_MDT: _("A team that meets already takes up this work."),
                Structure.REGIONAL: _("One table for several counties or nations."),
            }
        ),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=TeamPurpose.choices,
        help_text=_("It cannot be changed later."),
        widget=Tiles(
            hints={
                TeamPurpose.CASE: _("Survivor advisers and sectors outside the response have no seat."),
                TeamPurpose.SYSTEMS: _("Open to every sector. No case ever reaches it."),
            }
        ),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones(), required=False)

    class Meta:
        model = Team
        fields: ClassVar = [
            "name", "structure", "parent", "purpose", "jurisdiction", "time_zone", "takes_pool_referrals",
        ]  # fmt: skip
        labels: ClassVar = {"parent": _("Stands under"), "jurisdiction": _("Jurisdiction")}
        help_texts: ClassVar = {
            "parent": _("A subcommittee needs one; other teams may have one. Each table has seats of its own."),
            "takes_pool_referrals": _("Agencies can ask the whole table who can help, without saying who it is about."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.empty_label = gettext("No team")  # type: ignore[attr-defined]
        parent.queryset = Team.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        _ask_to_choose(self, "jurisdiction")
        known = self.instance.time_zone if self.instance.pk else ""
        own = [("", gettext("The one of the jurisdiction"))]
        self.fields["time_zone"].choices = [*own, *zones(known)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        team: dict[str, Any] = super().clean() or self.cleaned_data
        if team.get("structure") == Structure.SUBCOMMITTEE and not team.get("parent"):
            self.add_error("parent", gettext("A subcommittee stands under a team. Choose which one."))
        if not team.get("time_zone") and team.get("jurisdiction"):
            team["time_zone"] = team["jurisdiction"].time_zone
        return team


class TeamChangeForm(TeamForm):
    class Meta(TeamForm.Meta):
        fields: ClassVar = [
            "name", "structure", "parent", "jurisdiction", "time_zone", "takes_pool_referrals", "is_active",
        ]  # fmt: skip
        help_texts: ClassVar = {
            **TeamForm.Meta.help_texts,
            "is_active": _("Take the tick away to close the team. Its table stays as it was, and opens nothing."),
        }

    purpose = None  # type: ignore[assignment]  # fixed when the team was set up
