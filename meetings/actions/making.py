"""The dates of a series as rows, thirteen months ahead, and who is invited to them. Run by pages and, each hour, by the worker.

Twice is once: a row for each series and slot, one for each meeting and person. Rows are written in bulk, without entries in
the record of changes: they follow from a series and from seats, whose changes are on record.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from agencies.queries.teams import today_of
from cases.queries.clocks import holidays_of
from mdt.kit import clock
from meetings import recurring
from meetings.models import Attendee, Meeting, Series
from meetings.queries.table import missing_and_over
from meetings.vocabulary import MeetingStatus, Presence

AHEAD = timedelta(days=396)  # thirteen months: a year is always there to be seen
LOCK = 9_115  # of series, among the database's advisory locks


def last_day(series: Series) -> date | None:
    """Its own last day; or the one before that on which another takes its place."""
    after = series.pk and Series.objects.filter(replaces=series).values_list("starts_on", flat=True).first()
    ends = [day for day in (series.ends_on, after and after - timedelta(days=1)) if day]
    return min(ends, default=None)


def dates(series: Series, until: date, holidays: Collection[date] = ()) -> Iterator[tuple[date, bool]]:
    """The days on which it meets up to one, each with whether trafficking is its focus (law 5.3).

    A turn that falls on a holiday gives its focus to the next meeting, so none is lost."""
    owed = False
    for number, day in enumerate(recurring.days(series, until), start=1):
        owed = owed or bool(series.focus_every and number % series.focus_every == 0)
        if series.skips_holidays and day in holidays:
            continue
        yield day, owed
        owed = False


def planned(series: Series, since: datetime) -> list[Meeting]:
    """The meetings that follow from the rule from a moment on, thirteen months ahead; made, not yet saved."""
    team = series.team
    last = last_day(series)
    until = min(today_of(team) + AHEAD, last or date.max)
    zone = ZoneInfo(team.time_zone)
    closed = holidays_of(team, series.starts_on) if series.skips_holidays else ()
    return [
        Meeting(
            team_id=series.team_id, series=series, slot=at, kind=series.kind, starts_at=at, minutes=series.minutes,
            place=series.place, link=series.link, trafficking_focus=focus, made_by_id=series.made_by_id,
        )
        for day, focus in dates(series, until, closed)
        if (at := recurring.moment(day, series.at, zone)) > since
    ]  # fmt: skip


def make(series: Series, since: datetime | None = None, late_because: str = "") -> list[Meeting]:
    """Make what is missing of a series; all of it that is planned comes back. Inside a transaction that holds its lock."""
    found = planned(series, since or clock.now())
    soon = today_of(series.team) + timedelta(days=series.notice_days)
    zone = ZoneInfo(series.team.time_zone)
    for meeting in found:
        if late_because and meeting.starts_at.astimezone(zone).date() < soon:
            meeting.late_because = late_because
    Meeting.objects.bulk_create(found, ignore_conflicts=True)
    made = list(
        Meeting.objects.filter(series=series, slot__in=[one.slot for one in found], status=MeetingStatus.PLANNED)
    )
    keep_tables(made)
    return made


def keep_tables(meetings: Iterable[Meeting]) -> None:
    """Who joined the team is invited to what is planned; who left is not any more, if nothing is noted about her."""
    added, over = missing_and_over([one for one in meetings if not one.chosen_only])
    if over:
        gone = Attendee.objects.filter(pk__in=over, presence=Presence.UNKNOWN)
        gone._raw_delete(gone.db)  # the worker writes no entries, and the rows have nothing that hangs on them
    Attendee.objects.bulk_create(added, ignore_conflicts=True)


def hold(series: int) -> None:
    """One at a time works on the dates of a series: until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, series])


def make_ahead() -> None:
    """Each hour: the dates that have come within thirteen months, and the tables of all that is planned."""
    today = clock.now().date() - timedelta(days=1)  # nowhere is it earlier
    running = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), team__is_active=True)
    for key in running.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            hold(key)
            make(Series.objects.select_related("team").get(pk=key))
    for team in coming().values_list("team", flat=True).distinct().order_by():
        with transaction.atomic():
            keep_tables(coming().filter(team=team))


def coming() -> QuerySet[Meeting]:
    """Planned for the whole table, and still to come."""
    return Meeting.objects.filter(status=MeetingStatus.PLANNED, starts_at__gt=clock.now(), chosen_only=False)
