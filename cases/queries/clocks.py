"""Clocks of referrals, and the terms that a team, an agency or nobody has set."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agencies.models import Agency, Team
from cases.clocks import soon_at
from cases.defaults import Term, built_in
from cases.models import Clock, ClockRule, Holiday
from cases.vocabulary import ClockKind, Tier
from mdt.kit import clock as time


@dataclass(frozen=True)
class Standing:
    """One clock on a page. A clock that was missed stays missed, however late it was met (law T-04)."""

    clock: Clock
    at: datetime

    @property
    def running(self) -> bool:
        return self.clock.met_at is None and self.clock.stopped_at is None

    @property
    def missed(self) -> bool:
        return (self.clock.met_at or self.clock.stopped_at or self.at) > self.clock.due_at

    @property
    def soon(self) -> bool:
        return self.running and not self.missed and self.at >= soon_at(self.clock.started_at, self.clock.due_at)

    @property
    def ended_at(self) -> datetime | None:
        return self.clock.met_at or self.clock.stopped_at


def clocks_of(referrals: Iterable[int]) -> dict[int, list[Standing]]:
    """The clocks of these referrals, in order of their due time. Inside an open gate; one statement for a whole page."""
    found: dict[int, list[Standing]] = defaultdict(list)
    now = time.now()
    for clock in Clock.objects.filter(referral__in=list(referrals)).order_by("due_at", "pk"):
        found[clock.referral_id].append(Standing(clock, now))
    return found


def pressing(standings: Iterable[Standing]) -> Standing | None:
    """The clock to show beside a referral in a list: the next that is due of those that run."""
    return next((standing for standing in standings if standing.running), None)


def last_ended(standings: Iterable[Standing]) -> Standing | None:
    """The clock to show where none runs."""
    ended = [(standing.ended_at, standing) for standing in standings if standing.ended_at]
    return max(ended, key=lambda pair: pair[0])[1] if ended else None


@dataclass(frozen=True)
class RuleRow:
    """The term of one step at one tier, and whether it was set here or is built in."""

    tier: Tier
    kind: ClockKind
    term: Term
    own: bool


def rules_of(place: Agency | Team) -> list[RuleRow]:
    """Every step at every tier, as it counts now for what is sent to this agency or team."""
    own = {(rule.tier, rule.kind): rule for rule in _rules(place)}
    return [_row(tier, kind, own.get((tier, kind))) for tier in Tier for kind in ClockKind]


def terms_for(place: Agency | Team, tier: int) -> dict[str, Term]:
    """How long each step may take for a referral of this tier that was sent to this agency or team."""
    return {row.kind: row.term for row in rules_of(place) if row.tier == tier}


def _rules(place: Agency | Team) -> Iterable[ClockRule]:
    found: Iterable[ClockRule] = place.clock_rules.all()
    return found


def _row(tier: Tier, kind: ClockKind, rule: ClockRule | None) -> RuleRow:
    term = Term(rule.minutes, rule.calendar, rule.escalate_after) if rule else built_in(tier, kind)
    return RuleRow(tier, kind, term, own=rule is not None)


def holidays_of(place: Agency | Team, since: date) -> set[date]:
    """Days on which the offices of the place stay closed."""
    return set(Holiday.objects.filter(jurisdiction=place.jurisdiction_id, day__gte=since).values_list("day", flat=True))


def holiday_rows(team: Team) -> list[Holiday]:
    """The holidays of the team's jurisdiction from today on, the next first."""
    today = time.now().astimezone(ZoneInfo(team.time_zone)).date()
    return list(Holiday.objects.filter(jurisdiction=team.jurisdiction_id, day__gte=today).order_by("day"))
