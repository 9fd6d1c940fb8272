"""Cycles narrowed to who asks, with where each of their steps stands today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from agencies.models import Person, Team
from agencies.queries.tables import Tables
from agencies.queries.teams import coordinating_seats, live_seats, today_of, visible_teams
from mdt.kit import clock
from protocols.models import Agreement, CycleStep, Evidence, ProtocolCycle
from protocols.steps import StepState, state_of


def visible_cycles(actor: Person) -> QuerySet[ProtocolCycle]:
    """Of the teams at whose table the actor sits now. For others there is none."""
    if not actor.is_active or actor.agency_id is None:
        return ProtocolCycle.objects.none()
    return ProtocolCycle.objects.filter(team__in=visible_teams(actor).values("pk"))


@dataclass(frozen=True)
class StepRow:
    step: CycleStep
    state: StepState
    evidence: int

    @property
    def overdue(self) -> bool:
        return self.state == StepState.OVERDUE


@dataclass(frozen=True)
class Ring:
    """A cycle with all that its pictures need."""

    cycle: ProtocolCycle
    today: date
    steps: list[StepRow]
    seen: bool = True  # whether the actor may open it

    @property
    def done(self) -> int:
        return sum(row.state == StepState.DONE for row in self.steps)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.steps)


def rings(found: QuerySet[ProtocolCycle], seen: Iterable[int] | None = None) -> list[Ring]:
    """In two queries. ``seen``: the cycles that may be opened; all of them if nothing is said."""
    steps = CycleStep.objects.select_related("owner", "closed_by").annotate(shown=Count("evidence")).order_by("number")
    told = found.select_related("team__parent").prefetch_related(Prefetch("steps", steps, to_attr="told"))
    allowed = None if seen is None else set(seen)
    return [_ring(one, allowed is None or one.pk in allowed) for one in told]


def _ring(cycle: ProtocolCycle, seen: bool) -> Ring:
    today = today_of(cycle.team)
    rows: list[CycleStep] = cycle.told  # type: ignore[attr-defined]
    return Ring(cycle, today, [StepRow(one, state(one, today), one.shown) for one in rows], seen)  # type: ignore[attr-defined]


def state(step: CycleStep, today: date) -> StepState:
    return state_of(
        closed=step.closed_at is not None, due_on=step.due_on, started_on=step.started_on, today=today
    )  # fmt: skip


def ring_of(cycle: ProtocolCycle) -> Ring:
    return rings(ProtocolCycle.objects.filter(pk=cycle.pk))[0]


def current(actor: Person) -> QuerySet[ProtocolCycle]:
    """The open cycle of each team of the actor."""
    return visible_cycles(actor).filter(closed_at=None).order_by("team__name")


def under(actor: Person, team: Team) -> list[Ring]:
    """The open cycles of the team's subcommittees: they report back to it, so how far they are is told (law 5.4)."""
    found = ProtocolCycle.objects.filter(team__parent=team, team__is_active=True, closed_at=None).order_by("team__name")
    return rings(found, visible_cycles(actor).values_list("pk", flat=True))


def earlier(cycle: ProtocolCycle) -> list[ProtocolCycle]:
    """The team's other cycles, the latest first."""
    return list(ProtocolCycle.objects.filter(team=cycle.team).exclude(pk=cycle.pk))


def coordinated(actor: Person) -> QuerySet[Team]:
    """Teams for which the actor may act now."""
    return Team.objects.filter(pk__in=coordinating_seats().filter(person=actor).values("team")).order_by("name")


def without_steps(actor: Person) -> QuerySet[Team]:
    """Teams of the actor's that have begun no cycle; ``is_mine`` where the actor may begin it."""
    mine = coordinating_seats().filter(person=actor, team=OuterRef("pk"))
    found = visible_teams(actor) if actor.agency_id is not None else Team.objects.none()
    return found.filter(~Exists(ProtocolCycle.objects.filter(team=OuterRef("pk"))), is_active=True).annotate(
        is_mine=Exists(mine)
    ).order_by("name")  # fmt: skip


def people(team: Team) -> list[Person]:
    """Who can answer for a step: everybody at the table."""
    return list(Person.objects.filter(pk__in=live_seats().filter(team=team).values("person")).order_by("name"))


def evidence_of(step: CycleStep) -> QuerySet[Evidence]:
    return step.evidence.select_related("agreement", "added_by").defer("content")


def texts(team: Team) -> QuerySet[Agreement]:
    """The team's agreements, to be named as evidence."""
    return Agreement.objects.filter(team=team).order_by("title", "pk")


# --- What waits ------------------------------------------------------------------------------------------------
SOON = timedelta(days=7)


def for_today(actor: Person, tables: Tables, limit: int = 20) -> list[StepRow]:
    """One query. Of teams that the actor coordinates every step that is overdue; the actor's own a week ahead too."""
    if actor.agency_id is None or not actor.is_active:
        return []
    latest = clock.now().date() + SOON + timedelta(days=1)  # it may be a day later where the team works
    open_steps = CycleStep.objects.filter(closed_at=None, cycle__closed_at=None, due_on__lte=latest)
    mine = Q(owner=actor) if actor.runs_installation else Q(owner=actor, cycle__team__in=tables.sits)
    found = open_steps.filter(mine | Q(cycle__team__in=tables.leads))
    rows = []
    for one in found.select_related("cycle__team", "owner").order_by("due_on", "pk")[:limit]:
        today = today_of(one.cycle.team)
        stands = state(one, today)
        if stands == StepState.OVERDUE or (one.owner_id == actor.pk and one.due_on and one.due_on <= today + SOON):
            rows.append(StepRow(one, stands, 0))
    return rows
