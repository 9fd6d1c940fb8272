"""What stands in one person's calendar: what she is invited to, and the series of the tables at which she sits."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from agencies.models import Person
from cases.models import Holiday
from mdt.kit import clock
from meetings import recurring
from meetings.ics import Dates
from meetings.models import CalendarMail, Feed, LeadTimes, Meeting, Series
from meetings.queries.meetings import meetings_for, series_for
from meetings.vocabulary import MeetingStatus

AHEAD = timedelta(days=366 * 6)  # so far what differs from a rule is worked out
BEHIND = timedelta(days=366)  # so long a meeting by itself stays in a calendar


def calendar_of(person: Person) -> tuple[list[Dates], list[Meeting]]:
    """The series with their dates, and the meetings that belong to none of them. Five queries, however many there are."""
    series = list(series_for(person).select_related("team"))
    mine = list(meetings_for(person).exclude(status=MeetingStatus.CANCELLED))
    known = {one.pk for one in series}
    since = clock.now() - BEHIND
    alone = [one for one in mine if one.series_id not in known and one.starts_at >= since]
    return list(_dates(series, mine)), alone


def dates_of(person: Person, series: Series) -> Dates:
    """One series as this person has it."""
    mine = meetings_for(person).filter(series=series).exclude(status=MeetingStatus.CANCELLED)
    return next(_dates([series], list(mine)))


def _dates(series: list[Series], mine: list[Meeting]) -> Iterator[Dates]:
    rows, hers = defaultdict[int, set[datetime]](set), defaultdict[int, dict[datetime, Meeting]](dict)
    for key, slot in Meeting.objects.filter(series__in=series).order_by().values_list("series_id", "slot"):
        if key and slot:
            rows[key].add(slot)
    for meeting in mine:
        if meeting.series_id and meeting.slot:
            hers[meeting.series_id][meeting.slot] = meeting
    holidays = _holidays({one.team.jurisdiction_id for one in series})
    for one in series:
        zone = ZoneInfo(one.team.time_zone)
        slots = recurring.slots(one, zone, one.starts_on, (clock.now() + AHEAD).date())
        free = holidays[one.team.jurisdiction_id] if one.skips_holidays else set()
        out = _left_out(slots, rows[one.pk], set(hers[one.pk]), free, zone)
        yield Dates(one, slots, out, list(hers[one.pk].values()))


def _left_out(
    slots: list[datetime], rows: set[datetime], hers: set[datetime], holidays: set[date], zone: ZoneInfo
) -> set[datetime]:
    """As far as meetings were made, a slot without one of hers; after that, holidays."""
    made_until = max(rows, default=None)
    return {
        slot for slot in slots
        if slot not in hers
        and (slot in rows or (made_until and slot < made_until) or slot.astimezone(zone).date() in holidays)
    }  # fmt: skip


def _holidays(places: set[int]) -> dict[int, set[date]]:
    found = defaultdict[int, set[date]](set)
    for place, day in Holiday.objects.filter(jurisdiction__in=places).values_list("jurisdiction_id", "day"):
        found[place].add(day)
    return found


def feed_of(person: Person) -> Feed | None:
    return Feed.objects.filter(person=person, ended_at=None).first()


def feed_at(token: str) -> Feed | None:
    """Wrong, ended and closed: one question to the database, and one answer."""
    live = Feed.objects.filter(token_hash=Feed.digest(token), ended_at=None, person__is_active=True)
    return live.select_related("person").first()


def note_read(feed: Feed) -> None:
    """At most once an hour: when a program reads is nobody's business beyond «it works»."""
    now = clock.now()
    if feed.read_at is None or feed.read_at <= now - timedelta(hours=1):
        Feed.objects.filter(pk=feed.pk).update(read_at=now)


def lead_times_of(person: Person) -> LeadTimes | None:
    return LeadTimes.objects.filter(person=person).first()


def was_told(row: CalendarMail) -> bool:
    """Whether an invitation went out to the person that a cancellation can take back."""
    about = Q(series=row.series) if row.meeting is None else Q(meeting=row.meeting)
    if row.meeting and row.meeting.series:
        about |= Q(series=row.meeting.series)
    return CalendarMail.objects.filter(about, person=row.person_id, method="REQUEST", sent_at__isnull=False).exists()
