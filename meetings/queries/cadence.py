"""Whether a team meets as often as it has to: its health, in dates alone (law T-11, P-07, 5.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet

from agencies.models import Person, Team
from agencies.queries.tables import Tables
from agencies.queries.teams import today_of
from agencies.vocabulary import TeamPurpose
from mdt.kit import clock
from meetings.models import Series
from meetings.queries.meetings import sitting
from meetings.vocabulary import Every, MeetingKind, MeetingStatus
from protocols.models import Agreement
from protocols.queries.capabilities import abilities
from protocols.vocabulary import Capability, Profile, VersionStatus

REVIEW_DAYS = 35  # between two reviews of cases (law T-11)
QUARTER_DAYS = 100  # between two meetings of a Texas team (law P-07): three months and some days for a holiday
STEP = {Every.WEEK: 7, Every.TWO_WEEKS: 14, Every.MONTH: 31, Every.QUARTER: 92}
GRACE = 10  # days, for a meeting that was moved
KEPT = ("good", "first")
REVIEWS = (MeetingKind.CONSULTATION, MeetingKind.FILE_REVIEW)


@dataclass(frozen=True)
class Cadence:
    """One thing that has to come again within so many days: when it was last, and when it is next."""

    team: Team
    what: str  # review, quarter, focus
    days: int
    last: date | None
    following: date | None
    today: date

    @property
    def due(self) -> date | None:
        return self.last + timedelta(days=self.days) if self.last else None

    @property
    def state(self) -> str:
        """``late``: too long ago. ``open``: nothing is planned in time. ``never``: not once, and the ``first`` one is not planned
        within a term from now. ``good``."""
        if self.due is None:
            soon = self.following and self.following <= self.today + timedelta(days=self.days)
            return "first" if soon else "never"
        if self.today > self.due:
            return "late"
        return "good" if self.following and self.following <= self.due else "open"


def of_teams(teams: Iterable[Team]) -> list[Cadence]:
    """What each of these teams has to keep, in four statements for however many."""
    told = {team.pk: team for team in teams}
    if not told:
        return []
    reviewing = {pk for pk, able in abilities(told.values(), Capability.CASE_REVIEW).items() if able.may}
    texan, turns = _texan(told), _focus(told)
    found: list[Cadence] = []
    for row in _times(told):
        found += _of(told[row["pk"]], row, reviewing, texan, turns.get(row["pk"]))
    return sorted(found, key=lambda one: (one.team.name, one.what))


def for_list(actor: Person) -> list[Cadence]:
    return of_teams(Team.objects.filter(pk__in=sitting(actor).values("team")))


def for_today(actor: Person, tables: Tables) -> list[Cadence]:
    """What is not kept, for who coordinates."""
    if actor.agency_id is None:
        return []
    return [one for one in of_teams(tables.led) if one.state not in KEPT]


def _of(team: Team, row: dict[str, Any], reviewing: set[int], texan: set[int], turn: int | None) -> Iterator[Cadence]:
    zone, today = ZoneInfo(team.time_zone), today_of(team)

    def day(name: str) -> date | None:
        return row[name].astimezone(zone).date() if row[name] else None

    if team.purpose == TeamPurpose.CASE and team.pk in reviewing:
        yield Cadence(team, "review", REVIEW_DAYS, day("last_review"), day("next_review"), today)
    if team.pk in texan:
        yield Cadence(team, "quarter", QUARTER_DAYS, day("last_any"), day("next_any"), today)
    if turn:
        yield Cadence(team, "focus", turn, day("last_focus"), day("next_focus"), today)


def _times(teams: Iterable[int]) -> QuerySet[Team, dict[str, Any]]:
    held = Q(meetings__status=MeetingStatus.HELD)
    running = Q(meetings__status__in=(MeetingStatus.PLANNED, MeetingStatus.UNDER_WAY))
    ahead = running & Q(meetings__starts_at__gt=clock.now() - timedelta(days=1))
    kinds = {"review": Q(meetings__kind__in=REVIEWS), "any": Q(), "focus": Q(meetings__trafficking_focus=True)}
    last = {f"last_{name}": Max("meetings__starts_at", filter=held & which) for name, which in kinds.items()}
    following = {f"next_{name}": Min("meetings__starts_at", filter=ahead & which) for name, which in kinds.items()}
    return (
        Team.objects.filter(pk__in=list(teams)).order_by().annotate(**last, **following).values("pk", *last, *following)
    )


def _texan(teams: Iterable[int]) -> set[int]:
    """Teams with an agreement that was executed, has not ended, and follows the law of Texas."""
    found = Agreement.objects.filter(team__in=list(teams), profile=Profile.TEXAS, ended_on=None)
    return set(found.filter(versions__status=VersionStatus.EXECUTED).values_list("team_id", flat=True))


def _focus(teams: Iterable[int]) -> dict[int, int]:
    """By team, after how many days trafficking has to be the focus again, by its running series."""
    found: dict[int, int] = {}
    rows = Series.objects.filter(team__in=list(teams), focus_every__isnull=False)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=clock.now().date()))
    for team, every, times in rows.order_by().values_list("team_id", "every", "focus_every"):
        days = STEP[Every(every)] * (times or 1) + GRACE
        found[team] = min(days, found.get(team, days))
    return found
