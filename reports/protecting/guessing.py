"""When time is up: a pattern that is safe and not the cheapest. Each missed need opens the cheapest way for its counts."""

import numpy as np
from scipy.optimize import linprog

from reports.protecting.attacks import WHOLE, Attack, Need, Vector
from reports.protecting.choosing import Model
from reports.protecting.model import Fate

ROUNDS = 50


def pattern(attack: Attack, begin: Vector) -> Vector | None:
    """None when even withholding all that may be withheld leaves something to be found."""
    model = Model(attack)
    chosen = np.maximum(begin, np.array(model.low))
    for _ in range(ROUNDS):
        chosen = _keep_rules(model, chosen)
        missed = attack.unmet(chosen, attack.needs()) or attack.unmet(chosen, attack.insiders())
        if not missed:
            return chosen
        before = chosen.copy()
        for need in missed:
            chosen = np.maximum(chosen, _way(attack, need, chosen))
        if np.array_equal(before, chosen):
            break
    everything = np.array([float(cell.fate is not Fate.SHOWN) for cell in attack.part.cells])
    missed = attack.unmet(everything, attack.needs()) or attack.unmet(everything, attack.insiders())
    return None if missed or _broken(model, everything) else everything


def _way(attack: Attack, need: Need, chosen: Vector) -> Vector:
    """The cells that move in the counts whose movement costs least; movement of what is withheld costs nearly nothing."""
    size = len(attack.values)
    could = attack.unknown(attack.part.readers[need.reader], np.ones(size))
    weights = np.array([max(cell.weight, 1) for cell in attack.part.cells], dtype=float)
    cost = np.where((chosen > 0.5) | ~attack.open, 0.001, weights)
    up = np.where(could, attack.reach, 0.0)
    down = np.where(could, attack.values - attack.floors, 0.0)
    target = attack.target(need)
    if need.knowing is not None:
        up[need.knowing] = down[need.knowing] = 0.0
    limits = [(0.0, float(high)) for high in (*up, *down)]
    if target > up[need.cell]:
        return chosen
    limits[need.cell] = (max(0.0, target), limits[need.cell][1])
    if target < 0:
        limits[size + need.cell] = (-target, max(-target, limits[size + need.cell][1]))
    both = np.hstack([attack.matrix.toarray(), -attack.matrix.toarray()])
    equal = np.isfinite(attack.low)
    rules = {"A_eq": both[equal], "b_eq": attack.high[equal], "A_ub": both[~equal], "b_ub": attack.high[~equal]}
    result = linprog(np.concatenate([cost, cost]), bounds=limits, **rules)
    if result.x is None:
        return chosen
    moved = np.abs(result.x[:size] - result.x[size:]) > WHOLE
    return np.where(moved & attack.open, 1.0, chosen)


def _broken(model: Model, chosen: Vector) -> list[dict[int, float]]:
    value = [(terms, sum(factor * chosen[at] for at, factor in terms.items()), low) for terms, low, _high in model.rows]
    return [terms for terms, found, low in value if found < low - WHOLE]


def _keep_rules(model: Model, chosen: Vector) -> Vector:
    """Adds the cheapest cell of each broken rule until none is broken or nothing helps."""
    chosen = chosen.copy()
    cells = model.part.cells
    while broken := _broken(model, chosen):
        helpful = [
            at for at, factor in broken[0].items() if factor > 0 and chosen[at] < 0.5 and cells[at].fate is Fate.OPEN
        ]
        if not helpful:
            return chosen
        chosen[min(helpful, key=lambda at: (cells[at].weight, cells[at].key))] = 1.0
    return chosen
