"""Who of those invited has another meeting at that time, and whether the place is taken. Shown before anything is saved.

Of a meeting that the actor cannot see nothing is told but that there is one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from agencies.models import Person, Team
from mdt.kit import clock
from meetings.models import Attendee, Meeting
from meetings.queries.meetings import meetings_for
from meetings.vocabulary import MeetingStatus, Reply

LONGEST = timedelta(minutes=600)


@dataclass(frozen=True)
class Span:
    """From one moment to another; the end is outside."""

    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, begins: datetime, minutes: int) -> "Span":
        return cls(begins, begins + timedelta(minutes=minutes))

    def meets(self, other: "Span") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Clash:
    """``team``: of the other meeting, if the actor sees that one. ``person``: who is invited to both; None: the place."""

    at: datetime
    person: str | None
    team: str | None


def clashes(
    actor: Person, team: Team, spans: Iterable[Span], people: Collection[int], place: str, *, without: Q | None = None
) -> list[Clash]:
    """Of all spans in three statements, by time. ``without``: meetings that are changed or given up by this very step.

    «Room 1» of another county is another room, unless it is a table of the actor's own."""
    wanted = sorted(spans, key=lambda span: span.begins)
    if not wanted:
        return []
    others = _others(wanted[0].begins, max(span.ends for span in wanted), without)
    crossing = [one for one in others if any(span.meets(Span.of(one.starts_at, one.minutes)) for span in wanted)]
    if not crossing:
        return []
    seen = dict(meetings_for(actor).filter(pk__in=[one.pk for one in crossing]).values_list("pk", "team__name"))
    invited = _invited(crossing, people)
    found: list[Clash] = []
    for one in crossing:
        near = one.pk in seen or one.team.jurisdiction_id == team.jurisdiction_id
        if place and near and one.place.strip().casefold() == place.strip().casefold():
            found.append(Clash(one.starts_at, None, seen.get(one.pk)))
        found += [Clash(one.starts_at, name, seen.get(one.pk)) for name in invited.get(one.pk, ())]
    return found


def _others(begins: datetime, ends: datetime, without: Q | None) -> list[Meeting]:
    found = Meeting.objects.filter(
        status__in=(MeetingStatus.PLANNED, MeetingStatus.UNDER_WAY), starts_at__gt=max(begins, clock.now()) - LONGEST,
        starts_at__lt=ends,
    )  # fmt: skip
    found = found.exclude(without) if without else found
    return list(found.select_related("team").order_by("starts_at", "pk"))


def _invited(meetings: Collection[Meeting], people: Collection[int]) -> dict[int, list[str]]:
    rows = Attendee.objects.filter(meeting__in=meetings, person__in=people).exclude(reply=Reply.DECLINED)
    found: dict[int, list[str]] = {}
    for meeting, name in rows.order_by("person__name", "person_id").values_list("meeting_id", "person__name"):
        found.setdefault(meeting, []).append(name)
    return found
