"""What coordinators do with a team's table: seats, their days, and who else coordinates."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from agencies import reminders
from agencies.models import Person, Seat, Team
from agencies.policy.teams import may, may_carry_coordination, may_coordinate, may_sit
from agencies.queries.acknowledgements import acknowledgement_of
from agencies.queries.teams import COORDINATE, has_coordinator, live_seats, today_of
from agencies.vocabulary import SeatRole
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse


def add_seats(
    *,
    team: Team,
    people: Sequence[Person],
    by: Person,
    starts_on: date,
    ends_on: date | None = None,
    discipline: str = "",
    role: str = SeatRole.MEMBER,
) -> list[Seat]:
    """Seat these people, all or none. Without a discipline each brings the one of the own agency."""
    with acting.recorded():
        locked = _locked(team)
        refuse(may(by, "keep_table", locked))
        return [_seat(locked, person, starts_on, ends_on, discipline, role) for person in people]


def change_seat(*, seat: Seat, by: Person, discipline: str, role: str, starts_on: date, ends_on: date | None) -> None:
    """Correct a seat, or fix its last day ahead."""
    with acting.recorded():
        team = _locked(seat.team)
        refuse(may(by, "keep_table", team))
        mine = _fresh(seat, team)
        mine.discipline, mine.role, mine.starts_on, mine.ends_on = discipline, role, starts_on, ends_on
        refuse(may_sit(mine.person, team, role, discipline))
        refuse(_bad_days(mine))
        if _is_appointed(mine) and not may_carry_coordination(mine):
            raise Refused(_("A guest or an adviser cannot coordinate. Withdraw the coordination first."))
        _save(mine, team)


def end_seat(*, seat: Seat, by: Person) -> None:
    """End a seat at once: its last day was yesterday. One that began today, or has not begun, counts as never held."""
    with acting.recorded():
        team = _locked(seat.team)
        refuse(may(by, "keep_table", team))
        mine = _fresh(seat, team)
        mine.ends_on = today_of(team) - timedelta(days=1)
        mine.starts_on = min(mine.starts_on, mine.ends_on)
        _save(mine, team)


def appoint_coordinator(*, team: Team, person: Person, by: Person) -> None:
    """Let another person at the table coordinate it too."""
    with acting.recorded():
        locked = _locked(team)
        refuse(may(by, "keep_table", locked))
        refuse(may_coordinate(person, locked))
        if locked.coordinators.filter(user=person, permission__codename=COORDINATE).exists():
            raise Refused(_("%(person)s coordinates this team already.") % {"person": person.name})
        assign_perm(COORDINATE, person, locked)


def withdraw_coordinator(*, team: Team, person: Person, by: Person) -> None:
    """Take coordination back; the seat stays. A team keeps at least one coordinator."""
    with acting.recorded():
        locked = _locked(team)
        refuse(may(by, "keep_table", locked))
        if not locked.coordinators.filter(user=person, permission__codename=COORDINATE).exists():
            raise Refused(_("%(person)s does not coordinate this team.") % {"person": person.name})
        remove_perm(COORDINATE, person, locked)
        _keep_a_coordinator(locked)


def appoint_first_coordinator(*, team: Team, person: Person, by: Person) -> None:
    """Where nobody can act for a team: give this person a seat, if need be, and the coordination.

    It counts from the moment the person has signed the acknowledgement.
    """
    with acting.recorded():
        locked = _locked(team)
        refuse(may(by, "appoint_first", locked))
        seat = live_seats().filter(team=locked, person=person).first()
        seat = seat or _seat(locked, person, today_of(locked), None, "", SeatRole.MEMBER)
        if not may_carry_coordination(seat):
            raise Refused(_("A guest or an adviser cannot coordinate a team."))
        assign_perm(COORDINATE, person, locked)


# --- What the actions share -----------------------------------------------------------------------------------


def _locked(team: Team) -> Team:
    """One change at a time: two coordinators who withdraw each other at once must not leave the team without one."""
    return Team.objects.select_for_update().get(pk=team.pk)


def _fresh(seat: Seat, team: Team) -> Seat:
    mine: Seat = team.seats.select_related("person__agency").get(pk=seat.pk)
    if mine.ends_on and mine.ends_on < today_of(team):
        raise Refused(_("This seat has ended. Give the person a new one."))
    return mine


def _save(seat: Seat, team: Team) -> None:
    """Save a changed seat. What ends takes its coordination along; a team's last coordinator cannot end."""
    last_day = seat.ends_on if _is_appointed(seat) else None
    seat.save()
    _drop_stale_coordination(seat.person, team)
    _keep_a_coordinator(team, after=last_day)


def _drop_stale_coordination(person: Person, team: Team) -> None:
    """Coordination goes with the seat that carried it: a later seat must not bring it back unasked."""
    if not live_seats().filter(person=person, team=team).exists():
        remove_perm(COORDINATE, person, team)


def _seat(team: Team, person: Person, starts_on: date, ends_on: date | None, discipline: str, role: str) -> Seat:
    if person.agency is None:
        raise Refused(_("Only people with an open account in an active agency can have a seat."))
    seat = Seat(
        team=team, person=person, agency=person.agency, discipline=discipline or person.agency.discipline, role=role,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    refuse(may_sit(person, team, role, seat.discipline))
    refuse(_bad_days(seat))
    _drop_stale_coordination(person, team)
    seat.save()
    _ask_to_acknowledge(seat)
    return seat


def _ask_to_acknowledge(seat: Seat) -> None:
    if not acknowledgement_of(seat.person).in_force:
        reminders.schedule(f"seat:{seat.pk}", seat.person, "/acknowledgement/", clock.now())


def _bad_days(seat: Seat) -> str | None:
    """One seat to a person at a time, and no end before the beginning."""
    if seat.ends_on and seat.ends_on < seat.starts_on:
        return _("The last day cannot be before the first.")
    others = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gte=seat.starts_on), team=seat.team, person=seat.person)
    if seat.ends_on:
        others = others.filter(starts_on__lte=seat.ends_on)
    if not others.exclude(pk=seat.pk).exists():
        return None
    return _("%(person)s already has a seat at this table in that time.") % {"person": seat.person.name}


def _is_appointed(seat: Seat) -> bool:
    found: bool = seat.team.coordinators.filter(user=seat.person, permission__codename=COORDINATE).exists()
    return found


def _keep_a_coordinator(team: Team, after: date | None = None) -> None:
    """Refuse, and so undo, what would leave the team with nobody to act for it, now or once ``after`` is over."""
    if not has_coordinator(team) or (after and not has_coordinator(team, after + timedelta(days=1))):
        raise Refused(_("A team keeps at least one coordinator. Appoint another one first."))
