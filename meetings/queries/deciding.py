"""Decisions and tasks as one person may see them. About a case: while a live basis opens that case to her."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from agencies.models import Agency, Person
from confidentiality import gate
from meetings.models import Decision, Item, Meeting, Stance, Task
from meetings.vocabulary import TaskStatus


@dataclass
class Written:
    """What was written down under one item, as far as the reader may see it."""

    decisions: list["Put"] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


@dataclass(frozen=True)
class Put:
    """A decision with where each agency stands: those that said something, and those in the room that did not."""

    decision: Decision
    stances: list[Stance]
    silent: list[Agency]

    @property
    def dissent(self) -> list[Stance]:
        """Who did not simply agree; it is kept whatever came of it."""
        return [one for one in self.stances if one.number > 2]


def agencies_present(item: Item) -> list[Agency]:
    """Asked inside an open gate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id FROM mdt_agencies_present(%s)", [item.pk])
        keys = [row[0] for row in cursor.fetchall()]
    return list(Agency.objects.filter(pk__in=keys).order_by("name"))


def written(items: Iterable[Item]) -> dict[int, Written]:
    """By item, in three queries. Asked inside an open gate."""
    keys = [item.pk for item in items]
    found = {key: Written() for key in keys}
    here = {item.pk: agencies_present(item) for item in items if item.status == "open"}
    rows = Decision.objects.filter(item__in=keys).prefetch_related("stances__agency").order_by("put_at", "pk")
    for one in rows:
        stances = sorted(one.stances.all(), key=lambda stance: stance.agency.name)
        said = {stance.agency_id for stance in stances}
        silent = [agency for agency in here.get(one.item_id, []) if agency.pk not in said]
        found[one.item_id].decisions.append(Put(one, stances, silent))
    for task in Task.objects.filter(item__in=keys).select_related("owner__agency").order_by("due_on", "pk"):
        found[task.item_id].tasks.append(task)
    return found


def decision_of(actor: Person, meeting: Meeting, public_id: object) -> Decision:
    """One decision of the meeting. Hidden and missing are the same."""
    with gate.own_rows(actor):
        one = Decision.objects.select_related("item").filter(item__meeting=meeting, public_id=public_id).first()
    if one is None:
        raise gate.RecordNotFound
    one.item.meeting = meeting
    return one


def tasks_for(actor: Person) -> list[Task]:
    """Those that the actor has to do, the most pressing first."""
    with gate.own_rows(actor):
        return list(_tasks().filter(owner=actor, status=TaskStatus.OPEN))


def tasks_of(actor: Person, teams: Iterable[int]) -> list[Task]:
    """Open tasks of these teams that others have to do, as far as the actor may see them."""
    with gate.own_rows(actor):
        return list(_tasks().filter(meeting__team__in=list(teams), status=TaskStatus.OPEN).exclude(owner=actor))


def _tasks() -> QuerySet[Task]:
    return Task.objects.select_related("owner__agency", "meeting__team").order_by("due_on", "pk")
