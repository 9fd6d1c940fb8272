"""The after-hours roster of a team: who answers for a discipline, at which tier, on which night (law T-06)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time

from django.db.models import QuerySet
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.models import Seat, Team
from agencies.queries.acknowledgements import acknowledged
from agencies.queries.tables import Tables
from agencies.queries.teams import live_seats
from agencies.vocabulary import Discipline, TeamPurpose
from cases.defaults import CLOSES, OPENS
from cases.models import RosterSlot
from cases.vocabulary import Tier

WEEK = range(7)  # 0 is Monday


@dataclass(frozen=True)
class Night:
    """One slot. It is empty when nobody is named, or when who is named cannot answer any more."""

    slot: RosterSlot
    filled: bool

    @property
    def label(self) -> str:
        """«Friday, 17:00 to Saturday, 8:00»: in the team's zone."""
        begins, ends = self.slot.weekday, self.slot.weekday
        ends += self.slot.ends <= self.slot.starts
        said = _("%(day)s, %(from)s to %(next)s, %(until)s") % {
            "day": WEEKDAYS[begins], "from": _hour(self.slot.starts), "next": WEEKDAYS[ends % 7],
            "until": _hour(self.slot.ends),
        }  # fmt: skip
        return capfirst(said)  # other languages write days small


@dataclass(frozen=True)
class Line:
    """A discipline at a tier: seven nights."""

    tier: Tier
    discipline: Discipline
    nights: list[Night]

    @property
    def empty(self) -> int:
        return sum(1 for night in self.nights if not night.filled)


@dataclass(frozen=True)
class Gap:
    """Empty slots of one team, for Today."""

    team: Team
    empty: int


def _hour(at: time) -> str:
    return formats.time_format(at, "TIME_FORMAT")


def hours_of(weekday: int) -> tuple[time, time]:
    """When offices are shut: from closing to opening, on Saturday and Sunday from opening to opening."""
    return (CLOSES, OPENS) if weekday < 5 else (OPENS, OPENS)


def roster_of(team: Team) -> list[Line]:
    """The lines that the team has, tier by tier."""
    found: dict[tuple[int, str], list[Night]] = defaultdict(list)
    able = set(able_to_answer(team).values_list("person_id", flat=True))
    for slot in RosterSlot.objects.filter(team=team).select_related("person").order_by("tier", "weekday", "starts"):
        found[slot.tier, slot.discipline].append(Night(slot, slot.person_id in able))
    order = {discipline: number for number, discipline in enumerate(Discipline.values)}
    return [
        Line(Tier(tier), Discipline(discipline), nights)
        for (tier, discipline), nights in sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]]))
    ]


def line_of(team: Team, tier: int, discipline: str) -> Line | None:
    return next((line for line in roster_of(team) if (line.tier, line.discipline) == (tier, discipline)), None)


def able_to_answer(team: Team, discipline: str = "") -> QuerySet[Seat]:
    """Seats of people who sit at the table now with a signed acknowledgement, of one discipline or of all."""
    seats = live_seats().filter(acknowledged(), team=team).select_related("person")
    return seats.filter(discipline=discipline) if discipline else seats


def gaps_for(tables: Tables) -> list[Gap]:
    """Teams that the actor coordinates and whose roster has an empty slot: each warns until somebody answers."""
    led = [team for team in tables.led if team.purpose == TeamPurpose.CASE]
    gaps = [Gap(team, sum(line.empty for line in roster_of(team))) for team in led]
    return [gap for gap in gaps if gap.empty]
