"""The 0-1 model of 9.5: the cheapest set of cells that leaves each need its counts, after Fischetti and Salazar.

Needs are added when a pattern misses them, so that most never enter the model; the last pattern misses none and is as cheap
as one of a model with fewer demands, so it is the cheapest of all.
"""

import itertools

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

from reports.protecting.attacks import Attack, Need, Vector
from reports.protecting.model import Fate, Key, Relation

OPTIMAL, STOPPED, INFEASIBLE = 0, 1, 2  # what SciPy says
GAP = 1e-7


class Model:
    """Columns: first one binary per cell, then the counts of each need."""

    def __init__(self, attack: Attack) -> None:
        self.attack, self.part = attack, attack.part
        self.size = len(self.part.cells)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        hidden = [cell.fate is Fate.HIDDEN for cell in self.part.cells]
        must = [cell.fate is Fate.OPEN and cell.small for cell in self.part.cells]
        self.low = [float(a or b) for a, b in zip(hidden, must, strict=True)]
        self.high = [1.0] * self.size
        self.whole = [1] * self.size
        self.known = {k for r in self.part.readers[:1] for k in r.knows}
        self._together()
        for relation in self.part.relations:
            if relation.company and not relation.at_most:
                self._company(relation)

    def _together(self) -> None:
        for one, other in self.part.together:
            a, b = self.attack.place[one], self.attack.place.get(other)
            if b is not None:
                self.rows.append(({a: 1.0, b: -1.0}, 0.0, np.inf))

    def _company(self, relation: Relation) -> None:
        """No cell is withheld alone, none together with a second single person only, and none of too few people (9.5)."""
        keys = [key for key, _factor in relation.terms if key not in self.known]
        cells = [self.attack.place[key] for key in keys]
        lonely = [at for at in cells if not self._is_made(at) or self.part.cells[at].small]
        for at in lonely:
            self.rows.append(({**{other: 1.0 for other in cells if other != at}, at: -1.0}, 0.0, np.inf))
        single = [at for at in lonely if self.attack.values[at] == 1 and self.part.cells[at].key != relation.total]
        for pair in itertools.combinations(single, 2):
            others = {other: 1.0 for other in cells if other not in pair}
            self.rows.append(({**others, **dict.fromkeys(pair, -1.0)}, -1.0, np.inf))
        threshold = self.part.readers[0].threshold
        total = self.attack.place.get(relation.total) if relation.total else None
        people = {at: float(threshold if at == total else min(threshold, self.attack.values[at])) for at in cells}
        for at in lonely:
            if at != total:
                self.rows.append(({**people, at: people[at] - threshold}, 0.0, np.inf))

    def _is_made(self, at: int) -> bool:
        return self.part.cells[at].made

    def want(self, need: Need) -> None:
        """Counts of their own, which move only where cells are withheld."""
        attack, begin = self.attack, len(self.low)
        reader = self.part.readers[need.reader]
        could = attack.unknown(reader, np.ones(self.size))
        column = {int(at): begin + n for n, at in enumerate(np.flatnonzero(could))}
        for at in column:
            down, up = float(attack.floors[at] - attack.values[at]), attack.reach
            self.low.append(down)
            self.high.append(up)
            self.whole.append(int(need.whole and attack.counts[at]))
            if attack.open[at]:
                self.rows.append(({column[at]: 1.0, at: -up}, -np.inf, 0.0))
                self.rows.append(({column[at]: 1.0, at: -down}, 0.0, np.inf))
        for relation, low, high in zip(self.part.relations, attack.low, attack.high, strict=True):
            terms = [(attack.place[key], float(factor)) for key, factor in relation.terms]
            self.rows.append(({column[at]: f for at, f in terms if at in column}, low, high))
        if need.knowing is None:
            target = attack.target(need)
            self.rows.append(({column[need.cell]: 1.0}, *((target, np.inf) if need.up else (-np.inf, target))))
        else:
            self._otherwise(need, column)

    def _otherwise(self, need: Need, column: dict[int, int]) -> None:
        """She knows her own cell; the other is less than it is, or more: a binary says which."""
        room = float(self.attack.values[need.cell] - self.attack.floors[need.cell])
        more, reach, moved = len(self.low), self.attack.reach, column[need.cell]
        self.low.append(0.0)
        self.high.append(1.0)
        self.whole.append(1)
        self.rows.append(({column[need.knowing]: 1.0}, 0.0, 0.0))  # type: ignore[index]
        self.rows.append(({moved: 1.0, more: -(reach + 1)}, -np.inf, -1.0))
        self.rows.append(({moved: 1.0, more: -(room + 1)}, -room, np.inf))

    def cheapest(self, seconds: float) -> OptimizeResult:
        cost = np.zeros(len(self.low))
        cost[: self.size] = self._costs()
        at = [
            (row, column, factor) for row, (terms, *_ends) in enumerate(self.rows) for column, factor in terms.items()
        ]
        rows, columns, factors = zip(*at, strict=True) if at else ((), (), ())
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.rows), len(self.low))).tocsr()
        ends = LinearConstraint(matrix, [low for _t, low, _h in self.rows], [high for *_t, high in self.rows])
        return milp(
            cost, integrality=np.array(self.whole), bounds=Bounds(np.array(self.low), np.array(self.high)),
            constraints=[ends] if self.rows else [], options={"time_limit": seconds, "mip_rel_gap": GAP},
        )  # fmt: skip

    def _costs(self) -> Vector:
        """The ranks together weigh less than half a cell, so that they decide among equals alone (GR-47)."""
        n, ranks = self.size, self._order()
        share = np.array([ranks[cell.key] / (n * (n + 1)) for cell in self.part.cells])
        weights = np.array([cell.weight for cell in self.part.cells], dtype=float)
        return np.where(self.attack.open, weights + share, 0.0)

    def _order(self) -> dict[Key, int]:
        keys = sorted((cell.key for cell in self.part.cells), key=lambda key: (self.part.ranks.get(key, 0), key))
        return {key: number for number, key in enumerate(keys, 1)}
