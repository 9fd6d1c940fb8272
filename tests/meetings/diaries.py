"""A table with series and meetings, put there past every guard; and what calendars say of them."""

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from agencies.models import Person
from mdt.kit import clock
from meetings.models import Attendee, Meeting, Series
from meetings.vocabulary import Every, MeetingKind
from tests import rooms

Times = list[tuple[datetime, datetime]]


class Table:
    """A coordinator and two others at a table; a third agency's person who is invited by name alone."""

    def __init__(self, zone: str = "America/Chicago", **team: Any) -> None:
        self.place = rooms.county(time_zone=zone)
        self.team = rooms.team(time_zone=zone, jurisdiction=self.place, **team)
        self.agencies = [rooms.agency(jurisdiction=self.place) for _ in range(3)]
        self.cora, self.ben, self.gil = (rooms.person(one) for one in self.agencies)
        rooms.coordinator(self.team, self.cora)
        self.sits(self.ben)

    def sits(self, who: Person) -> Person:
        rooms.seat(self.team, who)
        rooms.acknowledged(who)
        return who

    def series(self, **fields: Any) -> Series:
        told = {
            "kind": MeetingKind.SYSTEMS, "every": Every.MONTH, "ordinal": 3, "weekday": 3, "starts_on": date(2026, 1, 1),
            "at": time(9), "minutes": 90, "place": "Bait Street 7", "link": "https://bait.example/room", **fields,
        }  # fmt: skip
        return kept(Series(team_id=self.team.pk, made_by_id=self.cora.pk, **told))

    def meeting(self, starts_at: datetime | None = None, *people: Person, **fields: Any) -> Meeting:
        told = {
            "kind": MeetingKind.SYSTEMS, "minutes": 60, "place": "Bait Street 7", "link": "https://bait.example/room", **fields,
        }  # fmt: skip
        starts_at = starts_at or clock.now() + timedelta(days=10)
        made = kept(Meeting(team_id=self.team.pk, made_by_id=self.cora.pk, starts_at=starts_at, **told))
        for person in people:
            self.invite(made, person)
        return made

    def invite(self, meeting: Meeting, person: Person, **fields: Any) -> Attendee:
        told = {"agency_id": person.agency_id, "discipline": "advocacy", **fields}
        return kept(Attendee(meeting_id=meeting.pk, person_id=person.pk, **told))


def kept(thing: Any) -> Any:
    return rooms._kept(thing)


def change(thing: Any, **fields: Any) -> Any:
    """As an action changes it: the sequence rises."""
    type(thing).objects.using("owner").filter(pk=thing.pk).update(sequence=thing.sequence + 1, **fields)
    return type(thing).objects.get(pk=thing.pk)


def loose_series(zone: str, **fields: Any) -> Series:
    """Of no database."""
    from agencies.models import Team

    told = {"kind": "systems", "ordinal": None, "minutes": 60, "ends_on": None, **fields}
    return Series(pk=1, public_id=uuid.uuid4(), team=Team(pk=1, time_zone=zone), **told)


def thrown(seed: Any) -> Random:
    """The same dice each time."""
    return Random(seed)  # noqa: S311 - no secret


def read(file: bytes) -> Calendar:
    return Calendar.from_ical(file)


def expanded(file: bytes, start: date, end: date) -> Times:
    """Every meeting of the file, as an independent library works it out, in UTC."""
    found = recurring_ical_events.of(read(file)).between(start, end)
    return sorted((utc(one["DTSTART"].dt), utc(one.end)) for one in found)


def utc(at: Any) -> datetime:
    assert at.tzinfo is not None, "no time without a zone"
    return at.astimezone(UTC)


def lasting(starts: Iterable[datetime], minutes: int) -> Times:
    return sorted((at, at + timedelta(minutes=minutes)) for at in starts)
