"""The naive oracle: who may see what, said once more in plain Python, without a database, an index or a cache."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace as Fact
from zoneinfo import ZoneInfo


@dataclass
class Facts:
    """Everything that people have done. Lists of plain records; ids are the database's."""

    agencies: dict[int, Fact] = field(default_factory=dict)
    people: dict[int, Fact] = field(default_factory=dict)
    teams: dict[int, Fact] = field(default_factory=dict)
    cases: dict[int, Fact] = field(default_factory=dict)
    referrals: dict[int, Fact] = field(default_factory=dict)
    seats: list[Fact] = field(default_factory=list)
    acknowledgements: list[Fact] = field(default_factory=list)
    coordinators: list[Fact] = field(default_factory=list)
    assignments: list[Fact] = field(default_factory=list)
    emergencies: list[Fact] = field(default_factory=list)
    recusals: list[Fact] = field(default_factory=list)
    releases: list[Fact] = field(default_factory=list)
    mandates: list[Fact] = field(default_factory=list)
    holds: list[Fact] = field(default_factory=list)
    purges: list[Fact] = field(default_factory=list)
    agreements: list[Fact] = field(default_factory=list)
    cycles: list[Fact] = field(default_factory=list)
    reviews: list[Fact] = field(default_factory=list)
    authorities: list[Fact] = field(default_factory=list)
    meetings: list[Fact] = field(default_factory=list)
    items: list[Fact] = field(default_factory=list)
    decisions: list[Fact] = field(default_factory=list)
    tasks: list[Fact] = field(default_factory=list)
    reported: list[Fact] = field(default_factory=list)
    works: list[Fact] = field(default_factory=list)  # awards, with what was written down for each
    reporters: list[Fact] = field(default_factory=list)
    awards: list[Fact] = field(default_factory=list)
    counts: list[Fact] = field(default_factory=list)
    publications: list[Fact] = field(default_factory=list)
    services: list[Fact] = field(default_factory=list)


def works(f: Facts, me: Fact) -> bool:
    return me.active and me.agency is not None and f.agencies[me.agency].active


def coordinates(f: Facts, me: Fact, team: int, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(f.teams[team].zone)).date()
    return (
        f.teams[team].active
        and any(c.person == me.id and c.team == team for c in f.coordinators)
        and any(a.person == me.id and a.signed <= now < a.expires for a in f.acknowledgements)
        and any(
            s.person == me.id and s.team == team and s.agency == me.agency and s.first <= today
            and (s.last is None or today <= s.last)
            for s in f.seats
        )
    )  # fmt: skip


def assigned(f: Facts, me: Fact, case: Fact) -> bool:
    return case.agency == me.agency and any(a.person == me.id and a.case == case.id for a in f.assignments)


def walled(f: Facts, me: Fact, case: Fact) -> bool:
    return any(r.person == me.id and r.case == case.id and not r.ended for r in f.recusals)


def in_own_room(f: Facts, me: Fact, case: Fact, now: datetime) -> bool:
    """Works in the room of the agency of record, and on this case."""
    if not works(f, me) or me.agency != case.agency or walled(f, me, case):
        return False
    broken = any(e.person == me.id and e.case == case.id and e.starts <= now < e.expires for e in f.emergencies)
    return broken or (case.opened <= now and (me.supervisor or assigned(f, me, case)))


def released(f: Facts, me: Fact, case: Fact, now: datetime) -> int:
    """The elements that a survivor's release, a law or an order lets me see, as bits."""
    bits = 0
    for r in [r for r in f.releases if r.status == "active"] + [m for m in f.mandates if not m.ended]:
        mine = r.person == me.id if r.person is not None else me.supervisor or me.answers
        if r.case != case.id or r.recipient != me.agency or not mine or r.starts is None:
            continue  # one for after her death begins when that is written down
        if r.starts <= now < r.expires:
            bits |= r.elements
    return bits if works(f, me) and not walled(f, me, case) else 0


def sees_case(f: Facts, me: Fact, case: Fact, now: datetime) -> bool:
    return in_own_room(f, me, case, now) or released(f, me, case, now) > 0


def walled_from_referral(f: Facts, me: Fact, r: Fact) -> bool:
    """Behind a wall around the case it came from, however often it was sent on; or, unless I am of its sender, the one it became."""
    if r.intake is not None and me.agency != r.from_agency and walled(f, me, f.cases[r.intake]):
        return True
    while r is not None:
        if r.origin is not None and walled(f, me, f.cases[r.origin]):
            return True
        r = f.referrals.get(r.before)  # type: ignore[assignment]
    return False


def sides_of_referral(f: Facts, me: Fact, r: Fact, now: datetime) -> set[str]:
    """«sent», «received», both, or neither: from which sides I see the referral."""
    if not works(f, me) or now < r.sent or walled_from_referral(f, me, r):
        return set()
    sent = me.agency == r.from_agency and (me.id == r.sender or me.supervisor)
    sent = sent or (r.origin is not None and assigned(f, me, f.cases[r.origin]))
    received = r.to_agency is not None and me.agency == r.to_agency and (me.supervisor or me.answers)
    received = received or (r.to_team is not None and coordinates(f, me, r.to_team, now))
    received = received or (
        r.accepted is not None and me.agency == r.accepted and (me.supervisor or me.id == r.coordinator)
    )
    return {side for side, seen in (("sent", sent), ("received", received)) if seen}
