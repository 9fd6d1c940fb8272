"""The least and the most that unknown whole numbers can be, given what is said of them."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bench.attacker.history import Name, Said, Terms

FAR = 20_000  # nobody in a county helps more people; an end that lies here is no end
NEAR = 1e-6
SECONDS = 20.0


class Contradiction(Exception):
    """No whole numbers fit what is said."""


class Group:
    """Unknowns that hang together."""

    def __init__(self, names: Sequence[Name], rows: Sequence[tuple[Mapping[Name, int], float, float]]) -> None:
        self.at = {name: n for n, name in enumerate(names)}
        at = [(r, self.at[name], factor) for r, (terms, _l, _h) in enumerate(rows) for name, factor in terms.items()]
        row, column, factor = zip(*at, strict=True) if at else ((), (), ())
        self.matrix = csr_array(
            (np.array(factor, dtype=float), (np.array(row, dtype=int), np.array(column, dtype=int))),
            shape=(len(rows), len(names)),
        )
        self.low, self.high = np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
        self.seen = np.empty((0, len(names)))

    def least(self, cost: np.ndarray, fixed: Mapping[int, int] | None = None) -> float:
        """In fractions first; whole numbers are asked for where the fractions found are none."""
        best = self._solve(cost, fixed, whole=False)
        if np.all(np.abs(best - np.round(best)) < NEAR):
            self.seen = np.vstack([self.seen, np.round(best)])
            return float(cost @ np.round(best))
        best = self._solve(cost, fixed, whole=True)
        self.seen = np.vstack([self.seen, np.round(best)])
        return float(cost @ np.round(best))

    def _solve(self, cost: np.ndarray, fixed: Mapping[int, int] | None, whole: bool) -> np.ndarray:
        low, high = np.zeros(len(cost)), np.full(len(cost), float(FAR))
        for at, value in (fixed or {}).items():
            low[at] = high[at] = value
        rules = [LinearConstraint(self.matrix, self.low, self.high)] if len(self.low) else []
        found = milp(
            cost, integrality=np.full(len(cost), int(whole)), bounds=Bounds(low, high), constraints=rules,
            options={"time_limit": SECONDS},
        )  # fmt: skip
        if found.x is None:
            if found.status == 2:
                raise Contradiction
            raise TimeoutError
        return np.asarray(found.x)


class Solver:
    """``numbers`` are known. Rows of unknowns fall apart into groups."""

    def __init__(self, names: Iterable[Name], numbers: Mapping[Name, int], said: Iterable[Said]) -> None:
        self.numbers = numbers
        unknown = sorted({name for name in names if name not in numbers})
        place = {name: n for n, name in enumerate(unknown)}
        rows = [row for one in said if (row := self._open(one))[0]]
        pairs = [(place[next(iter(terms))], place[name]) for terms, _l, _h in rows for name in terms]
        ends = np.array(pairs or np.empty((0, 2)), dtype=int)
        graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(unknown), len(unknown)))
        count, label = connected_components(graph, directed=False) if unknown else (0, np.array([], dtype=int))
        inside: list[list[tuple[dict[Name, int], float, float]]] = [[] for _ in range(count)]
        for row in rows:
            inside[label[place[next(iter(row[0]))]]].append(row)
        members: list[list[Name]] = [[] for _ in range(count)]
        for name, group in zip(unknown, label, strict=True):
            members[group].append(name)
        self.group: dict[Name, Group] = {}
        for names_, rows_ in zip(members, inside, strict=True):
            self.group |= dict.fromkeys(names_, Group(names_, rows_))

    def _open(self, one: Said) -> tuple[dict[Name, int], float, float]:
        terms: dict[Name, int] = {}
        known = 0
        for name, factor in one.terms:
            if name in self.numbers:
                known += factor * self.numbers[name]
            else:
                terms[name] = terms.get(name, 0) + factor
        low = -np.inf if one.low is None else one.low - known
        high = np.inf if one.high is None else one.high - known
        return {name: factor for name, factor in terms.items() if factor}, low, high

    def interval(self, terms: Terms) -> tuple[int, int | None]:
        """Both ends in whole numbers; None where there is none above. Numbers that do not hang together add up."""
        known = sum(factor * self.numbers[name] for name, factor in terms if name in self.numbers)
        costs: dict[Group, np.ndarray] = {}
        for name, factor in terms:
            if name not in self.numbers:
                group = self.group[name]
                costs.setdefault(group, np.zeros(len(group.at)))[group.at[name]] += factor
        low = known + sum(round(group.least(cost)) for group, cost in costs.items())
        high = known - sum(round(group.least(-cost)) for group, cost in costs.items())
        return low, None if high >= FAR / 2 else high

    def holds(self, name: Name, other: Name) -> bool:
        """Whether the only person of ``name`` knows that ``other`` is one."""
        group = self.group[name]
        if self.group[other] is not group:
            return False
        fixed = {group.at[name]: 1}
        seen = group.seen[group.seen[:, group.at[name]] == 1][:, group.at[other]]
        if np.any(seen != 1):
            return False
        cost = np.zeros(len(group.at))
        cost[group.at[other]] = 1
        return group.least(cost, fixed) == 1 and group.least(-cost, fixed) == -1
