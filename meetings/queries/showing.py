"""How a team meets: attendance and follow-through by discipline over a year, counted from what the reader may see."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from agencies.models import Person, Team
from agencies.queries.teams import today_of
from agencies.vocabulary import Discipline
from confidentiality import gate
from mdt.kit import clock
from meetings.models import Attendee, Task
from meetings.queries.meetings import meetings_for
from meetings.queries.room import CAME
from meetings.vocabulary import MeetingStatus, TaskStatus

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Shown:
    """One discipline: of so many invitations so many came; of its tasks so many in time, late, open and past their day."""

    discipline: Discipline
    invited: int
    came: int
    in_time: int
    late: int
    overdue: int
    open: int


def by_discipline(actor: Person, team: Team) -> list[Shown]:
    since = clock.now() - YEAR
    # Of meetings that the reader sees: a count of others would tell that they were.
    meetings = meetings_for(actor).filter(team=team, status=MeetingStatus.HELD, starts_at__gte=since)
    held = Attendee.objects.filter(meeting__in=meetings.values("pk"))
    found = held.values("discipline").annotate(invited=Count("pk"), came=Count("pk", filter=Q(presence__in=CAME)))
    there = {row["discipline"]: (row["invited"], row["came"]) for row in found.order_by("discipline")}
    tasks = _tasks(actor, team)
    names = sorted({*there, *tasks}, key=lambda one: str(Discipline(one).label))
    return [_shown(Discipline(one), there.get(one, (0, 0)), tasks.get(one, Counter())) for one in names]


def _shown(discipline: Discipline, there: tuple[int, int], tasks: Counter[str]) -> Shown:
    states = (tasks[name] for name in ("in_time", "late", "overdue", "open"))
    return Shown(discipline, *there, *states)


def _tasks(actor: Person, team: Team) -> dict[str, Counter[str]]:
    """By the discipline as which the owner was invited. A task that the reader may not see is not counted for her."""
    today, found = today_of(team), dict[str, Counter[str]]()
    with gate.own_rows(actor):
        rows = Task.objects.filter(meeting__team=team, made_at__gte=clock.now() - YEAR).exclude(
            status=TaskStatus.DROPPED
        )
        told = list(rows.values_list("meeting", "owner", "due_on", "status", "settled_at"))
    as_what = dict[tuple[int, int], str]()
    invited = Attendee.objects.filter(meeting__in={row[0] for row in told})
    for meeting, person, discipline in invited.values_list("meeting", "person", "discipline"):
        as_what[meeting, person] = discipline
    for meeting, owner, due_on, status, settled_at in told:
        if status == TaskStatus.DONE:
            state = "in_time" if settled_at.date() <= due_on else "late"
        else:
            state = "overdue" if due_on < today else "open"
        found.setdefault(as_what.get((meeting, owner), Discipline.OTHER), Counter())[state] += 1
    return found
