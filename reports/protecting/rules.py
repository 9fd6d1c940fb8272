"""What the protection is told: for whom, above which number, and how the cells of a report hang together.

A definition knows which tables count the same people; the protection cannot guess it. What is not said here is taken as it
is safest: a table is private unless it is named as open.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MINIMUM = 5  # no threshold is below this (GR-50)
SECONDS = 20.0  # how long one report may be thought about (GR-47)
TOTAL = "total"  # the key of a row or column that is a sum
INNER, ZERO, MARGIN, GRAND = 1, 4, 20, 500  # what it costs to withhold such a cell
MOST = 100_000  # a number of persons above it is a mistake of counting

Place = tuple[str, str, str]  # table, row, column
NOTHING_SAID = frozenset(  # rows that tell nothing, though everybody is in them
    ("unknown", "missing", "not_reported", "not_tracked", "not_collected", "declined", "unanswered", "nr", "nt")
)


class BelowMinimum(ValueError):
    """A threshold that would show cells of one to four persons."""


@dataclass(frozen=True)
class Audience:
    """``threshold`` is the smallest number that may be shown beside zero. Who belongs to it also reads what ``reads`` get."""

    key: str
    threshold: int
    reads: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.threshold < MINIMUM:
            raise BelowMinimum(_("A threshold below five would show cells of one to four persons."))

    def sees(self, audience: str) -> bool:
        return audience == self.key or audience in self.reads


PUBLIC = Audience("public", 11)
TEAM = Audience("team", 5, frozenset({"public"}))


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts``, for instance C = A + B of one column."""

    total: Place
    parts: tuple[Place, ...]


@dataclass(frozen=True)
class Limit:
    """``less`` is at most the sum of ``more``: the persons of a line are no more than those of the report."""

    less: Place
    more: tuple[Place, ...]


@dataclass(frozen=True)
class AtMost:
    """Σ ``less`` is at most Σ ``more``, as a reader takes for granted who knows what the form asks: whoever had two kinds of
    harm is in two rows. A place may stand there more than once. Guarded where it is so in the report at hand."""

    less: tuple[Place, ...]
    more: tuple[Place, ...]


@dataclass(frozen=True)
class Plan:
    """How the tables of one definition hang together.

    ``same``      places that show one and the same number; they share one fate
    ``pairs``     (occurrences, their persons): withheld together (9.3 (8))
    ``open``      tables that say nothing about survivors: staff, trainings, products, coordination
    ``flows``     tables whose numbers of a year are the sum of its quarters; those of occurrences and events always are
    ``one_group`` tables in which it is no news that everybody is in one row: the programme serves nobody else (9.3 (6))
    ``loose``     tables of many answers whose rows need not reach everybody (services: not each person got one)
    ``likely``    what else a reader takes for granted
    ``arrivals``  (who is new, everybody): whoever is helped in a quarter was new in it or in one before it
    """

    sums: tuple[Sum, ...] = ()
    same: tuple[tuple[Place, Place], ...] = ()
    limits: tuple[Limit, ...] = ()
    pairs: tuple[tuple[Place, Place], ...] = ()
    open: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    one_group: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    likely: tuple[AtMost, ...] = ()
    arrivals: tuple[tuple[Place, Place], ...] = ()
