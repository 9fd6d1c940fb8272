"""Teams, their tables and who coordinates them, narrowed to who asks.

What counts as sitting at a table is said here once for pages, in the same words as ``mdt_principals_of`` says it for
the database's own decisions: the seat's days in the team's time zone, an active team, person and agency, and a seat
that was given for the agency in which the person works today.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, Exists, F, Func, Max, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now

from agencies.lifecycle import SeatState, acknowledgement_state, seat_state
from agencies.models import Person, Seat, Team, TeamCoordinator
from agencies.queries.acknowledgements import acknowledged
from agencies.vocabulary import Discipline, SeatRole, TeamPurpose
from mdt.kit import clock

COORDINATE = "coordinate_team"
AT_THE_TABLE = (SeatRole.MEMBER, SeatRole.ALTERNATE)  # guests and advisers fill no discipline's place


def today_of(team: Team) -> date:
    """The day it is where the team works."""
    return clock.now().astimezone(ZoneInfo(team.time_zone)).date()


def live_seats(on: date | Combinable | None = None) -> QuerySet[Seat]:
    """Seats that count now, or that would count on the day ``on`` if nothing else changed."""
    there = Func(F("team__time_zone"), Now(), function="timezone", output_field=DateTimeField())
    day: Combinable = Value(on, DateField()) if isinstance(on, date) else on or Cast(there, DateField())
    return Seat.objects.alias(day=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=F("day")),
        starts_on__lte=F("day"),
        team__is_active=True,
        agency__is_active=True,
        person__is_active=True,
        person__agency=F("agency"),
    )


def held_seats() -> QuerySet[Seat]:
    """Seats that are not over where the team works: held now, or to be held later."""
    there = Func(F("team__time_zone"), Now(), function="timezone", output_field=DateTimeField())
    return Seat.objects.alias(day=Cast(there, DateField())).filter(Q(ends_on=None) | Q(ends_on__gte=F("day")))


def coordinating_seats(on: date | None = None) -> QuerySet[Seat]:
    """Live seats of people who coordinate the team: appointed to this very team, and acknowledged.

    Reads guardian's rows of this team alone. Its own checker would also ask groups, and its global permissions would
    open every team at once.
    """
    return live_seats(on).filter(acknowledged(), appointed())


def appointed() -> Exists:
    """The condition "the seat's person is appointed to coordinate the seat's team", in force or not."""
    return Exists(
        TeamCoordinator.objects.filter(
            user=OuterRef("person"), content_object=OuterRef("team"), permission__codename=COORDINATE
        )
    )


def coordinates(person: Person, team: Team) -> bool:
    """Whether the person may act for the team at this moment."""
    return coordinating_seats().filter(person=person, team=team).exists()


def has_coordinator(team: Team, on: date | None = None) -> bool:
    """Whether anybody may act for the team, now or on a day to come."""
    return coordinating_seats(on).filter(team=team).exists()


def seats_for(person: Person) -> QuerySet[Seat]:
    """The tables at which a person sits now."""
    return live_seats().filter(person=person).select_related("team", "agency").order_by("team__name")


def teams_left_alone_by(person: Person) -> list[Team]:
    """Teams that only this person coordinates: to be asked before an account is closed."""
    mine = coordinating_seats().filter(person=person)
    others = coordinating_seats().filter(team=OuterRef("team")).exclude(person=person)
    return [seat.team for seat in mine.filter(~Exists(others)).select_related("team")]


def visible_teams(actor: Person) -> QuerySet[Team]:
    """Teams at whose table the actor sits now; all of them for who runs the installation. Others do not exist."""
    if actor.runs_installation and actor.is_active:
        return Team.objects.all()
    return Team.objects.filter(pk__in=live_seats().filter(person=actor).values("team"))


def teams_for(actor: Person) -> QuerySet[Team]:
    """What the list of teams shows; ``is_mine`` where the actor coordinates."""
    mine = coordinating_seats().filter(person=actor, team=OuterRef("pk"))
    found = visible_teams(actor).select_related("parent", "jurisdiction")
    return found.annotate(is_mine=Exists(mine)).order_by("name")


def subteams_for(actor: Person, team: Team) -> QuerySet[Team]:
    """The teams under this one by name; ``is_seen`` where the actor may open it."""
    seen = visible_teams(actor).filter(pk=OuterRef("pk"))
    return team.subteams.filter(is_active=True).annotate(is_seen=Exists(seen)).order_by("name")


@dataclass(frozen=True)
class TableRow:
    """One seat on the team's page."""

    seat: Seat
    state: SeatState
    acknowledged_until: datetime | None
    acknowledged: bool
    counts: bool  # seated now, for an agency and with an account that are open
    appointed: bool

    @property
    def coordinates(self) -> bool:
        return self.appointed and self.counts and self.acknowledged


def table_for(actor: Person, team: Team) -> list[TableRow]:
    """Everyone who sits at the table now or will later; nobody for an actor who may not see the team."""
    if not visible_teams(actor).filter(pk=team.pk).exists():
        return []
    return [_row(seat, today_of(team)) for seat in _told(team).order_by("discipline", "person__name", "pk")]


def former_seats_for(actor: Person, team: Team) -> QuerySet[Seat]:
    """Seats that are over, the latest first; for those who coordinate the team alone."""
    if not coordinates(actor, team):
        return Seat.objects.none()
    over = team.seats.filter(ends_on__lt=today_of(team))
    return over.select_related("person", "agency").order_by("-ends_on", "pk")


def _told(team: Team) -> QuerySet[Seat]:
    open_seats = team.seats.filter(Q(ends_on=None) | Q(ends_on__gte=today_of(team)))
    return open_seats.select_related("person", "agency").annotate(
        until=Max("person__acknowledgements__expires_at"),
        is_live=Exists(live_seats().filter(pk=OuterRef("pk"))),
        is_appointed=appointed(),
    )


def _row(seat: Seat, today: date) -> TableRow:
    until: datetime | None = seat.until  # type: ignore[attr-defined]  # annotated by _told
    return TableRow(
        seat=seat,
        state=seat_state(seat.starts_on, seat.ends_on, today),
        acknowledged_until=until,
        acknowledged=acknowledgement_state(until, clock.now()) in ("current", "due"),
        counts=seat.is_live,  # type: ignore[attr-defined]
        appointed=seat.is_appointed,  # type: ignore[attr-defined]
    )


def places(team: Team, table: list[TableRow]) -> list[dict[str, str]]:
    """The round table: for each discipline filled, lapsed (somebody sits there unacknowledged) or empty."""
    seated: dict[str, list[TableRow]] = {}
    for row in table:
        if row.counts and (row.seat.role in AT_THE_TABLE or row.seat.discipline == Discipline.SURVIVOR_ADVISER):
            seated.setdefault(row.seat.discipline, []).append(row)
    wanted = [d for d in Discipline if d in seated or d in _expected(team)]
    return [_place(d, seated.get(d, [])) for d in wanted]


def _expected(team: Team) -> set[Discipline]:
    """A place for every discipline; survivor advisers have theirs where no case is worked on (law 3.4, P-10)."""
    absent = {Discipline.OTHER}
    if team.purpose == TeamPurpose.CASE:
        absent.add(Discipline.SURVIVOR_ADVISER)
    return set(Discipline) - absent


def _place(discipline: Discipline, rows: list[TableRow]) -> dict[str, str]:
    acknowledged_rows = [row for row in rows if row.acknowledged]
    state = "filled" if acknowledged_rows else "lapsed" if rows else "empty"
    agencies = dict.fromkeys(row.seat.agency.name for row in acknowledged_rows or rows)
    return {"label": str(discipline.label), "state": state, "note": ", ".join(agencies)}
