"""Calendar entries that say when, and where to sign in, and nothing else (law S-04).

Times are those of ``recurring.py``: the wall clock of the team's zone. Around a change of clocks calendar programs differ about
hours that come twice or not at all, and about the end of what lasts across the change. Such a date is written as one of its
own, in UTC, and cannot be misread.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, vCalAddress, vDDDTypes, vRecur

from mdt.kit import clock
from meetings import recurring, zones
from meetings.models import Meeting, Series
from meetings.vocabulary import Every, MeetingStatus

Method = Literal["", "REQUEST", "CANCEL"]
YEARS = 12  # ahead, of changes of clocks that a file tells
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@dataclass(frozen=True)
class Reader:
    """Whose calendar it is. The address stands in mails alone, where programs ask for it, and is her own."""

    language: str
    email: str = ""


@dataclass(frozen=True)
class Dates:
    """A series as one person has it: the slots of its rule, those without a meeting for her, and the meetings she has."""

    series: Series
    slots: list[datetime]
    left_out: set[datetime] = field(default_factory=set)
    meetings: list[Meeting] = field(default_factory=list)


def written(events: Iterable[Event], method: Method = "") -> bytes:
    """The file. It names each zone that it uses with all its changes."""
    made = Calendar()
    made.add("prodid", "-//calendar//1//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if method:
        made.add("method", method)
    events = list(events)
    years = [event.start.year for event in events]
    for name in sorted({zone for event in events if (zone := _property(event, "DTSTART").params.get("TZID"))}):
        made.add_component(zones.written(name, min(years) - 1, max(*years, clock.now().year) + YEARS))
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def single(meeting: Meeting, reader: Reader, method: Method = "") -> Event:
    """A meeting by itself."""
    return _dated(meeting, _event(str(meeting.public_id), sequence_of(meeting, meeting.series), reader, method))


def occurrence(meeting: Meeting, series: Series, reader: Reader, method: Method = "") -> Event:
    """One date of a series, known by the moment of its rule, whatever it was moved to."""
    event = _event(str(series.public_id), sequence_of(meeting, series), reader, method)
    event.add("recurrence-id", _wall(series, meeting.slot or meeting.starts_at))
    return _dated(meeting, event)


def whole(dates: Dates, reader: Reader, method: Method = "") -> Iterator[Event]:
    """A series as one entry with its rule, and what differs from the rule: left out, moved, near a change of clocks."""
    series, zone = dates.series, ZoneInfo(dates.series.team.time_zone)
    kept = [slot for slot in dates.slots if slot not in dates.left_out]
    if kept:
        yield _ruled(dates, kept[0], reader, method)
    in_rule, differing = set(kept), set[datetime]()
    for meeting in dates.meetings:
        if meeting.slot not in in_rule:  # the rule ended before it
            yield single(meeting, reader, method)
        elif (meeting.starts_at, meeting.minutes) != (meeting.slot, series.minutes):
            differing.add(meeting.slot)
            yield occurrence(meeting, series, reader, method)
    for slot in kept:
        if slot not in differing and is_odd(slot, series, zone):
            event = _event(str(series.public_id), series.sequence, reader, method)
            event.add("recurrence-id", _wall(series, slot))
            _times(event, slot, slot + timedelta(minutes=series.minutes))
            yield event


def ended(series: Series, reader: Reader) -> Event:
    """A series that is taken back as a whole."""
    zone = ZoneInfo(series.team.time_zone)
    event = _event(str(series.public_id), series.sequence, reader, "CANCEL")
    start = datetime.combine(next(recurring.days(series, date.max), series.starts_on), series.at, zone)
    return _times(event, start, start + timedelta(minutes=series.minutes))


def sequence_of(meeting: Meeting, series: Series | None) -> int:
    """Rises with each change of either."""
    return meeting.sequence + (series.sequence if series else 0)


def is_odd(slot: datetime, series: Series, zone: ZoneInfo) -> bool:
    """Whether adding up by the clock on the wall gives another moment, for the beginning or for the end."""
    wall = _wall(series, slot)
    end = wall + timedelta(minutes=series.minutes)
    return (
        _twice(wall) or _twice(end) or recurring.is_shifted(wall.date(), series.at, zone)
        or end.astimezone(UTC) != slot + timedelta(minutes=series.minutes)
    )  # fmt: skip


def _ruled(dates: Dates, first: datetime, reader: Reader, method: Method) -> Event:
    series, zone = dates.series, ZoneInfo(dates.series.team.time_zone)
    event = _event(str(series.public_id), series.sequence, reader, method)
    start, lasting = _wall(series, first), timedelta(minutes=series.minutes)
    event.add("dtstart", start)
    if is_odd(first, series, zone):
        event.add("duration", lasting)
    else:
        event.add("dtend", start + lasting)
    event.add("rrule", rule(series, zone))
    out = [_wall(series, slot) for slot in dates.slots if slot in dates.left_out and slot > first]
    if out:
        event.add("exdate", out)
    return event


def rule(series: Series, zone: ZoneInfo) -> vRecur:
    day = DAYS[series.weekday - 1]
    if series.every in recurring.WEEKS:
        made = {"FREQ": "WEEKLY", "INTERVAL": recurring.WEEKS[Every(series.every)], "BYDAY": day}
    else:
        made = {"FREQ": "MONTHLY", "INTERVAL": recurring.MONTHS[Every(series.every)], "BYDAY": f"{series.ordinal}{day}"}
    if series.ends_on:
        made["UNTIL"] = datetime.combine(series.ends_on, time(23, 59, 59), zone).astimezone(UTC)
    return vRecur(made)


def _event(public_id: str, sequence: int, reader: Reader, method: Method) -> Event:
    """All that an entry says beside its times."""
    address = settings.PUBLIC_URL.rstrip("/") + "/"
    event = Event()
    event.add("uid", f"{public_id}@{urlsplit(address).hostname or 'localhost'}")
    event.add("dtstamp", clock.now().astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    with override(reader.language):
        event.add("summary", gettext("Team meeting"))
    event.add("class", "PRIVATE")
    event.add("url", address)
    if method:
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
        event.add("attendee", vCalAddress(f"mailto:{reader.email}"), parameters={"RSVP": "FALSE"})
    elif reader.email:
        raise ValueError("An address stands in mails alone.")
    return event


def _dated(meeting: Meeting, event: Event) -> Event:
    zone = ZoneInfo(meeting.team.time_zone)
    start = meeting.starts_at
    end = start + timedelta(minutes=meeting.minutes)
    if meeting.status == MeetingStatus.CANCELLED and "STATUS" not in event:
        event.add("status", "CANCELLED")
    walls = start.astimezone(zone), end.astimezone(zone)
    return _times(event, *((start, end) if any(map(_twice, walls)) else walls))


def _times(event: Event, start: datetime, end: datetime) -> Event:
    event.add("dtstart", start)
    event.add("dtend", end)
    return event


def _wall(series: Series, slot: datetime) -> datetime:
    """The rule's own time of that day, also where the clock jumps over it."""
    zone = ZoneInfo(series.team.time_zone)
    return datetime.combine(slot.astimezone(zone).date(), series.at, zone)


def _property(event: Event, name: str) -> vDDDTypes:
    found = event[name]
    assert isinstance(found, vDDDTypes)  # noqa: S101 - one such property in each entry, and we wrote it
    return found


def _twice(wall: datetime) -> bool:
    """Whether the hour comes twice; also where it does not exist at all."""
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
