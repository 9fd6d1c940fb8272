"""What a reader could do with a pattern: other counts that agree with all that she sees.

Everything is said in differences from the true counts, so that what is shown drops out. A cell is safe when among such
counts there is one in which it is at its floor and one in which it reaches the threshold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack

from reports.protecting.model import Fate, Key, Reader
from reports.protecting.parts import Part

SHARE = "share"  # whose "cells" are no counts but how far a common movement is taken
WHOLE = 1e-6  # nearer to a whole number than this is one
Vector = np.ndarray


@dataclass(frozen=True)
class Need:
    """Counts must exist in which ``cell`` is ``low`` or below (or, ``up``, reaches the threshold). Positions of the part.

    ``knowing`` is the cell of somebody who is its only person and looks for ``cell``, the only person of another one:
    for her, counts must exist in which it is anything but one (9.3 (5)).
    """

    reader: int
    cell: int
    up: bool
    knowing: int | None = None
    whole: bool = False  # in whole numbers: asked for when fractions did not do


class Attack:
    """The relations of a part as matrices, and the questions to the solver."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.place: dict[Key, int] = {cell.key: at for at, cell in enumerate(part.cells)}
        self.values = np.array([cell.value for cell in part.cells], dtype=float)
        self.floors = np.array([0 if cell.made else min(part.floor, cell.value) for cell in part.cells], dtype=float)
        self.open = np.array([cell.fate is Fate.OPEN for cell in part.cells], dtype=bool)
        guarded = [part.cells[self.place[key]].value for reader in part.readers for key in reader.guards]
        self.reach = 4.0 * max([reader.threshold for reader in part.readers] + guarded)
        self.matrix, self.low, self.high = self._rows()
        self.person = self._persons()
        self.counts = np.array([cell.key[0] != SHARE for cell in part.cells], dtype=bool)  # in whole numbers

    def _rows(self) -> tuple[csr_array, Vector, Vector]:
        rows, columns, factors = [], [], []
        for at, relation in enumerate(self.part.relations):
            for key, factor in relation.terms:
                rows.append(at)
                columns.append(self.place[key])
                factors.append(float(factor))
        shape = (len(self.part.relations), len(self.part.cells))
        low = np.array([-np.inf if one.at_most else 0.0 for one in self.part.relations])
        return csr_array((factors, (rows, columns)), shape=shape), low, np.array(self.part.slack, dtype=float)

    def unknown(self, reader: Reader, withheld: Vector) -> Vector:
        """Which cells may move for her."""
        mask = np.where(self.open, withheld > 0.5, True)
        for key in reader.knows:
            mask[self.place[key]] = False
        return mask

    def target(self, need: Need) -> float:
        """By how much the cell must be able to move; for somebody inside, by one or more either way."""
        if need.knowing is not None:
            return 1.0 if need.up else self.floors[need.cell] - self.values[need.cell]
        if need.up:
            return self.part.readers[need.reader].threshold - self.values[need.cell]
        least = 0.0 if self.part.cells[need.cell].alone else self.floors[need.cell]
        return float(least - self.values[need.cell])

    def guards(self, number: int) -> list[int]:
        return sorted(self.place[key] for key in self.part.readers[number].guards)

    def needs(self) -> Iterator[Need]:
        for number in range(len(self.part.readers)):
            for cell in self.guards(number):
                for up in (True, False):
                    need = Need(number, cell, up)
                    if (self.target(need) > 0) == up and self.target(need):
                        yield need

    def insiders(self) -> Iterator[Need]:
        for number, reader in enumerate(self.part.readers):
            single = [cell for cell in self.guards(number) if self.values[cell] == 1 and not self.part.cells[cell].made]
            single = [cell for cell in single if self.part.cells[cell].key not in reader.knows]
            yield from (Need(number, p, True, s) for s in single for p in single if not self._one_person(s, p))

    def _one_person(self, one: int, other: int) -> bool:
        """The single person of a cell is also the one of a total that is one."""
        return self.person.get(one, one) == self.person.get(other, other)

    def _persons(self) -> dict[int, int]:
        leader: dict[int, int] = {}
        for relation in self.part.relations:
            total = self.place.get(relation.total) if relation.total else None
            if total is None or self.values[total] != 1:
                continue
            for key, _factor in relation.terms:
                part = self.place[key]
                if self.values[part] == 1 and part != total:
                    old, new = leader.get(part, part), leader.get(total, total)
                    leader.update(dict.fromkeys([part, *(k for k, v in leader.items() if v == old)], new))
        return leader

    def unmet(self, withheld: Vector, asked: Iterable[Need]) -> list[Need]:
        """Of ``asked`` those for which there are no such counts. Counts found for one often serve others."""
        missed: list[Need] = []
        found: list[tuple[int, Vector]] = []
        left = list(asked)
        while left:
            need = left.pop(0)
            if any(number == need.reader and self._serves(counts, need) for number, counts in found):
                continue
            counts = self._counts(
                need, withheld, [n for n in left if (n.up, n.reader, n.knowing) == (need.up, need.reader, need.knowing)]
            )
            if counts is None:
                missed.append(need)
            else:
                found.append((need.reader, counts))
        return missed

    def some_counts(self, need: Need, withheld: Vector) -> Vector | None:
        """Counts for one need in whole numbers, None if there are none."""
        return self._counts(need, withheld, [])

    def _serves(self, counts: Vector, need: Need) -> bool:
        if need.knowing is not None:
            return bool(abs(counts[need.knowing]) < WHOLE and abs(counts[need.cell]) > 1 - WHOLE)
        target = self.target(need)
        return bool(counts[need.cell] >= target - WHOLE if need.up else counts[need.cell] <= target + WHOLE)

    def _counts(self, need: Need, withheld: Vector, alike: list[Need]) -> Vector | None:
        ways = [need] if need.knowing is None else [need, Need(need.reader, need.cell, False, need.knowing)]
        for way in ways:
            target = self.target(way)
            if not target:
                continue
            for whole in (False, True):
                counts = self._solve(way, target, withheld, alike, whole)
                if counts is None:
                    break
                if np.all(np.abs(counts - np.round(counts))[self.counts] < WHOLE):
                    return np.where(self.counts, np.round(counts), counts)
        return None

    def _solve(self, need: Need, target: float, withheld: Vector, alike: list[Need], whole: bool) -> Vector | None:
        moves = self.unknown(self.part.readers[need.reader], withheld)
        low = np.where(moves, self.floors - self.values, 0.0)
        high = np.where(moves, self.reach, 0.0)
        if need.knowing is not None:
            low[need.knowing] = high[need.knowing] = 0.0
        if not low[need.cell] - WHOLE <= target <= high[need.cell] + WHOLE:
            return None
        if need.up:
            low[need.cell] = target
        else:
            high[need.cell] = target
        wish = np.zeros(len(self.values))
        for other in alike:
            wish[other.cell] = -1.0 if need.up else 1.0
        rules = [LinearConstraint(self.matrix, self.low, self.high)] if self.part.relations else []
        result = milp(wish, integrality=self.counts * int(whole), bounds=Bounds(low, high), constraints=rules)
        return None if result.x is None else np.asarray(result.x)

    def least_movement(self, need: Need, withheld: Vector, cost: Vector) -> Vector | None:
        """Counts for ``need`` whose movement costs least; ``withheld`` says what may move at all."""
        size = len(self.values)
        could = self.unknown(self.part.readers[need.reader], withheld)
        high, low = np.where(could, self.reach, 0.0), np.where(could, self.values - self.floors, 0.0)
        if need.knowing is not None:
            high[need.knowing] = low[need.knowing] = 0.0
        target = self.target(need)
        limits = [(0.0, float(most)) for most in (*high, *low)]
        at = need.cell if target > 0 else size + need.cell
        if abs(target) > limits[at][1]:
            return None
        limits[at] = (abs(target), limits[at][1])
        limits[(at + size) % (2 * size)] = (0.0, 0.0)  # not there and back
        both, equal = hstack([self.matrix, -self.matrix]).tocsr(), np.isfinite(self.low)
        rules: dict[str, Any] = {}
        if equal.any():
            rules |= {"A_eq": both[equal], "b_eq": self.high[equal]}
        if not equal.all():
            rules |= {"A_ub": both[~equal], "b_ub": self.high[~equal]}
        result = linprog(np.concatenate([cost, cost]), bounds=limits, **rules)
        return None if result.x is None else result.x[:size] - result.x[size:]
