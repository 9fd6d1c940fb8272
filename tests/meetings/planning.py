"""Two tables where meetings are planned: Harbor, the sheriff and the CAC at one; strangers at the other."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agencies.models import Person
from agencies.queries.teams import today_of
from mdt.kit.acting import Acting, acting
from meetings import recurring
from meetings.actions import schedule, series
from meetings.models import Meeting, Series
from tests import rooms

ZONE = "America/Chicago"


@contextmanager
def as_(person: Person) -> Iterator[None]:
    with acting(Acting(person.pk, person.agency_id, "test")):
        yield


class Hall:
    """Cora coordinates; Ada and Dan are members; Rita coordinates too; Olga leads another team; Zoe sits nowhere."""

    def __init__(self, *, agreed: bool = True, **team: Any) -> None:
        self.county = rooms.county()
        self.harbor, self.sheriff, self.cac = (rooms.agency(jurisdiction=self.county) for _ in range(3))
        self.team = rooms.team(jurisdiction=self.county, **team)
        self.zone = ZoneInfo(self.team.time_zone)
        self.cora = rooms.coordinator(self.team, rooms.person(self.cac))
        self.rita = rooms.coordinator(self.team, rooms.person(self.harbor))
        self.ada, self.dan = self.member(self.harbor), self.member(self.sheriff)
        self.zoe = rooms.person(rooms.agency())
        self.other_team = rooms.team()
        self.olga = rooms.coordinator(self.other_team, rooms.person(rooms.agency()))
        if agreed:
            rooms.agreed(self.team, self.cora)

    def member(self, at: Any, **seat: Any) -> Person:
        who = rooms.person(at)
        rooms.seat(self.team, who, **seat)
        rooms.acknowledged(who)
        return who

    @property
    def today(self) -> date:
        return today_of(self.team)

    def at(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        return recurring.moment(self.today + timedelta(days=days), time(hour, minute), self.zone)

    def call(
        self, days: int = 10, kind: str = "systems", *, by: Person | None = None, chosen: Collection[Person] | None = None,
        team: Any = None, hour: int = 9, place: str = "Room 1", late: str = "", **more: Any,
    ) -> Meeting:  # fmt: skip
        by = by or self.cora
        with as_(by):
            where = schedule.Where(self.at(days, hour), 60, place, "", late)
            return schedule.call(team=team or self.team, kind=kind, where=where, by=by, chosen=chosen, **more)

    def rule(self, **changes: Any) -> series.Rule:
        """Every week from in eight days on, at nine."""
        first = self.today + timedelta(days=8)
        given = {
            "every": "week", "ordinal": None, "weekday": first.isoweekday(), "starts_on": first, "ends_on": None, "at": time(9),
            "minutes": 60, "place": "Room 1",
        }  # fmt: skip
        return series.Rule(**{**given, **changes})

    def begin(self, kind: str = "systems", by: Person | None = None, **changes: Any) -> Series:
        by = by or self.cora
        with as_(by):
            return series.begin(team=self.team, kind=kind, rule=self.rule(**changes), by=by)


def set_status(db: Any, meeting: Meeting, status: str, starts_at: datetime | None = None) -> None:
    """Past every page: as if it had been begun, and ended."""
    at = starts_at or meeting.starts_at
    db.execute("UPDATE meetings_meeting SET starts_at = %s WHERE id = %s", [at, meeting.pk])
    db.execute("UPDATE meetings_meeting SET status = 'under_way', began_at = %s, began_by_id = made_by_id WHERE id = %s",
               [at, meeting.pk])  # fmt: skip
    if status == "held":
        db.execute("UPDATE meetings_meeting SET status = 'held', ended_at = began_at WHERE id = %s", [meeting.pk])
