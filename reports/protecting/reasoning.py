"""The attacker's reasoning: the least and the most that something can be, in fractions and in whole numbers."""

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from reports.protecting.in_hand import Guard, Knowledge, Name, Terms

FAR = 1e6  # above any number of persons that could be counted
NEAR = 1e-6
PUSH = 1e-3  # how much the others weigh against the one that is asked about
FEW = 5
MANY = 40  # single persons in one group


class Impossible(Exception):
    """What is said to be known contradicts itself: no counts fit."""


class Group:
    """Unknowns that hang together, with the rows that speak of them; numbers have gone to the right hand side."""

    def __init__(
        self, names: list[Name], sure: list[tuple[Terms, int]], most: list[tuple[Terms, int]], floor: int
    ) -> None:
        self.at = {name: number for number, name in enumerate(names)}
        self.floor = float(floor)
        self.sure, self.sums = self._matrix(sure), np.array([right for _terms, right in sure], dtype=float)
        self.most, self.limits = self._matrix(most), np.array([right for _terms, right in most], dtype=float)
        self.rules = [
            *([LinearConstraint(self.sure, self.sums, self.sums)] if sure else []),
            *([LinearConstraint(self.most, -np.inf, self.limits)] if most else []),
        ]
        self.seen = np.empty((0, len(names)))  # counts in whole numbers that fit

    def _matrix(self, rows: list[tuple[Terms, int]]) -> csr_array:
        found = [(n, self.at[name], factor) for n, (terms, _r) in enumerate(rows) for name, factor in terms]
        row, column, factor = zip(*found, strict=True) if found else ((), (), ())
        return coo_array((np.array(factor, dtype=float), (row, column)), shape=(len(rows), len(self.at))).tocsr()

    def cost(self, terms: Terms) -> np.ndarray:
        cost = np.zeros(len(self.at))
        for name, factor in terms:
            cost[self.at[name]] += factor
        return cost

    def push(self, still: list[Name]) -> Iterator[None]:
        """Looks for counts in which these are one and the others as low as can be, then as high, but below five."""
        for way, end in ((1.0, FAR), (-1.0, FEW), (-1.0, FAR)):
            limits = [(self.floor, end)] * len(self.at)
            for name in still:
                limits[self.at[name]] = (1.0, 1.0)
            with contextlib.suppress(Impossible):
                self.remember(self.least(np.full(len(self.at), way), limits))
            yield

    def least(self, cost: np.ndarray, ends: list[tuple[float, float]] | None = None) -> np.ndarray:
        low, high = np.array(ends or [(self.floor, FAR)] * len(cost)).T
        found = milp(cost, bounds=Bounds(low, high), constraints=self.rules)
        if found.x is None:
            raise Impossible
        return np.asarray(found.x)

    def whole(self, cost: np.ndarray, most: float, fixed: tuple[int, int] | None = None) -> bool:
        """Whether counts in whole numbers fit for which Σ cost × count is at most ``most``."""
        if self.knows_of(cost, most, fixed):
            return True
        low, high = np.full(len(self.at), self.floor), np.full(len(self.at), FAR)
        if fixed is not None:
            low[fixed[0]] = high[fixed[0]] = fixed[1]
        rules = [LinearConstraint(csr_array(cost.reshape(1, -1)), -np.inf, most), *self.rules]
        found = milp(np.zeros(len(cost)), integrality=np.ones(len(cost)), bounds=Bounds(low, high), constraints=rules)
        if found.x is None:
            return False
        self.remember(found.x)
        return True

    def knows_of(self, cost: np.ndarray, most: float, fixed: tuple[int, int] | None = None) -> bool:
        fits = self.seen @ cost <= most + NEAR
        return bool(np.any(fits if fixed is None else fits & (self.seen[:, fixed[0]] == fixed[1])))

    def remember(self, counts: np.ndarray) -> None:
        """Counts found for one question often answer others."""
        if np.all(np.abs(counts - np.round(counts)) < NEAR):
            self.seen = np.vstack([self.seen, np.round(counts)])


class Reasoning:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.group: dict[Name, Group] = {}
        unknown = sorted(name for name in knowledge.true if name not in knowledge.numbers)
        number = {name: at for at, name in enumerate(unknown)}
        rows = [(self._open(terms), False) for terms in knowledge.sure] + [
            (self._open(t), True) for t in knowledge.most
        ]
        rows = [row for row in rows if row[0][0]]
        links = [(number[terms[0][0]], number[name]) for (terms, _r), _m in rows for name, _f in terms]
        links += [(number[names[0]], number[name]) for names in self._guarded() for name in names]
        for members, inside in _split(unknown, links, rows, number):
            sure = [row for row, most in inside if not most]
            most = [row for row, most in inside if most]
            group = Group(members, sure, most, knowledge.floor)
            self.group |= dict.fromkeys(members, group)
        self.said = self._said()

    def _said(self) -> set[Group]:
        """Groups of which the file in question says something. Of the others a reader knows what she knew before."""
        said = {group for (whose, _place), group in self.group.items() if not whose}
        for terms in (*self.knowledge.sure, *self.knowledge.most):
            if any(not whose for (whose, _place), _factor in terms):
                said |= {self.group[name] for name, _factor in terms if name in self.group}
        return said

    def concerned(self, guard: Guard) -> bool:
        groups = [self.group[name] for name, _factor in guard.terms if name in self.group]
        return any(group in self.said for group in groups) or any(not whose for (whose, _p), _f in guard.terms)

    def _guarded(self) -> list[list[Name]]:
        open_names = (
            [name for name, _f in guard.terms if name not in self.knowledge.numbers] for guard in self.knowledge.guards
        )
        return [names for names in open_names if names]

    def _open(self, terms: Terms) -> tuple[Terms, int]:
        numbers = self.knowledge.numbers
        known = sum(factor * numbers[name] for name, factor in terms if name in numbers)
        return tuple((name, factor) for name, factor in terms if name not in numbers), -known

    def leaves_open(self, guard: Guard, threshold: int) -> bool:
        """She must take it for possible that it is at its floor, and that it reaches the threshold."""
        terms, right = self._open(guard.terms)
        if not terms:
            return False
        group = self.group[terms[0][0]]
        cost, known = group.cost(terms), -right
        low, high = guard.floor - known, threshold - known
        return self._reaches(group, cost, low) and self._reaches(group, -cost, -high)

    def _reaches(self, group: Group, cost: np.ndarray, most: float) -> bool:
        """First in fractions, where all others are pushed the same way a little; then in whole numbers."""
        if group.knows_of(cost, most):
            return True
        push = np.full(len(cost), PUSH * np.sign(cost.sum()))
        for wish in (cost + push, cost):
            try:
                found = group.least(wish)
            except Impossible:
                return False
            if cost @ found <= most + NEAR:
                group.remember(found)
                return group.whole(cost, most)
        return False

    def pinned(self, singles: list[Guard]) -> list[Guard]:
        """Cells of one person that the only person of another cell then knows for certain (9.3 (5))."""
        together: dict[int, list[Guard]] = {}
        for guard in singles:
            together.setdefault(id(self.group[guard.terms[0][0]]), []).append(guard)
        found = [pair for some in together.values() for pair in self._pinned(some)]
        return [guard for guard in singles if guard in found]

    def _pinned(self, singles: list[Guard]) -> list[Guard]:
        group, found = self.group[singles[0].terms[0][0]], []
        names = [guard.terms[0][0] for guard in singles]
        people = [self.knowledge.person(guard) for guard in singles]
        for bit in range(
            len(names).bit_length() if len(names) > MANY else 0
        ):  # any two of them are told apart by one bit of their places
            for side in (0, 1):
                list(group.push([name for at, name in enumerate(names) if at >> bit & 1 == side]))
        for at, alone in enumerate(names):
            if self._held(group, at, names, people):
                for _found in group.push([alone]):
                    if not self._held(group, at, names, people):
                        break
            for other in self._held(group, at, names, people):
                cost, fixed = group.cost(singles[other].terms), (group.at[alone], 1)
                if not (group.whole(cost, 0.0, fixed) or group.whole(-cost, -2.0, fixed)):
                    found.append(singles[other])
        return found

    def _held(self, group: Group, at: int, names: list[Name], people: list[Name]) -> list[int]:
        """Other people's cells that are one in all counts found so far in which this one is."""
        here = group.seen[group.seen[:, group.at[names[at]]] == 1][:, [group.at[name] for name in names]]
        same = np.flatnonzero(np.all(here == 1, axis=0)).tolist()
        return [n for n in same if people[n] != people[at]]


def _split(
    names: list[Name], links: list[tuple[int, int]], rows: list[tuple[tuple[Terms, int], bool]], number: dict[Name, int]
) -> list[tuple[list[Name], list[tuple[tuple[Terms, int], bool]]]]:  # fmt: skip
    if not names:
        return []
    ends: Sequence[tuple[int, ...]] = list(zip(*links, strict=True)) if links else [(), ()]
    graph = coo_array((np.ones(len(links)), (ends[0], ends[1])), shape=(len(names), len(names)))
    count, label = connected_components(graph, directed=False)
    members: list[list[Name]] = [[] for _ in range(count)]
    for name, group in zip(names, label, strict=True):
        members[group].append(name)
    inside: list[list[tuple[tuple[Terms, int], bool]]] = [[] for _ in range(count)]
    for row in rows:
        inside[label[number[row[0][0][0][0]]]].append(row)
    return list(zip(members, inside, strict=True))
