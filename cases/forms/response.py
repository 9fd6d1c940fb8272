"""Forms of response times, holidays and the after-hours roster."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from agencies.vocabulary import Discipline
from cases.defaults import BUSINESS_DAY, DAY, HOUR, Term
from cases.queries.roster import Line
from cases.vocabulary import Calendar, Tier
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles

LONGEST = 366 * DAY
UNITS = [("minutes", _("Minutes")), ("hours", _("Hours")), ("days", _("Days"))]


class TermForm(PlainForm):
    """A time to do something in. A business day counts nine hours, any other day twenty-four."""

    calendar = forms.ChoiceField(
        label=_("Counted"), choices=Calendar.choices,
        widget=Tiles(hints={
            Calendar.ALWAYS: _("Every minute counts."),
            Calendar.BUSINESS: _("Monday to Friday, 8:00 to 17:00 where the team works, without holidays."),
        }),
    )  # fmt: skip
    amount = forms.IntegerField(label=_("How long"), min_value=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, widget=Tiles(in_line=True))
    later = forms.IntegerField(
        label=_("Delay before others hear that it was missed"),
        min_value=0,
        help_text=_("Whoever it falls to hears of it, and the supervisors of that agency. 0 tells them at once."),
    )
    later_unit = forms.ChoiceField(label=_("Unit of the delay"), choices=UNITS, widget=Tiles(in_line=True))

    @classmethod
    def of(cls, term: Term) -> "TermForm":
        amount, unit = _apart(term.minutes, term.calendar)
        later, later_unit = _apart(term.escalate_after, term.calendar)
        return cls(initial={
            "calendar": term.calendar, "amount": amount, "unit": unit, "later": later, "later_unit": later_unit,
        })  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if all(name in data for name in self.fields) and max(self.term().minutes, self.term().escalate_after) > LONGEST:
            self.add_error("amount", gettext("At most one year."))
        return data

    def term(self) -> Term:
        data = self.cleaned_data
        unit = {"minutes": 1, "hours": HOUR, "days": _day(data["calendar"])}
        return Term(
            data["amount"] * unit[data["unit"]], data["calendar"], data["later"] * unit[data["later_unit"]]
        )  # fmt: skip


def _day(calendar: str) -> int:
    return BUSINESS_DAY if calendar == Calendar.BUSINESS else DAY


def _apart(minutes: int, calendar: str) -> tuple[int, str]:
    """Minutes in the largest unit that leaves no rest."""
    for size, unit in ((_day(calendar), "days"), (HOUR, "hours")):
        if minutes and minutes % size == 0:
            return minutes // size, unit
    return minutes, "minutes"


class HolidayForm(PlainForm):
    """A day on which the offices stay closed."""

    day = forms.DateField(label=_("Day"))
    name = forms.CharField(label=_("Name of the day"), max_length=80)


class LineForm(PlainForm):
    """A discipline that answers after hours, at one tier."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier.choices, coerce=int, widget=Tiles)
    discipline = forms.ChoiceField(label=_("Discipline"), choices=[("", _("Choose one")), *Discipline.choices])


class NightsForm(PlainForm):
    """Who answers on each weekday; a field left open is an empty slot."""

    def __init__(self, line: Line, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(person.public_id): person for person in people}
        choices = [("", _("Nobody yet")), *((key, f"{p.name}, {p.agency}") for key, p in self.by_id.items())]
        for night in line.nights:
            field = forms.ChoiceField(label=night.label, choices=choices, required=False)
            self.fields[f"day_{night.slot.weekday}"] = field
            if night.filled and night.slot.person:
                self.initial[f"day_{night.slot.weekday}"] = str(night.slot.person.public_id)

    def people(self) -> dict[int, Person | None]:
        return {int(name.removeprefix("day_")): self.by_id.get(key) for name, key in self.cleaned_data.items()}
