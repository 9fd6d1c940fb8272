"""Tension points of the actor's teams, with how each discipline sees them."""

from django.db.models import Count, Prefetch, QuerySet

from agencies.models import Person, Seat, Team
from agencies.queries.teams import live_seats, visible_teams
from agencies.vocabulary import Discipline
from protocols.models import Position, TensionPoint
from protocols.vocabulary import Tension


def visible_points(actor: Person) -> QuerySet[TensionPoint]:
    """Of the teams at whose table the actor sits now."""
    if not actor.is_active or actor.agency_id is None:
        return TensionPoint.objects.none()
    found = TensionPoint.objects.filter(team__in=visible_teams(actor).values("pk"))
    return (
        found.select_related("team", "opened_by").annotate(said=Count("positions")).order_by("team__name", "opened_at")
    )


def told(actor: Person) -> QuerySet[TensionPoint]:
    positions = Position.objects.select_related("agency", "by")
    return visible_points(actor).prefetch_related(Prefetch("positions", positions))


def speaks_for(actor: Person, team: Team) -> list[Discipline]:
    """The disciplines for which the actor sits at this table today."""
    return sorted({Discipline(seat.discipline) for seat in _seats(actor, team)}, key=lambda one: str(one.label))


def _seats(actor: Person, team: Team) -> QuerySet[Seat]:
    return live_seats().filter(person=actor, team=team)


def unnamed(team: Team) -> list[Tension]:
    """The named ones that the team has not taken up, and always one of its own."""
    there = set(team.tensions.values_list("key", flat=True))
    return [one for one in Tension if one == Tension.OWN or one not in there]
