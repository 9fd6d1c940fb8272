"""The table of a mixed load."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bench.report import grid
from bench.rounds import percentile

if TYPE_CHECKING:
    from bench.mixed import Slice

PARTS = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


def table(found: dict[str, list["Slice"]], other: str, cases: int) -> str:
    """Requests a second and percentiles of both sides, then each kind of page."""
    from bench.mixed import CONNECTIONS, MIX, SLICE, pairs
    from bench.serving import THREADS, WORKERS

    rates = {
        name: sum(len(one.every()) for one in some) / sum(one.took for one in some) for name, some in found.items()
    }
    rows = [
        [
            "requests a second",
            f"{rates['ours']:.0f}",
            f"{rates[other]:.0f}",
            f"{pairs(found, other, lambda s: s.rate):.2f}",
        ]
    ]
    for name, part in PARTS.items():
        rows.append(_of(found, other, f"{name}, ms", lambda some, at=part: percentile(some, at)))
    for kind, weight in MIX.items():
        if all(kind in one.ms for some in found.values() for one in some):
            rows.append(
                _of(found, other, f"{kind} ({weight} of 100), p50, ms", lambda some: percentile(some, 0.5), kind)
            )
            rows.append(_of(found, other, f"{kind}, p95, ms", lambda some: percentile(some, 0.95), kind))
    slices, answers = len(found["ours"]), sum(len(one.every()) for some in found.values() for one in some)
    told = (
        f"{cases:,} cases; {WORKERS} workers of {THREADS} threads, {CONNECTIONS} connections in a closed loop, "
        f"{slices} slices of {SLICE:.0f} s a side in turns, {answers:,} requests. "
        "The ratio is the median between neighbouring slices; for requests a second above one is better."
    )
    return f"{told}\n\n{grid(['what', 'ours', other, 'ratio'], rows)}"


def _of(
    found: dict[str, list["Slice"]], other: str, name: str, part: Callable[[list[float]], float], kind: str = ""
) -> list[str]:
    from bench.mixed import pairs

    def of(one: "Slice") -> list[float]:
        return one.ms[kind] if kind else one.every()

    whole = {side: part([ms for one in some for ms in of(one)]) for side, some in found.items()}
    ratio = pairs(found, other, lambda one: part(of(one)))
    return [name, f"{whole['ours']:.0f}", f"{whole[other]:.0f}", f"{ratio:.2f}"]
