"""The problem as numbers: cells, what ties them, and who reads. No word of reports or releases here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

Key = tuple[str, str, str, str]  # whose number ("" for the release that is being made), table, row, column


class Fate(Enum):
    OPEN = "open"  # to be decided
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Cell:
    """A true count. ``weight`` is what it costs to withhold it; ``small`` that it must not be worked out.

    ``alone`` holds all of a row or column: it must be possible that it does not, down to nobody (9.3 (6)).
    ``made`` is a number that no table shows and that a reader could work out, such as the year without its first quarter.
    """

    key: Key
    value: int
    weight: int = 1
    fate: Fate = Fate.OPEN
    small: bool = False
    made: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Relation:
    """Σ factor × cell = 0, or ≤ 0 with ``at_most``. ``total`` is the cell that is the sum of the others, if there is one.

    ``company``: what is withheld in it has company (9.5); not so where the relation is only a way of writing.
    """

    terms: tuple[tuple[Key, int], ...]
    at_most: bool = False
    total: Key | None = None
    company: bool = True

    @classmethod
    def adds_up(cls, total: Key, parts: Iterable[Key]) -> "Relation":
        return cls(((total, -1), *((part, 1) for part in parts)), total=total)

    @classmethod
    def limited(cls, less: Key, more: Iterable[Key]) -> "Relation":
        return cls(((less, 1), *((one, -1) for one in more)), at_most=True)

    def holds(self, value: "dict[Key, int]") -> bool:
        found = sum(factor * value[key] for key, factor in self.terms)
        return found <= 0 if self.at_most else found == 0


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the new release and has in hand what was shown to her before."""

    threshold: int
    knows: frozenset[Key] = frozenset()
    guards: frozenset[Key] = frozenset()  # what she must not work out


@dataclass(frozen=True)
class Problem:
    """``floor`` is the least that a reader knows a withheld cell to be: 1 where zeros are always shown, else 0.

    ``together``: (a, b): where b is withheld, so is a. ``dear`` cells stand in several tables: they are withheld only
    where nothing else helps, so that the tables can be solved one by one.
    """

    cells: dict[Key, Cell]
    relations: tuple[Relation, ...]
    readers: tuple[Reader, ...]
    floor: int = 0
    together: tuple[tuple[Key, Key], ...] = ()
    dear: frozenset[Key] = frozenset()
    ranks: dict[Key, int] = field(default_factory=dict)  # of equally good choices the one with the lower ranks
