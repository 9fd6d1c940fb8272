"""What coordinators do with a series: begin it, change it from one of its meetings on, end it.

A series is never changed in place: the old one ends before that meeting and another takes over, so that what was held stays as
it was and a calendar can still tell the two apart.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import today_of
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from meetings.actions import calendars
from meetings.actions.making import hold, keep_tables, make
from meetings.actions.schedule import call_off, only_once
from meetings.models import Meeting, Series
from meetings.policy import schedule as policy
from meetings.vocabulary import MeetingStatus


@dataclass(frozen=True)
class Rule:
    """When and where a series is, as it is typed."""

    every: str
    ordinal: int | None
    weekday: int
    starts_on: date
    ends_on: date | None
    at: time
    minutes: int
    place: str = ""
    link: str = ""
    notice_days: int = policy.NOTICE_DAYS
    focus_every: int | None = None
    skips_holidays: bool = True

    def of(self, team: Team, kind: str) -> Series:
        return Series(team=team, kind=kind, **vars(self))


def begin(*, team: Team, kind: str, rule: Rule, by: Person, late_because: str = "", once: UUID | None = None) -> Series:
    with acting.recorded():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        refuse(policy.may_begin_series(by, locked, kind))
        only_once(Series, once)
        made = rule.of(locked, kind)
        if once:
            made.public_id = once
        _start(made, by, late_because)
        return made


def change(*, first: Meeting, rule: Rule, by: Person, late_because: str = "") -> Series:
    """From this one of its meetings on: those that are planned after it go, and the dates of the new rule come."""
    with acting.recorded():
        old, locked = _held(first)
        refuse(policy.may_change_series(by, old, locked))
        made = rule.of(old.team, old.kind)
        made.replaces = old
        if vars(rule) == vars(_rule_of(old)) | {"starts_on": rule.starts_on} and rule.starts_on == _day(locked):
            raise Refused(_("Nothing has changed."))
        _stop(old, locked)
        _start(made, by, late_because)
        return made


def end(*, first: Meeting, by: Person) -> None:
    """This one of its meetings and all that would follow do not take place."""
    with acting.recorded():
        old, locked = _held(first)
        refuse(policy.may_change_series(by, old, locked))
        _stop(old, locked)


def _start(made: Series, by: Person, late_because: str) -> None:
    team, today = made.team, today_of(made.team)
    if made.starts_on < today:
        raise Refused(_("That day is over. Choose one that is still to come."), about="starts_on")
    if made.starts_on > today + timedelta(days=policy.FURTHEST):
        raise Refused(_("Choose a day within two years."), about="starts_on")
    made.made_by = by
    made.save()
    hold(made.pk)
    meetings = make(made, late_because=late_because)
    if not meetings:
        raise Refused(_("No date of this rule lies in these days. Choose a later last day."), about="ends_on")
    first = min(one.starts_at for one in meetings).astimezone(ZoneInfo(team.time_zone)).date()
    if refusal := policy.notice_is_given(first, today, made.notice_days, late_because):
        raise Refused(refusal, about="late_because")
    keep_tables(meetings)
    calendars.invite_series(made)


def _stop(old: Series, first: Meeting) -> None:
    """Its last day is the one before; a series that had not begun keeps its first day, on which nothing takes place."""
    day = _day(first)
    old.ends_on = max(old.starts_on, day - timedelta(days=1))
    old.sequence += 1
    old.save()
    later = old.meetings.select_for_update(of=("self",)).filter(slot__gte=first.slot, status=MeetingStatus.PLANNED)
    for one in later:
        elsewhere = (one.starts_at, one.minutes, one.place, one.link) != (one.slot, old.minutes, old.place, old.link)
        call_off(one)
        if elsewhere:  # a date of its own in calendars, which the series' end does not take away
            calendars.cancel(one)
    if old.meetings.exclude(status=MeetingStatus.CANCELLED).exists():
        calendars.invite_series(old)
    else:
        calendars.cancel_series(old)


def _held(first: Meeting) -> tuple[Series, Meeting]:
    if first.series_id is None:
        raise Refused(_("This meeting belongs to no series."))
    hold(first.series_id)
    series = Series.objects.select_for_update(of=("self",)).select_related("team").get(pk=first.series_id)
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("team", "series").get(pk=first.pk)
    return series, locked


def _day(meeting: Meeting) -> date:
    """The day that its rule gave it, wherever it was moved to."""
    return (meeting.slot or meeting.starts_at).astimezone(ZoneInfo(meeting.team.time_zone)).date()


def _rule_of(series: Series) -> Rule:
    return Rule(**{name: getattr(series, name) for name in Rule.__dataclass_fields__})
