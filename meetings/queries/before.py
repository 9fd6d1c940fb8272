"""What is said before something is planned: a clock that changes, a holiday, people and places that are taken.

Nothing of it forbids anything. Whoever read it saves anyway, with the very sentences that she was shown as her key.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.models import Person, Seat, Team
from agencies.queries.teams import live_seats
from cases.models import Holiday
from cases.queries.clocks import holidays_of
from mdt.kit import clock
from meetings import recurring
from meetings.actions.making import dates, planned
from meetings.models import Meeting, Series
from meetings.queries.conflicts import Clash, Span, clashes
from meetings.queries.table import for_cases
from meetings.vocabulary import WITH_CASES

MOST = 12  # sentences about clashes; how many more there are is said


@dataclass
class Before:
    """``clocks`` belongs above the time, ``others`` above the button."""

    clocks: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Of these sentences; none, when there is nothing to say."""
        told = [*self.clocks, *self.others]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""


def seats_of(team: Team, kind: str) -> QuerySet[Seat]:
    """Who can be invited to such a meeting today (law A-13)."""
    found = live_seats().filter(team=team)
    return for_cases(found) if kind in WITH_CASES else found


def of_meeting(
    actor: Person, team: Team, starts_at: datetime, minutes: int, place: str, people: Collection[int], *,
    typed: tuple[date, time] | None = None, instead_of: Meeting | None = None,
) -> Before:  # fmt: skip
    """``typed``: day and time by the clock, where the hour was chosen and not counted from now."""
    zone = ZoneInfo(team.time_zone)
    said = Before()
    if typed:
        said.clocks += clock_changes([typed[0]], typed[1], zone)
    day = starts_at.astimezone(zone).date()
    for holiday in Holiday.objects.filter(jurisdiction=team.jurisdiction_id, day=day):
        said.others.append(_("%(day)s is a holiday: %(name)s.") % {"day": _day(day), "name": holiday.name})
    without = Q(pk=instead_of.pk) if instead_of else None
    found = clashes(actor, team, [Span.of(starts_at, minutes)], people, place, without=without)
    said.others += list(in_words(found, zone))
    return said


def of_series(actor: Person, series: Series, *, instead_of: Series | None = None) -> Before:
    """Of all that would be made now."""
    team, zone = series.team, ZoneInfo(series.team.time_zone)
    meetings = planned(series, clock.now())
    said = Before()
    days = [one.starts_at.astimezone(zone).date() for one in meetings]
    said.clocks += clock_changes(days, series.at, zone)
    said.others += list(_left_out(series, days))
    people = set(seats_of(team, series.kind).values_list("person_id", flat=True))
    spans = [Span.of(one.starts_at, one.minutes) for one in meetings]
    without = Q(series=instead_of.pk) if instead_of else None
    said.others += list(in_words(clashes(actor, team, spans, people, series.place, without=without), zone))
    return said


def clock_changes(days: Collection[date], at: time, zone: ZoneInfo) -> Iterator[str]:
    """An hour that does not exist, or comes twice, and what it will be."""
    for day in days:
        really = recurring.moment(day, at, zone).astimezone(zone)
        words = {
            "day": _day(day),
            "zone": zone.key,
            "typed": _time(at),
            "really": _time(really.time()),
            "name": really.tzname(),
        }
        if recurring.is_shifted(day, at, zone):
            said = _(
                "On %(day)s clocks go forward (%(zone)s): %(typed)s does not exist. It begins at %(really)s %(name)s."
            )
            yield said % words
        elif recurring.is_twice(day, at, zone):
            said = _(
                "On %(day)s clocks go back (%(zone)s): %(typed)s comes twice. The first is meant: %(really)s %(name)s."
            )
            yield said % words


def in_words(found: list[Clash], zone: ZoneInfo) -> Iterator[str]:
    for one in found[:MOST]:
        local = one.at.astimezone(zone)
        words = {
            "when": f"{_day(local.date())}, {_time(local.time())} {local.tzname()}", "person": one.person, "team": one.team,
        }  # fmt: skip
        if one.person is None and one.team:
            yield _("The place is taken: %(team)s meets there, %(when)s.") % words
        elif one.person is None:
            yield _("The place is taken: another meeting is there, %(when)s.") % words
        elif one.team:
            yield _("%(person)s is invited to a meeting of %(team)s, %(when)s.") % words
        else:
            yield _("%(person)s has another meeting then, %(when)s.") % words
    if len(found) > MOST:
        yield _("And %(n)s more of this kind.") % {"n": len(found) - MOST}


def _left_out(series: Series, days: Collection[date]) -> Iterator[str]:
    """The holidays that it passes over."""
    if series.skips_holidays and days:
        closed = holidays_of(series.team, min(days))
        every = Series(
            **{name: getattr(series, name) for name in ("every", "ordinal", "weekday", "starts_on", "ends_on", "at")}
        )
        for day, _focus in dates(every, max(days)):
            if day in closed and day >= min(days):
                yield _("No meeting on %(day)s, a holiday.") % {"day": _day(day)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _time(at: time) -> str:
    return formats.time_format(at, "TIME_FORMAT")
