"""When time is up: a pattern that is safe and not the cheapest. Each missed need opens the cheapest way for its counts."""

import numpy as np

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
    weights = np.array([max(cell.weight, 1) for cell in attack.part.cells], dtype=float)
    cost = np.where((chosen > 0.5) | ~attack.open, 0.001, weights)
    moved = attack.least_movement(need, np.ones(len(cost)), cost)
    return chosen if moved is None else np.where((np.abs(moved) > WHOLE) & attack.open, 1.0, chosen)


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
