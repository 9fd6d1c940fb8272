"""What a team may do by its agreements, at this moment. No permission on any record follows from it (G6)."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, Team
from protocols.clauses import granted_by
from protocols.lifecycle import capabilities
from protocols.models import Agreement
from protocols.queries.agreements import Board, boards
from protocols.vocabulary import Capability, Kind


@dataclass(frozen=True)
class Able:
    """``until``: the last day of its grace, where the agreement has lapsed. ``instead``: who answers when it may not."""

    may: bool
    until: date | None = None
    instead: Agency | None = None


def able(team: Team, capability: Capability) -> Able:
    """A team without any executed agreement may not: signing is what unlocks it (law A-01)."""
    instead: Agency | None = None
    best: Able | None = None
    for one in boards(Agreement.objects.filter(team=team, kind=Kind.MOU)):
        if one.executed is None:
            continue
        given = _given(one)
        if capability in given and (best is None or given[capability] is None):
            best = Able(True, given[capability])
        instead = one.executed.fallback or instead
    return best or Able(False, instead=instead)


def _given(one: Board) -> dict[Capability, date | None]:
    version = one.executed
    if version is None:
        return {}
    keys = [clause.key for clause in version.clauses.all()]
    return dict(capabilities(granted_by(keys), one.stands, version.ends_on, version.grace_days, one.today))
