"""What goes to calendars when a meeting or a series changes: rows for the worker, inside the change's own transaction.

A row that waits is replaced by a later one: nobody gets an older state after a newer one. The same call again adds nothing,
but a row for who came to the table since.
"""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from agencies.models import Person
from agencies.queries.acknowledgements import acknowledged
from agencies.queries.teams import live_seats
from mdt.kit import acting, clock, ids
from mdt.kit.errors import refuse
from meetings import reminding
from meetings.ics import Method, sequence_of
from meetings.models import Attendee, CalendarMail, Feed, LeadTimes, Meeting, Series
from meetings.policy.calendar import may_keep
from meetings.queries.table import for_cases
from meetings.vocabulary import WITH_CASES, MeetingStatus


def invite(meeting: Meeting) -> None:
    """A meeting of its own, or one date of a series that differs from its rule now."""
    _put("REQUEST", _invited(meeting), sequence_of(meeting, meeting.series), meeting=meeting)
    reminding.replan(meeting)


def cancel(meeting: Meeting) -> None:
    """It does not take place."""
    people = _invited(meeting) | _told(meeting=meeting)
    _put("CANCEL", people, sequence_of(meeting, meeting.series), meeting=meeting)
    reminding.replan(meeting)


def invite_series(series: Series) -> None:
    """A series as it stands now, to everybody at its table."""
    _put("REQUEST", _seated(series), series.sequence, series=series)
    reminding.replan_series(series)


def cancel_series(series: Series) -> None:
    """A series that ended before it began."""
    _put("CANCEL", _seated(series) | _told(series=series), series.sequence, series=series)
    reminding.replan_series(series)


def catch_up() -> None:
    """Who came to a table, or came back to it, after its series was made. By the worker, as often as one likes."""
    coming = Meeting.objects.filter(series=OuterRef("pk"), status=MeetingStatus.PLANNED, starts_at__gt=clock.now())
    for series in Series.objects.filter(Exists(coming)).order_by("pk"):
        rows = CalendarMail.objects.filter(series=series, method="REQUEST")
        told = rows.filter(cancelled_at=None).values_list("person_id", flat=True)
        if new := _seated(series) - set(told):
            with transaction.atomic():
                _put("REQUEST", new, series.sequence, series=series)
                again = rows.filter(person__in=new, sequence=series.sequence, sent_at=None)
                again.update(cancelled_at=None, due_at=clock.now())


def _put(method: Method, people: Iterable[int], sequence: int, **about: Any) -> None:
    ((what, one),) = about.items()
    rows = [
        CalendarMail(
            key=f"{what}:{one.pk}:{person}:{sequence}:{method}", person_id=person, method=method, sequence=sequence, **about
        )
        for person in sorted(people)
    ]  # fmt: skip
    waiting = CalendarMail.objects.filter(
        **about, person__in=[row.person_id for row in rows], sent_at=None, cancelled_at=None
    )
    waiting.exclude(key__in=[row.key for row in rows]).update(cancelled_at=clock.now())
    CalendarMail.objects.bulk_create(rows, ignore_conflicts=True)


def _invited(meeting: Meeting) -> set[int]:
    return set(Attendee.objects.filter(meeting=meeting).order_by().values_list("person_id", flat=True))


def _seated(series: Series) -> set[int]:
    seats = live_seats().filter(acknowledged(), team=series.team_id)
    if series.kind in WITH_CASES:
        seats = for_cases(seats)  # law A-13
    return set(seats.order_by().values_list("person_id", flat=True))


def _told(**about: Any) -> set[int]:
    """To whom an invitation went, whether or not she is still invited."""
    sent = CalendarMail.objects.filter(**about, method="REQUEST", sent_at__isnull=False)
    return set(sent.values_list("person_id", flat=True))


# --- One's own feed and reminders ------------------------------------------------------------------------------
def make_feed(*, by: Person) -> str:
    """A new secret address; the one before is dead at once. The secret is told this once, and only its hash is kept."""
    refuse(may_keep(by))
    with acting.recorded():
        _end_feed(by)
        token = ids.token()
        Feed(person=by, token_hash=Feed.digest(token)).save()
        return token


def end_feed(*, by: Person) -> bool:
    """Whether there was one to end."""
    refuse(may_keep(by))
    if not Feed.objects.filter(person=by, ended_at=None).exists():
        return False
    with acting.recorded():
        return _end_feed(by)


def _end_feed(by: Person) -> bool:
    Person.objects.select_for_update().only("pk").get(pk=by.pk)  # two that are made at once: one after the other
    live = Feed.objects.filter(person=by, ended_at=None).first()
    if live is None:
        return False
    live.ended_at = clock.now()
    live.save()
    return True


def choose_lead_times(*, hours: list[int], digest_at: time | None, by: Person) -> None:
    """How long before a meeting she is reminded; or one mail a day. What was planned otherwise is planned anew."""
    refuse(may_keep(by))
    with acting.recorded():
        Person.objects.select_for_update().only("pk").get(pk=by.pk)
        mine = LeadTimes.objects.filter(person=by).first() or LeadTimes(person=by)
        mine.hours, mine.digest_at = sorted(set(hours), reverse=True), digest_at
        mine.save()
    reminding.replan_for(by)
