"""Forms of planning: one meeting, an emergency, a series. Times are the team's own; no field asks for a word about a case."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Person, Seat, Team
from mdt.kit import clock
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles
from meetings import recurring
from meetings.actions.schedule import Where
from meetings.actions.series import Rule
from meetings.models import Meeting, Series
from meetings.vocabulary import Every, Ordinal, Weekday

TABLE, CHOSEN = "table", "chosen"
LATE = _("Only if there is less notice than due. It is shown to all who are invited. No word about a case.")


class Seats(forms.ModelMultipleChoiceField):
    """People by their seats at the table."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            Seat.objects.none(), to_field_name="public_id", widget=TickTiles(in_line=True), required=False, **given
        )

    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.person.name}, {seat.agency.name}"


class PlaceForm(PlainForm):
    """What every planned thing has. A form that is sent twice makes one thing: ``once`` becomes its public id."""

    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=5, max_value=600, initial=60)
    place = forms.CharField(
        label=_("Place"), max_length=160, required=False, help_text=_("No names, and no address of a shelter.")
    )
    link = forms.URLField(
        label=_("Link"), max_length=300, required=False, assume_scheme="https", help_text=_("For a meeting by video.")
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, team: Team, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.seats, self.zone = team, seats, ZoneInfo(team.time_zone)
        for name in ("people", "needed"):
            if name in self.fields:
                self.fields[name].queryset = seats.select_related("person", "agency").order_by("person__name", "pk")  # type: ignore[attr-defined]
        if "at" in self.fields:
            self.fields["at"].help_text = gettext("Time zone: %(zone)s.") % {"zone": team.time_zone}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"place", "link"} & set(self.errors) and not data.get("place") and not data.get("link"):
            self.add_error("place", gettext("Say where it is, or give a link."))
        return data

    def ticked(self, name: str = "people") -> list[Person]:
        """Each once, also somebody with two seats."""
        return list({seat.person_id: seat.person for seat in self.cleaned_data.get(name, ())}.values())

    def where(self) -> Where:
        given = self.cleaned_data
        return Where(
            self.starts_at(), given["minutes"], given["place"], given["link"], given.get("late_because", "")
        )  # fmt: skip

    def starts_at(self) -> datetime:
        return recurring.moment(self.cleaned_data["day"], self.cleaned_data["at"], self.zone)


class MeetingForm(PlaceForm):
    day = forms.DateField(label=_("Day"))
    at = forms.TimeField(label=_("Time"))
    whole = forms.ChoiceField(
        label=_("Who is invited"), choices=[(TABLE, _("The whole table")), (CHOSEN, _("Only people I choose"))], initial=TABLE,
        widget=Tiles(hints={TABLE: _("Who joins the team is invited too; who leaves is not any more.")}),
    )  # fmt: skip
    people = Seats(label=_("People I choose"), help_text=_("Only if not the whole table is invited."))
    needed = Seats(label=_("Who has to be there"))
    late_because = forms.CharField(label=_("Why the notice is short"), max_length=200, required=False, help_text=LATE)
    field_order = ("day", "at", "minutes", "place", "link", "whole", "people", "needed", "late_because", "once")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("whole") == CHOSEN and "people" not in self.errors and not data.get("people"):
            self.add_error("people", gettext("Choose at least one person, or the whole table."))
        return data

    def chosen(self) -> list[Person] | None:
        return self.ticked() if self.cleaned_data["whole"] == CHOSEN else None


class ChangeForm(PlaceForm):
    """Of one date."""

    day = forms.DateField(label=_("Day"))
    at = forms.TimeField(label=_("Time"))
    needed = Seats(label=_("Who has to be there"))
    late_because = forms.CharField(label=_("Why the notice is short"), max_length=200, required=False, help_text=LATE)
    field_order = ("day", "at", "minutes", "place", "link", "needed", "late_because")
    once = None  # type: ignore[assignment]

    @staticmethod
    def said(meeting: Meeting) -> dict[str, Any]:
        local = meeting.starts_at.astimezone(ZoneInfo(meeting.team.time_zone))
        return {
            "day": local.date(), "at": local.time(), "minutes": meeting.minutes, "place": meeting.place, "link": meeting.link,
            "late_because": meeting.late_because,
        }  # fmt: skip

    def starts_at(self) -> datetime:
        """The second of two equal hours stays the second one, if nobody types another."""
        if not {"day", "at"} & set(self.changed_data) and "starts_at" in self.initial:
            kept: datetime = self.initial["starts_at"]
            return kept
        return super().starts_at()


class EmergencyForm(PlaceForm):
    """Minutes from now, with people who are chosen by name."""

    soon = forms.IntegerField(label=_("In how many minutes"), min_value=5, max_value=1440, initial=30)
    people = Seats(label=_("Who takes part"), help_text=_("You take part in any case."))
    field_order = ("soon", "minutes", "place", "link", "people", "once")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "people" not in self.errors and not data.get("people"):
            self.add_error("people", gettext("Choose at least one person."))
        return data

    def starts_at(self) -> datetime:
        begins = clock.now() + timedelta(minutes=self.cleaned_data["soon"])
        return begins.replace(second=0, microsecond=0)

    def chosen(self) -> list[Person]:
        return self.ticked()


class SeriesForm(PlaceForm):
    every = forms.ChoiceField(
        label=_("How often"), choices=Every.choices, widget=Tiles(in_line=True), initial=Every.MONTH
    )
    ordinal = forms.TypedChoiceField(
        label=_("Which one of the month"), choices=[("", _("None: every week or two")), *Ordinal.choices], coerce=int,
        empty_value=None, required=False, help_text=_("For a series by months: «the third Wednesday»."),
    )  # fmt: skip
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=Weekday.choices, coerce=int)
    starts_on = forms.DateField(
        label=_("From"), help_text=_("The first meeting is on the first such day, on or after this one.")
    )
    ends_on = forms.DateField(label=_("Until"), required=False, help_text=_("Leave it empty if it goes on."))
    at = forms.TimeField(label=_("Time"))
    notice_days = forms.IntegerField(label=_("Days of notice"), min_value=0, max_value=60, initial=7)
    focus_every = forms.IntegerField(
        label=_("Trafficking is the focus every so many times"), min_value=1, max_value=52, required=False,
        help_text=_("Leave it empty if it has no turn of its own."),
    )  # fmt: skip
    skips_holidays = forms.BooleanField(
        label=_("No meeting on holidays of the team's county"), required=False, initial=True
    )
    late_because = forms.CharField(label=_("Why the notice is short"), max_length=200, required=False, help_text=LATE)
    field_order = (
        "every", "ordinal", "weekday", "starts_on", "ends_on", "at", "minutes", "place", "link", "notice_days", "focus_every",
        "skips_holidays", "late_because", "once",
    )  # fmt: skip

    @staticmethod
    def said(series: Series, first: datetime) -> dict[str, Any]:
        """As it is now, from the day of one of its meetings on."""
        names = set(Rule.__dataclass_fields__) - {"starts_on"}
        day = first.astimezone(ZoneInfo(series.team.time_zone)).date()
        return {name: getattr(series, name) for name in names} | {"starts_on": day}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        by_months = data.get("every") in recurring.MONTHS
        if by_months and data.get("ordinal") is None and "ordinal" not in self.errors:
            self.add_error("ordinal", gettext("Say which one of the month it is."))
        if not by_months:
            data["ordinal"] = None
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", gettext("The last day is before the first. Choose a later one."))
        return data

    def rule(self) -> Rule:
        return Rule(**{name: self.cleaned_data[name] for name in Rule.__dataclass_fields__})
