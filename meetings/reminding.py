"""Who is reminded of which meeting, and when: rows with unique keys, so that each goes out once, whatever worker dies.

What is wanted follows from the rows at this second: the meeting, who is invited, what she answered, how she wants to be
reminded. Planning makes the rows say that, and can be run at any time, by any number of workers. Keys hold the meeting's
sequence: when it moves, what was planned is stopped and planned anew. What would already be past is not planned: the
invitation itself has just gone out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Person, Reminder
from agencies.queries.acknowledgements import acknowledged
from agencies.queries.teams import coordinating_seats, live_seats
from mdt.kit import clock
from meetings.models import Attendee, LeadTimes, Meeting, Series
from meetings.queries.meetings import WITHOUT_CASES
from meetings.recurring import moment
from meetings.vocabulary import MeetingStatus, Reply

HORIZON = timedelta(days=16)  # longer than the longest lead time and a day in which no worker runs
LONGEST = 14 * 24  # hours
DEFAULT = (24,)  # of who has chosen nothing
ASKED_BEFORE = timedelta(days=3)  # who has not answered is asked once
TOLD_BEFORE = timedelta(days=1)  # who coordinates hears that somebody who is needed has not answered
DAY = timedelta(days=1)
PATH = "/meetings/"
LOCKS = {"meet": 9_116, "meetday": 9_117}  # among the database's advisory locks

Wanted = dict[str, tuple[int, datetime]]  # key → person, when


def plan() -> None:
    """The meetings of the next days, and what still waits about others."""
    now = clock.now()
    soon = Meeting.objects.filter(starts_at__gt=now, starts_at__lte=now + HORIZON, status=MeetingStatus.PLANNED)
    for key in sorted({*soon.order_by().values_list("pk", flat=True), *_waiting("meet")}):
        plan_meeting(key)
    digests = LeadTimes.objects.exclude(digest_at=None).values_list("person_id", flat=True)
    for person in sorted({*digests, *_waiting("meetday")}):
        plan_digest(person)


def replan(meeting: Meeting) -> None:
    """In the transaction of the change. Days with one mail for all follow within minutes, by the worker: taken here, their
    locks could cross those of another change."""
    plan_meeting(meeting.pk)


def replan_series(series: Series) -> None:
    """The dates of the next days; those that follow are reached by the worker."""
    now = clock.now()
    soon = series.meetings.filter(starts_at__gt=now, starts_at__lte=now + HORIZON)
    for key in soon.order_by("pk").values_list("pk", flat=True):
        plan_meeting(key)


def replan_for(person: Person) -> None:
    """After her own choice, each meeting in a transaction of its own."""
    for key in list(_coming(person.pk).order_by("meeting").values_list("meeting", flat=True)):
        plan_meeting(key)
    plan_digest(person.pk)


def plan_meeting(key: int) -> None:
    """One after the other for each meeting: who plans from an older state waits for the change, and then reads it."""
    with transaction.atomic():
        _alone("meet", key)
        meeting = Meeting.objects.select_related("team").filter(pk=key).first()
        _make_so(f"meet:{key}:", _of_meeting(meeting) if meeting else {})


def plan_digest(person: int) -> None:
    """One mail on each day before which there is something to remind of, at her time where her agency works."""
    with transaction.atomic():
        _alone("meetday", person)
        _make_so(f"meetday:{person}:", _of_person(person))


def _of_meeting(meeting: Meeting) -> Wanted:
    wanted: Wanted = {}
    if meeting.status != MeetingStatus.PLANNED or meeting.starts_at <= clock.now():
        return wanted
    start = f"meet:{meeting.pk}:{meeting.sequence}"
    invited = list(at_table(Attendee.objects.filter(meeting=meeting)).only("person", "reply", "is_needed"))
    chosen = {row.person_id: row for row in LeadTimes.objects.filter(person__in=[one.person_id for one in invited])}
    for one in invited:
        for hours in _hours(chosen.get(one.person_id)) if one.reply != Reply.DECLINED else ():
            wanted[f"{start}:{one.person_id}:{hours}"] = (one.person_id, meeting.starts_at - timedelta(hours=hours))
        if one.reply == Reply.NONE:
            wanted[f"{start}:{one.person_id}:answer"] = (one.person_id, meeting.starts_at - ASKED_BEFORE)
    if any(one.is_needed and one.reply == Reply.NONE for one in invited):
        leading = coordinating_seats().filter(team=meeting.team).order_by().values_list("person_id", flat=True)
        there = {one.person_id for one in invited}
        for person in leading:
            if meeting.chosen_only and person not in there:
                continue  # for her there is no such meeting, and a mail would tell of it
            wanted[f"{start}:{person}:needed"] = (person, meeting.starts_at - TOLD_BEFORE)
    return wanted


def _hours(chosen: LeadTimes | None) -> Iterable[int]:
    return DEFAULT if chosen is None else chosen.hours


def _of_person(key: int) -> Wanted:
    chosen = LeadTimes.objects.filter(person=key, person__is_active=True).exclude(digest_at=None).first()
    zones = Person.objects.filter(pk=key).order_by().values_list("agency__jurisdiction__time_zone", flat=True)
    zone = zones[0] if zones else None
    if chosen is None or chosen.digest_at is None or zone is None:
        return {}
    there, now = ZoneInfo(zone), clock.now()
    starts = list(_coming(key).exclude(reply=Reply.DECLINED).values_list("meeting__starts_at", flat=True))
    wanted: Wanted = {}
    for days in range(-1, HORIZON.days):
        day = now.astimezone(there).date() + timedelta(days=days)
        at, until = moment(day, chosen.digest_at, there), moment(day + DAY, chosen.digest_at, there)
        if any(at < start <= until for start in starts):
            wanted[f"meetday:{key}:{day}"] = (key, at)
    return wanted


def _coming(person: int) -> QuerySet[Attendee]:
    now = clock.now()
    invited = Attendee.objects.filter(
        person=person, meeting__status=MeetingStatus.PLANNED,
        meeting__starts_at__gt=now, meeting__starts_at__lte=now + HORIZON,
    )  # fmt: skip
    return at_table(invited)


def at_table(invited: QuerySet[Attendee]) -> QuerySet[Attendee]:
    """Of who is invited, those for whom the meeting is there: as ``meetings_for`` says it of one person."""
    seated = live_seats().filter(acknowledged(), person=OuterRef("person"), team=OuterRef("meeting__team"))
    found = invited.filter(Q(meeting__kind__in=WITHOUT_CASES) | Exists(seated), person__is_active=True)
    return found.order_by("pk")  # the worker reads no name, not even to put them in order


# --- Rows ------------------------------------------------------------------------------------------------------
def _make_so(prefix: str, wanted: Wanted) -> None:
    """A row that was sent stays, and so does what it says: that is what «once» rests on."""
    now = clock.now()
    there = {row.key: row for row in Reminder.objects.filter(key__startswith=prefix)}
    stopped = [row.pk for key, row in there.items() if key not in wanted and not row.sent_at and not row.cancelled_at]
    Reminder.objects.filter(pk__in=stopped, sent_at=None, cancelled_at=None).update(cancelled_at=now)
    missing = [key for key, (_person, at) in wanted.items() if key not in there and at > now]
    Reminder.objects.bulk_create(
        [Reminder(key=key, person_id=wanted[key][0], path=PATH, due_at=wanted[key][1]) for key in missing],
        ignore_conflicts=True,
    )
    for key in wanted.keys() & there.keys():
        row, at = there[key], wanted[key][1]
        again = row.cancelled_at and at > now  # she chose otherwise, and came back to it
        moved = row.attempts == 0 and row.due_at != at and not row.cancelled_at
        if not row.sent_at and (again or moved):
            Reminder.objects.filter(pk=row.pk, sent_at=None).update(cancelled_at=None, due_at=at, attempts=0)


def _waiting(kind: str) -> set[int]:
    """What rows that wait are about."""
    waiting = Reminder.objects.filter(key__startswith=f"{kind}:", sent_at=None, cancelled_at=None)
    return {int(key.split(":")[1]) for key in waiting.values_list("key", flat=True)}


def _alone(kind: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS[kind], key])
