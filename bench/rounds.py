"""Owns the method: floor and candidate one after the other in each round, the ratio taken inside the round, medians."""

import gc
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.place import Place

Work = Callable[[], object]
DROPPED = 2  # rounds that only warm caches


@dataclass(frozen=True)
class Result:
    """Milliseconds and their ratio, medians over the rounds; ``p95_ms`` is ours."""

    scale: int
    floor_ms: float
    ours_ms: float
    ratio: float
    p95_ms: float

    def as_json(self) -> dict[str, float | int]:
        numbers = {"floor_ms": self.floor_ms, "ours_ms": self.ours_ms, "ratio": self.ratio}
        return {"scale": self.scale, **{name: round(value, 3) for name, value in numbers.items()}}


def compare(
    place: Place, floor: Work, ours: Work, rounds: int, prepare: Work | None = None, floor_as: Work | None = None
) -> Result:  # fmt: skip
    """Time both in turns. The first goes second in the next round, so that neither always finds the caches warm.

    ``prepare`` takes the role in which ours runs, the web's unless said; ``floor_as`` that of the floor, the owner's.
    """
    ready, bare_role = prepare or place.as_web, floor_as or place.as_bare
    pairs: list[tuple[float, float]] = []
    gc.collect()
    for turn in range(rounds + DROPPED):
        if turn % 2:
            mine = timed(ready, ours)
            bare = timed(bare_role, floor)
        else:
            bare = timed(bare_role, floor)
            mine = timed(ready, ours)
        pairs.append((bare, mine))
    return _result(place.cases, pairs[DROPPED:])


def timed(prepare: Work, work: Work) -> float:
    """Milliseconds of the work alone."""
    prepare()
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _result(scale: int, pairs: list[tuple[float, float]]) -> Result:
    ours = sorted(mine for _bare, mine in pairs)
    return Result(
        scale, statistics.median(bare for bare, _mine in pairs), statistics.median(ours),
        statistics.median(mine / bare for bare, mine in pairs), percentile(ours, 0.95),
    )  # fmt: skip


def percentile(values: list[float], part: float) -> float:
    """The smallest value that at least so large a part of them does not exceed: of a hundred values 0.95 gives the 95th."""
    if not values:
        raise ValueError("There is no percentile of nothing.")
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]
