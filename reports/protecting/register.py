"""The history of releases as relations (GR-46): protection belongs to all that a reader has in hand, not to one table.

Two releases of the same line differ by people. Where one counts a part of what the other counts, a reader subtracts; the
difference is a cell that no table shows and that is guarded like one that does.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.protecting import cells
from reports.protecting.cells import Counted
from reports.protecting.model import Key, Relation
from reports.protecting.rules import Place, Plan
from reports.shape import Report, Unit

DAY, YEAR = datetime.timedelta(days=1), 366


@dataclass(frozen=True)
class Released:
    """An earlier release as it is kept: what was counted, and which places were withheld from whom.

    ``scope`` are the awards or sites that it counts, each person in one of them only. ``tables`` are those that went out,
    all of them when None. Releases are given in the order in which they went out.
    """

    id: str
    audience: str
    exact: Report
    withheld: frozenset[Place]
    scope: frozenset[str] = frozenset()
    plan: Plan = field(default_factory=Plan)
    tables: frozenset[str] | None = None

    def shows(self, place: Place) -> bool:
        return place not in self.withheld and (self.tables is None or place[0] in self.tables)


@dataclass(frozen=True)
class Extent:
    """Which days and which awards a release counts."""

    first: datetime.date
    last: datetime.date
    scope: frozenset[str]

    @property
    def size(self) -> int:
        return ((self.last - self.first).days + 1) * max(1, len(self.scope))

    def within(self, other: "Extent") -> bool:
        days = other.first <= self.first and self.last <= other.last
        return self != other and days and (self.scope <= other.scope or not other.scope)

    def apart(self, other: "Extent") -> bool:
        """No day of no award is counted in both. An empty scope counts all awards."""
        days = self.last < other.first or other.last < self.first
        return days or bool(self.scope and other.scope and not self.scope & other.scope)

    def crosses(self, other: "Extent") -> bool:
        """Each counts something that the other does not, and some days of some award are in both."""
        return self != other and not (self.apart(other) or self.within(other) or other.within(self))


@dataclass
class Joined:
    """Relations between releases and the cells that they need besides those that are shown."""

    relations: list[Relation] = field(default_factory=list)
    made: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True)
class One:
    extent: Extent
    counted: Counted
    flows: frozenset[str]  # tables whose numbers add up over time
    arrivals: tuple[tuple[Place, Place], ...] = ()


def extent(report: Report, scope: frozenset[str]) -> Extent:
    first, last = (datetime.date.fromisoformat(day) for day in report.period.split("/"))
    return Extent(first, last, scope)


def one(report: Report, counted: Counted, scope: frozenset[str], plan: Plan) -> One:
    flows = {t.key for _s, t in report.tables() if t.unit in (Unit.OCCURRENCES, Unit.EVENTS)}
    return One(extent(report, scope), counted, plan.flows | flows, plan.arrivals)


def related(new: Report, earlier: Sequence[Released]) -> list[Released]:
    """Those that count the same records by the same form. Another form asks other questions of other days."""
    return [old for old in earlier if (old.exact.form, old.exact.agency) == (new.form, new.agency)]


def join(releases: Sequence[One]) -> Joined:
    """Versions of one extent, parts of a larger one, and sums of parts that leave nothing out."""
    joined = Joined()
    for at, later in enumerate(releases):
        for before in releases[:at]:
            if later.extent == before.extent:
                _each(joined, "change", before, later)
            elif before.extent.within(later.extent):
                _each(joined, "rest", before, later)
            elif later.extent.within(before.extent):
                _each(joined, "rest", later, before)
        _arrived(joined, later, releases)
    for whole in releases:
        parts = _parts(whole, releases)
        if len(parts) > 1:
            _sums(joined, whole, parts)
    return joined


def _each(joined: Joined, why: str, part: One, whole: One) -> None:
    """``whole`` = ``part`` + what a reader finds by subtracting. Of two versions the larger takes the place of the whole."""
    for place in sorted(part.counted.at.keys() & whole.counted.at.keys()):
        small, large = part.counted.at[place], whole.counted.at[place]
        difference = whole.counted.values[large] - part.counted.values[small]
        if difference < 0:
            small, large, difference = large, small, -difference
        if not difference and why == "change":  # who expects no change knows the one from the other
            joined.relations.append(Relation.adds_up(large, [small]))
            continue
        between: Key = (f"{why}|{part.counted.whose}|{whole.counted.whose}", *place)
        joined.made[between] = difference
        joined.relations.append(Relation.adds_up(large, [small, between]))


def _parts(whole: One, releases: Sequence[One]) -> list[One]:
    """The largest releases inside it, the latest version of each, none counting what another counts."""
    inside = {other.extent: other for other in releases if other.extent.within(whole.extent)}
    chosen: list[One] = []
    for other in sorted(
        inside.values(), key=lambda one: (-one.extent.size, one.extent.first, sorted(one.extent.scope))
    ):
        if all(other.extent.apart(before.extent) for before in chosen):
            chosen.append(other)
    return chosen


def _sums(joined: Joined, whole: One, parts: list[One]) -> None:
    name = "+".join(part.counted.whose for part in parts)
    same_days = all((p.extent.first, p.extent.last) == (whole.extent.first, whole.extent.last) for p in parts)
    covered = sum(part.extent.size for part in parts) == whole.extent.size and _one_scope(whole, parts)
    for place, large in sorted(whole.counted.at.items()):
        if not all(place in part.counted.at for part in parts):
            continue
        small = [part.counted.at[place] for part in parts]
        rest = whole.counted.values[large] - sum(
            part.counted.values[key] for part, key in zip(parts, small, strict=True)
        )
        if same_days or place[0] in whole.flows:
            between: Key = (f"rest|{name}|{whole.counted.whose}", *place)
            if covered and not rest:
                joined.relations.append(Relation.adds_up(large, small))
            elif rest >= 0:
                joined.made[between] = rest
                joined.relations.append(Relation.adds_up(large, [*small, between]))
            else:  # corrected since: less than what was told before
                joined.made[between] = -rest
                joined.relations.append(Relation(((large, -1), *((key, 1) for key in small), (between, -1))))
        elif covered and rest <= 0:
            joined.relations.append(Relation.limited(large, small))  # nobody in the year who is in none of its quarters


def _arrived(joined: Joined, one: One, releases: Sequence[One]) -> None:
    """Everybody of a quarter was new in it or in one of those before it. From when on is a matter of the award: the fewest
    quarters are taken in which it is so."""
    for new, everybody in one.arrivals:
        chain = [one]
        while new in chain[-1].counted.at and everybody in one.counted.at:
            all_of_it, some = one.counted.at[everybody], [each.counted.at[new] for each in chain]
            relation = Relation.limited(all_of_it, some)
            if relation.holds({key: value for each in chain for key, value in each.counted.values.items()}):
                joined.relations.append(relation)
                break
            before = [
                other for other in releases
                if other.extent.scope == one.extent.scope and other.extent.last == chain[-1].extent.first - DAY
                and (one.extent.last - other.extent.first).days <= YEAR
            ]  # fmt: skip
            if not before:
                break
            chain.append(before[-1])


def _one_scope(whole: One, parts: list[One]) -> bool:
    """Sizes can be compared: either all count the same awards, or each names its own."""
    scopes = {part.extent.scope for part in parts} | {whole.extent.scope}
    return len(scopes) == 1 or frozenset() not in scopes


def differences(
    earlier: Released, exact: Report, withheld: frozenset[Place], threshold: int, plan: Plan
) -> Iterator[Place]:
    """Places of a new version that show fewer than ``threshold`` people more or less than before (GR-46)."""
    before, now = cells.read(earlier.exact, earlier.plan), cells.read(exact, plan)
    for place in sorted(before.at.keys() & now.at.keys()):
        change = abs(now.values[now.at[place]] - before.values[before.at[place]])
        if 0 < change < threshold and earlier.shows(place) and place not in withheld:
            yield place
