"""What a protected read may cost at the largest scale, and what the last run of ``manage.py bench`` reached: docs/speed.md."""

from dataclasses import dataclass

from bench.place import CASES
from bench.report import grid
from bench.rounds import Result

FOUR = "WSXZ"


@dataclass(frozen=True)
class Goal:
    """At most so many times its floor. ``read`` is a row of the bench; without ``most`` it is told and held to nothing."""

    measure: str
    read: str
    most: float | None


GOALS = (
    Goal("list page, whole, one thread", "list page", 1.15),
    Goal("record page, likewise", "detail page", 1.10),
    Goal("record with a part revealed, likewise", "reveal page", 1.10),
    Goal("list, the database's part, without its record", "list, no record", 1.25),
    Goal("the same, its record committed", "list", None),
    Goal("search by code, the database's part, without its record", "search, no record", 1.50),
    Goal("the same, its record committed", "search", None),
)
GROWS = Goal("our own time for the list page, to that at the smaller scale", "list page", 1.20)
RECORD = Goal("a row of the ledger committed, beyond one row read by its key, ms", "ledger", 0.3)


def table(results: dict[str, Result]) -> str:
    """Goals and what was reached by W, S, X and Z. Raises KeyError where the run left a scale or the pages out."""
    small, large = min(CASES.values()), max(CASES.values())

    def of(read: str, who: str, scale: int = large) -> Result:
        return results[f"{read}/{who}@{scale}"]

    rows = [_row(one, [of(one.read, who).ratio for who in FOUR]) for one in GOALS]
    rows.append(_row(GROWS, [of(GROWS.read, who).ours_ms / of(GROWS.read, who, small).ours_ms for who in FOUR]))
    rows.append(_row(RECORD, [of(RECORD.read, who).ours_ms - of(RECORD.read, who).floor_ms for who in FOUR]))
    return grid([f"at {large:,} cases, to the ORM's bare read", "goal", "reached: W, S, X, Z"], rows)


def _row(goal: Goal, reached: list[float]) -> list[str]:
    said = ", ".join(f"{value:.2f}" for value in reached)
    missed = goal.most is not None and any(round(value, 2) > goal.most for value in reached)
    return [goal.measure, "–" if goal.most is None else f"{goal.most:.2f}", f"**open:** {said}" if missed else said]
