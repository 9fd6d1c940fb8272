"""Forms of a team's table and of its coordination."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from agencies.queries.directory import people_by_address
from agencies.vocabulary import Discipline, SeatRole
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles

MOST_AT_ONCE = 40
ROLE_HINTS: dict[str, Any] = {
    SeatRole.MEMBER: _("Sits for the agency and fills its discipline's place."),
    SeatRole.ALTERNATE: _("Sits when the member cannot."),
    SeatRole.GUEST: _("Sits for a while and fills no place."),
    SeatRole.ADVISER: _("Speaks from own experience, on teams that work on systems."),
}


class DaysForm(PlainForm):
    """A first and perhaps a last day."""

    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"), required=False, help_text=_("Leave it empty if no end is agreed."))

    def clean(self) -> dict[str, Any]:
        days: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = days.get("starts_on"), days.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day cannot be before the first."))
        return days


class SeatForm(DaysForm):
    """One seat that exists."""

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices)
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole.choices, widget=Tiles(hints=ROLE_HINTS))
    field_order = ["discipline", "role", "starts_on", "ends_on"]


class NewSeatsForm(SeatForm):
    """Several people at once, so that a whole table is set in minutes."""

    addresses = forms.CharField(
        label=_("Who"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The e-mail address each person signs in with, one on a line."),
    )
    discipline = forms.ChoiceField(
        label=_("Discipline"),
        choices=[("", _("The one of each person's agency")), *Discipline.choices],
        required=False,
    )
    field_order = ["addresses", "discipline", "role", "starts_on", "ends_on"]

    def clean_addresses(self) -> list[Person]:
        """The people, in the order in which they were typed."""
        typed = self.cleaned_data["addresses"].replace(",", "\n").replace(";", "\n").splitlines()
        lines = list(dict.fromkeys(line.strip().lower() for line in typed if line.strip()))
        if len(lines) > MOST_AT_ONCE:
            raise forms.ValidationError(gettext("At most %(n)s people at once.") % {"n": MOST_AT_ONCE})
        return found_people(lines)


class CoordinatorForm(PlainForm):
    """The first person to act for a team."""

    address = forms.CharField(
        label=_("E-mail address"), help_text=_("The address the person signs in with. The account must be open.")
    )

    def clean_address(self) -> Person:
        return found_people([self.cleaned_data["address"].strip().lower()])[0]


def found_people(addresses: list[str]) -> list[Person]:
    """One person for each address, or an error that names the addresses without one."""
    known = people_by_address(addresses)
    unknown = [address for address in addresses if address not in known]
    if unknown:
        raise forms.ValidationError(
            gettext("Nobody with an open account signs in with: %(addresses)s.") % {"addresses": ", ".join(unknown)}
        )
    return [known[address] for address in addresses]
