"""All files together, what can be found of what they withhold, and whether the rule allows it.

The rule (docs/protecting-small-cells.md): a number from 1 to the threshold less one, or one that holds all of its row, may
not be shown, and to who reads the files it must be possible that it is nothing and that it is the threshold or more. The
same is true of what lies between two files. True numbers are used for nothing but to say which numbers those are, and to
leave out what a reader would take for granted and that is not so: she is as clever as one who knows what to believe.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from bench.attacker.files import File, Place
from bench.attacker.forms import people, rows
from bench.attacker.history import Name, Said, Terms, differences, said
from bench.attacker.solving import Contradiction, Solver

True_ = Mapping[str, Mapping[Place, int]]  # of each count
NOTHING_SAID = {"unknown", "missing", "not_reported", "not_tracked", "not_collected", "declined", "unanswered"}


@dataclass(frozen=True)
class Pinned:
    why: str
    terms: Terms
    low: int
    high: int | None


@dataclass
class Found:
    """``exact``: withheld numbers of which no rule speaks, and that can be found: no harm, but told. ``narrowest`` is how
    many values the least open of the guarded numbers can have; None where all are open above."""

    files: int = 0
    shown: int = 0
    withheld: int = 0
    guarded: int = 0
    between: int = 0
    exact: int = 0
    narrowest: int | None = None
    wrongly: list[Pinned] = field(default_factory=list)
    intervals: dict[Name, tuple[int, int | None]] = field(default_factory=dict)


def attack(files: Sequence[File], threshold: int, true: True_ | None = None) -> Found:
    """``files`` in the order in which they went out. Without ``true`` all intervals are found and nothing is judged."""
    numbers = {(f.snapshot, p): n for f in files for p, n in f.cells.items() if n is not None}
    names = {(file.snapshot, place) for file in files for place in people(file)}
    known = {(snapshot, place): n for snapshot, cells in (true or {}).items() for place, n in cells.items()}
    system = _believed(list(_system(files)), numbers, known)
    solver = Solver({*names, *(name for one in system for name, _f in one.terms)}, numbers, system)
    found = Found(len(files), len(names & numbers.keys()), len(names - numbers.keys()))
    small = {name for name in names if 0 < known.get(name, 0) < threshold}
    guarded = small | ({*_everybody(files, known)} & names if true else set())
    for name in sorted(guarded & numbers.keys()):
        found.wrongly.append(Pinned("shown", ((name, 1),), numbers[name], numbers[name]))
    for name in sorted(names - numbers.keys()):
        low, high = found.intervals[name] = solver.interval(((name, 1),))
        if name in guarded:
            _judge(found, "withheld", ((name, 1),), low, high, threshold)
        elif low == high:
            found.exact += 1
    for one in differences(files):
        value = sum(factor * known[name] for name, factor in one.terms) if true else 0
        if 0 < abs(value) < threshold:
            found.between += 1
            terms = one.terms if value > 0 else tuple((name, -factor) for name, factor in one.terms)
            _judge(found, one.why, terms, *solver.interval(terms), threshold)
    found.wrongly += _singles(files, small - numbers.keys(), known, solver)
    return found


def _judge(found: Found, why: str, terms: Terms, low: int, high: int | None, threshold: int) -> None:
    found.guarded += 1
    if high is not None:
        found.narrowest = min(found.narrowest or high - low + 1, high - low + 1)
    if low > 0 or (high is not None and high < threshold):
        found.wrongly.append(Pinned(why, terms, low, high))


def _system(files: Sequence[File]) -> Iterator[Said]:
    for file in {file.snapshot: file for file in files}.values():
        for row in rows(file):
            terms = tuple(((file.snapshot, place), factor) for place, factor in row.terms)
            yield Said(terms, row.low, row.high, row.sure)
    yield from said(files)


def _believed(system: list[Said], numbers: Mapping[Name, int], known: Mapping[Name, int]) -> list[Said]:
    """Without true numbers: all but what the numbers shown contradict by themselves."""
    values = known or numbers

    def fits(one: Said) -> bool:
        if not all(name in values for name, _factor in one.terms):
            return True
        found = sum(factor * values[name] for name, factor in one.terms)
        return (one.low is None or one.low <= found) and (one.high is None or found <= one.high)

    kept = [one for one in system if fits(one)]
    return [*_together(kept, known)] if known else kept


def _together(system: list[Said], known: Mapping[Name, int]) -> Iterator[Said]:
    """What is said of days between borders is believed of a place where it can all be so at once."""
    apart: dict[Place, list[Said]] = {}
    for one in system:
        if all(name in known for name, _factor in one.terms):
            yield one
        else:
            apart.setdefault(one.terms[0][0][1], []).append(one)
    for rows_ in apart.values():
        names = {name for one in rows_ for name, _factor in one.terms}
        solver = Solver(names, known, rows_)
        free = [name for name in names if name not in known]
        try:
            solver.interval(((free[0], 1),))
        except Contradiction:
            continue
        yield from rows_


def _everybody(files: Sequence[File], known: Mapping[Name, int]) -> Iterator[Name]:
    """A number that holds all of a row or column: who is in it is known to be there (grant-reports 9.3 (6))."""
    for file in files:
        for total in people(file):
            for axis in (1, 2):
                if total[axis] != "total" or file.units[total[0]] != "persons":
                    continue
                other = 3 - axis
                parts = [p for p in file.cells if p[0] == total[0] and p[other] == total[other] and p[axis] != "total"]
                whole = known.get((file.snapshot, total), 0)
                for place in parts if whole and len(parts) > 1 else []:
                    if known[file.snapshot, place] == whole and not NOTHING_SAID & {*place}:
                        yield file.snapshot, place


def _singles(files: Sequence[File], small: set[Name], known: Mapping[Name, int], solver: Solver) -> Iterator[Pinned]:
    """Two people, each the only one of a withheld cell of a row: neither may find the other (9.3 (5))."""
    ones: dict[tuple[str, str, int, str], list[Name]] = {}
    for name in small:
        if known[name] == 1:
            for axis in (1, 2):
                if name[1][axis] != "total":
                    ones.setdefault((name[0], name[1][0], 3 - axis, name[1][3 - axis]), []).append(name)
    for some in ones.values():
        for name, other in permutations(sorted(some), 2):
            if solver.holds(name, other):
                yield Pinned("single persons", ((other, 1),), 1, 1)
