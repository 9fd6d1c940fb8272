"""The list of meetings, one of them with who is invited, and what Today says about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agencies.models import Person, Team
from agencies.queries.tables import Tables
from agencies.queries.teams import visible_teams
from mdt.kit import clock
from meetings.models import Attendee, Meeting, Series
from meetings.queries.meetings import meetings_for, series_for, sitting
from meetings.vocabulary import MeetingStatus, Reply

SHOWN_AHEAD = timedelta(days=100)  # so that a quarterly meeting is on the list
NEXT = timedelta(days=14)
OWED = timedelta(days=35)  # so that a monthly meeting is answered once it is the next one
A_DAYS_WORK = timedelta(hours=10)  # nothing here is longer
A_PAGE = 20
RUNNING = (MeetingStatus.PLANNED, MeetingStatus.UNDER_WAY)


def with_my_answer(actor: Person, tables: Tables | None = None) -> QuerySet[Meeting]:
    """``mine``: the own answer; None where one is not on the list."""
    mine = Attendee.objects.filter(meeting=OuterRef("pk"), person=actor).values("reply")[:1]
    return meetings_for(actor, tables).annotate(mine=Subquery(mine))


def coming(actor: Person, *, everything: bool = False) -> list[Meeting]:
    """What takes place now or later, the next first; without what lies far ahead, unless it is asked for."""
    found = with_my_answer(actor).filter(status__in=RUNNING).filter(_not_over())
    return list(
        (found if everything else found.filter(starts_at__lt=clock.now() + SHOWN_AHEAD)).order_by("starts_at", "pk")
    )


def is_more(actor: Person) -> bool:
    """Whether something is planned that ``coming`` leaves out."""
    return meetings_for(actor).filter(status__in=RUNNING, starts_at__gte=clock.now() + SHOWN_AHEAD).exists()


def past(actor: Person, page: int) -> tuple[list[Meeting], bool]:
    """What is over, the latest first, and whether there is an older page."""
    found = with_my_answer(actor).exclude(Q(status__in=RUNNING) & _not_over()).order_by("-starts_at", "-pk")
    rows = list(found[page * A_PAGE : (page + 1) * A_PAGE + 1])
    return rows[:A_PAGE], len(rows) > A_PAGE


def running_series(actor: Person) -> list[Series]:
    """Those that still have a date to come, each with its next one as ``next_at``."""
    ahead = Meeting.objects.filter(series=OuterRef("pk"), status=MeetingStatus.PLANNED, starts_at__gt=clock.now())
    following = ahead.order_by("starts_at")
    found = series_for(actor).annotate(
        next_at=Subquery(following.values("starts_at")[:1]), next_id=Subquery(following.values("public_id")[:1])
    )
    return list(found.filter(next_at__isnull=False).order_by("next_at", "pk"))


def invited(meeting: Meeting) -> list[Attendee]:
    return list(meeting.attendees.select_related("person", "agency").order_by("discipline", "person__name", "pk"))


def told(actor: Person) -> QuerySet[Meeting]:
    """For the page of one."""
    return meetings_for(actor).select_related("team__jurisdiction", "series__team", "made_by")


def teams_to_call_for(actor: Person) -> QuerySet[Team]:
    """The tables at which the actor sits: an emergency is called by anybody, the rest by who coordinates."""
    return visible_teams(actor).filter(is_active=True).order_by("name")


@dataclass(frozen=True)
class Waiting:
    """Of meetings, for Today."""

    soon: list[Meeting]  # within fourteen days
    owed: list[Meeting]  # later than that, and without an answer of mine


def for_today(actor: Person, tables: Tables) -> Waiting:
    if actor.agency_id is None:
        return Waiting([], [])
    now = clock.now()
    found = with_my_answer(actor, tables).filter(status__in=RUNNING, starts_at__lt=now + OWED).filter(_not_over())
    rows = list(found.order_by("starts_at", "pk"))
    soon = [one for one in rows if one.starts_at < now + NEXT]
    later = [one for one in rows if one.starts_at >= now + NEXT and one.status == MeetingStatus.PLANNED]
    return Waiting(soon, [one for one in later if one.mine == Reply.NONE])  # type: ignore[attr-defined]  # annotated


def is_missed(meeting: Meeting) -> bool:
    """It was never begun, and its time is over."""
    return meeting.status == MeetingStatus.PLANNED and meeting.starts_at < clock.now() - A_DAYS_WORK


def answers(rows: Iterable[Attendee]) -> dict[str, int]:
    """How many come, may come, do not come and have not said."""
    counted = dict.fromkeys(Reply.values, 0)
    for one in rows:
        counted[one.reply] += 1
    return counted


def _not_over() -> Q:
    """Under way, or its day is not over: one that begins late still stands with those to come."""
    return Q(status=MeetingStatus.UNDER_WAY) | Q(starts_at__gt=clock.now() - A_DAYS_WORK)


def tables(actor: Person) -> list[Team]:
    """The teams at whose table the actor sits, acknowledged."""
    return list(Team.objects.filter(pk__in=sitting(actor).values("team")).order_by("name"))
