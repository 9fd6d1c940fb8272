"""Numbers that stand in several tables are settled first, so that the tables can then be solved one by one.

Where such a number is small, all tables hang together by it. First it is decided which of the shared numbers are withheld
and how far each must be able to move. Then each table has to follow every one of these movements, and its own cells may use
mixtures of them. What all tables can follow they can follow at the same time, so nothing of the protection is lost; only the
choice among patterns is narrower than in one model of everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.protecting.attacks import SHARE, WHOLE, Attack
from reports.protecting.model import Cell, Fate, Key, Problem, Reader, Relation
from reports.protecting.parts import parts

Move = dict[Key, int]


@dataclass(frozen=True)
class Split:
    """``rest`` is to be solved with ``common`` cells in each part."""

    rest: Problem
    common: frozenset[Key]


def entangled(problem: Problem) -> bool:
    """Whether a shared number has to be withheld."""
    return any(cell.small or cell.fate is Fate.HIDDEN for cell in (problem.cells[key] for key in problem.dear))


def shared(problem: Problem) -> Problem:
    """The shared numbers and what is said of them alone."""
    known = frozenset.intersection(*(reader.knows for reader in problem.readers))
    loose = {k for k in problem.cells if k not in problem.dear and k not in known and _unknown(problem.cells[k])}
    relations = tuple(one for one in problem.relations if not any(key in loose for key, _f in one.terms))
    cells = {key: cell for key, cell in problem.cells.items() if key not in loose}
    readers = tuple(replace(r, knows=r.knows - loose, guards=r.guards - loose) for r in problem.readers)
    together = tuple((a, b) for a, b in problem.together if a not in loose and b not in loose)
    return replace(problem, cells=cells, relations=relations, readers=readers, together=together, dear=frozenset())


def _unknown(cell: Cell) -> bool:
    return cell.fate is not Fate.SHOWN


def without(problem: Problem, above: Problem, withheld: frozenset[Key]) -> Split:
    """``problem`` once the shared numbers are settled."""
    moves = list(_moves(above, withheld))
    cells, relations = dict(problem.cells), [r for r in problem.relations if r not in set(above.relations)]
    for key in problem.dear:
        fate = Fate.HIDDEN if key in withheld else Fate.SHOWN
        cells[key] = replace(cells[key], fate=fate, small=False)
    one: Key = (SHARE, "one", "", "")
    readers = []
    cells[one] = Cell(one, max(reader.threshold for reader in problem.readers), 0, Fate.SHOWN)
    everyone = {(SHARE, str(number), str(n), "") for n, (number, _move) in enumerate(moves)}
    cells |= {key: Cell(key, 0, 0, Fate.HIDDEN, made=True) for key in everyone}
    for number, reader in enumerate(problem.readers):
        own = {(SHARE, str(number), str(n), ""): move for n, (whose, move) in enumerate(moves) if whose == number}
        readers.append(
            Reader(reader.threshold, reader.knows | (everyone - set(own)), (reader.guards - problem.dear) | set(own))
        )
    for key in sorted(withheld & problem.dear):
        relations.append(_mixture(key, moves, cells[one].value))
    if everyone:
        shares = ((key, 1) for key in sorted(everyone))
        relations.append(Relation((*shares, (one, -1)), at_most=True, company=False))
    rest = replace(problem, cells=cells, relations=tuple(relations), readers=tuple(readers), dear=frozenset())
    return Split(rest, (withheld & problem.dear) | everyone)


def _mixture(key: Key, moves: list[tuple[int, Move]], whole: int) -> Relation:
    """whole × how far the number moves = Σ share × its part in each movement."""
    shares = (((SHARE, str(number), str(n), ""), -move.get(key, 0)) for n, (number, move) in enumerate(moves))
    return Relation(((key, whole), *((share, factor) for share, factor in shares if factor)), company=False)


def _moves(above: Problem, withheld: frozenset[Key]) -> Iterator[tuple[int, Move]]:
    """For each need of each reader the shortest movement of shared numbers, none twice."""
    seen: set[tuple[int, tuple[tuple[Key, int], ...]]] = set()
    for part in parts(above, frozenset()):
        attack = Attack(part)
        pattern = np.array([float(cell.key in withheld) for cell in part.cells])
        for need in attack.needs():
            counts = attack.least_movement(need, pattern, np.ones(len(pattern)))
            if counts is None or np.any(np.abs(counts - np.round(counts)) > WHOLE):
                counts = attack.some_counts(need, pattern)
            if counts is None:
                continue
            move = {cell.key: round(float(d)) for cell, d in zip(part.cells, counts, strict=True) if abs(d) > WHOLE}
            name = (need.reader, tuple(sorted(move.items())))
            if name not in seen:
                seen.add(name)
                yield need.reader, move
