"""Who may do what with a team, its seats and its coordination. Nothing here opens a case."""

from typing import Literal

from django.utils.translation import gettext as _

from agencies.models import Person, Seat, Team
from agencies.queries.acknowledgements import acknowledgement_of
from agencies.queries.teams import AT_THE_TABLE, coordinates, has_coordinator, live_seats, visible_teams
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Discipline, SeatRole, TeamPurpose

Action = Literal["see", "keep_table", "appoint_first"]


def may(actor: Person, action: Action, team: Team) -> str | None:
    """None, or the sentence that refuses. ``see`` is asked first: for others the team does not exist."""
    if not visible_teams(actor).filter(pk=team.pk).exists():
        return _("There is no such team.")
    if action == "see":
        return None
    if not team.is_active:
        return _("This team is closed. Its table stays as it was.")
    return _may_appoint_first(actor, team) if action == "appoint_first" else _may_keep_table(actor, team)


def _may_keep_table(actor: Person, team: Team) -> str | None:
    if coordinates(actor, team):
        return None
    if not team.coordinators.filter(user=actor, permission__codename="coordinate_team").exists():
        return _("Only a coordinator of this team changes who sits at its table.")
    return _("You coordinate this team again as soon as you have signed this year's acknowledgement.")


def _may_appoint_first(actor: Person, team: Team) -> str | None:
    if not actor.runs_installation:
        return _("Only who runs the installation appoints a team's first coordinator.")
    if has_coordinator(team):
        return _("This team has a coordinator. Its coordinators appoint others.")
    return None


def may_sit(person: Person, team: Team, role: str, discipline: str) -> str | None:
    """Whether this person may have this seat, whoever gives it."""
    if person.agency is None or not person.is_active or not person.agency.is_active:
        return _("Only people with an open account in an active agency can have a seat.")
    if team.purpose == TeamPurpose.SYSTEMS:
        return None
    if person.agency.sector in SYSTEMS_ONLY_SECTORS:  # law A-13, P-11
        return _(
            "%(agency)s takes part in systems work only. It can have seats on a team that works on systems, "
            "and none on a team that works on cases."
        ) % {"agency": person.agency.name}
    if role == SeatRole.ADVISER or discipline == Discipline.SURVIVOR_ADVISER:  # law P-10
        return _("Survivor advisers sit on teams that work on systems, never where cases are discussed.")
    return None


def may_coordinate(person: Person, team: Team) -> str | None:
    """Whether this person can be appointed by another coordinator."""
    seat = live_seats().filter(person=person, team=team).first()
    if seat is None:
        return _("Only somebody who sits at this table now can coordinate it.")
    if not may_carry_coordination(seat):
        return _("A guest or an adviser cannot coordinate a team. Make it a member's seat first.")
    if not acknowledgement_of(person).in_force:
        return _("%(person)s has to sign this year's acknowledgement first.") % {"person": person.name}
    return None


def may_carry_coordination(seat: Seat) -> bool:
    return seat.role in AT_THE_TABLE
