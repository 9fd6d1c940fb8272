"""Which cells are withheld: part by part, exactly, within a time; else by a good guess that the audit has still to pass."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.protecting import guessing, sharing
from reports.protecting.attacks import Attack, Need, Vector
from reports.protecting.choosing import INFEASIBLE, OPTIMAL, Model
from reports.protecting.model import Fate, Key, Problem
from reports.protecting.parts import Part, parts
from reports.protecting.refusing import Impossible, OutOfTime
from reports.protecting.rules import SECONDS

Done = dict[tuple[Key, ...], tuple[frozenset[Key], bool]]
FOR_GUESSING = 0.25  # share of the time that is kept for a guess


@dataclass(frozen=True)
class Solution:
    withheld: frozenset[Key]
    optimal: bool  # False where time ran out and a guess was taken


class _NoWay(Exception):
    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part


def solve(problem: Problem, seconds: float = SECONDS) -> Solution:
    """Raises Impossible or OutOfTime. Cells that stand in several tables are freed only around a part without a way."""
    until = time.monotonic() + seconds * (1 - FOR_GUESSING)
    if sharing.entangled(problem):
        try:
            return _settled_first(problem, until)
        except _NoWay:
            pass  # perhaps there is one when everything is decided at once
    fixed = frozenset(key for key in problem.dear if _may_stay(problem, key))
    done: Done = {}
    while True:
        try:
            return _all(problem, fixed, until, done)
        except _NoWay as stuck:
            freed = fixed & _around(problem, stuck.part)
            if not freed:
                raise Impossible(stuck.part.tables) from None
            fixed -= freed


def _settled_first(problem: Problem, until: float) -> Solution:
    above = sharing.shared(problem)
    first = _all(above, frozenset(), until, {})
    split = sharing.without(problem, above, first.withheld)
    then = _all(split.rest, frozenset(), until, {}, split.common)
    return Solution(first.withheld | then.withheld, first.optimal and then.optimal)


def _may_stay(problem: Problem, key: Key) -> bool:
    cell = problem.cells[key]
    return cell.fate is Fate.OPEN and not cell.small


def _around(problem: Problem, part: Part) -> set[Key]:
    inside = {cell.key for cell in part.cells}
    tied = (relation.terms for relation in problem.relations)
    near = {key for terms in tied if any(key in inside for key, _f in terms) for key, _f in terms}
    return near | {b for a, b in problem.together if a in inside} | {a for a, b in problem.together if b in inside}


def _all(
    problem: Problem, fixed: frozenset[Key], until: float, done: Done, common: frozenset[Key] = frozenset()
) -> Solution:  # fmt: skip
    withheld: set[Key] = set()
    optimal = True
    for part in parts(problem, fixed, common):
        if not part.touched:
            continue
        name = tuple(cell.key for cell in part.cells)
        if name not in done:
            done[name] = _one(part, until)
        chosen, best = done[name]
        withheld |= chosen
        optimal = optimal and best
    return Solution(frozenset(withheld), optimal)


def _one(part: Part, until: float) -> tuple[frozenset[Key], bool]:
    if not any(reader.guards for reader in part.readers) and all(cell.fate is not Fate.HIDDEN for cell in part.cells):
        return frozenset(), True
    attack = Attack(part)
    model, wanted = Model(attack), set[Need]()
    pattern: Vector = np.zeros(len(part.cells))
    while (left := until - time.monotonic()) > 0:
        result = model.cheapest(left)
        if result.status == INFEASIBLE:
            raise _NoWay(part)
        if result.x is not None:
            pattern = np.round(result.x[: model.size])
        if result.status != OPTIMAL:
            break
        missed = list(_missed(attack, pattern))
        if not missed:
            return _keys(part, pattern), True
        for need in missed:
            again = replace(need, whole=need in wanted)
            model.want(again)
            wanted.add(again)
    guess = guessing.pattern(attack, pattern)
    if guess is None:
        raise OutOfTime(part.tables)
    return _keys(part, guess), False


def _missed(attack: Attack, pattern: Vector) -> Iterator[Need]:
    """First those outside; who is inside matters once no stranger finds anything."""
    outside = attack.unmet(pattern, attack.needs())
    yield from outside or attack.unmet(pattern, attack.insiders())


def _keys(part: Part, pattern: Vector) -> frozenset[Key]:
    chosen = zip(part.cells, pattern, strict=True)
    return frozenset(cell.key for cell, y in chosen if y > 0.5 and cell.key[0] == "" and not cell.made)
