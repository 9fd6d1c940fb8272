"""Who opens a tension point, who speaks for a discipline, and who writes down what the team made of it."""

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import coordinates, visible_teams
from protocols.models import TensionPoint
from protocols.queries.tensions import speaks_for, visible_points


def may_open(actor: Person, team: Team) -> str | None:
    """Everybody at the table can name one."""
    if actor.agency_id is None or not visible_teams(actor).filter(pk=team.pk).exists():
        return _("There is no such team.")
    return None


def may_speak(actor: Person, point: TensionPoint, discipline: str) -> str | None:
    if not visible_points(actor).filter(pk=point.pk).exists():
        return _("There is no such point.")
    if discipline not in speaks_for(actor, point.team):
        return _("A discipline speaks through somebody who sits for it at this table.")
    return None


def may_settle(actor: Person, point: TensionPoint) -> str | None:
    if not coordinates(actor, point.team):
        return _("Only a coordinator of the team writes down what came of it.")
    return None
