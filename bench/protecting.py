"""What the protection of small cells costs: against the plainest way to the same end, in the same run.

    python -m mdt.supervise exec --forgetful -- python -m bench.protecting

| name | ours | floor |
|---|---|---|
| `one table` | choosing, the audit, the product | the 0-1 model of 9.5 with all its demands at once, solved once, unaudited |
| `report` | the same for forty linked tables | least and most of each small cell asked once, by LP, of the finished pattern |
"""

import os
import random
import sys
from collections.abc import Callable

import django
import numpy as np

from reports.protecting import solving
from reports.protecting.attacks import Attack
from reports.protecting.building import Task, build
from reports.protecting.choosing import Model
from reports.protecting.parts import parts
from reports.protecting.release import protect
from reports.protecting.rules import PUBLIC, TEAM, Plan

ROUNDS = 7
LINE = "{:<28} {:>7} {:>7} {:>9} {:>10} {:>10} {:>7}"


class Here:
    """Stands where the other measurements have a database: there is none."""

    def __init__(self, cells: int) -> None:
        self.cases = cells

    def as_web(self) -> None: ...

    as_bare = as_web


def at_once(task: Task) -> Callable[[], object]:
    """Every demand of every small cell in one model."""
    problem = build(task).problem

    def work() -> object:
        found = []
        for part in parts(problem, frozenset()):
            model = Model(Attack(part))
            for need in model.attack.needs():
                model.want(need)
            found.append(model.cheapest(60.0))
        return found

    return work


def asked_once(task: Task) -> Callable[[], object]:
    """The pattern is there; each small cell is attacked from both sides, one by one."""
    problem = build(task).problem
    withheld = solving.solve(problem).withheld

    def work() -> object:
        found = []
        for part in parts(problem, frozenset()):
            attack = Attack(part)
            pattern = np.array([float(cell.key in withheld) for cell in part.cells])
            cost = np.ones(len(part.cells))
            found += [attack.least_movement(need, pattern, cost) for need in attack.needs()]
        return found

    return work


def county(people: int, tables: int = 40) -> tuple[Task, Task, int]:
    """Forty two-way tables about the same people, whose columns' totals are the same in all: for the team, for the public."""
    from tests.reports.protecting.making import report, table

    dice = random.Random(people)  # noqa: S311 - numbers of a made-up county
    columns = [int(people * share) for share in (0.5, 0.4, 0.1)]
    made = []
    for number in range(tables):
        rows = dice.choice([3, 5, 7, 8, 12, 15])
        weights = [dice.paretovariate(1) for _ in range(rows)]
        found = [[0] * 3 for _ in range(rows)]
        for column, persons in enumerate(columns):
            for row in dice.choices(range(rows), weights, k=persons):
                found[row][column] += 1
        made.append(table(f"t{number}", found))
    shared = ("c0", "c1", "c2", "total")
    plan = Plan(same=tuple(((f"t{n}", "total", c), ("t0", "total", c)) for n in range(1, tables) for c in shared))
    counted = report(*made)
    return Task(counted, TEAM, plan=plan), Task(counted, PUBLIC, plan=plan), sum(len(one.cells) for one in made)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
    django.setup()
    from bench import rounds
    from tests.reports.protecting import test_trial as trial
    from tests.reports.protecting.making import report, table

    sys.stdout.write(LINE.format("what", "cells", "small", "withheld", "floor ms", "ours ms", "ratio") + "\n")
    jobs: list[tuple[str, Task, Callable[[Task], Callable[[], object]]]] = [
        ("one table, 10 x 8", Task(report(table("t", trial.LARGER)), TEAM), at_once),
        ("one table, 10 x 8, sparse", Task(report(table("t", trial.SPARSE)), TEAM), at_once),
    ]
    for people in (60, 400, 2000):
        team, public, _cells = county(people)
        jobs += [(f"report, {people}, team", team, asked_once), (f"report, {people}, public", public, asked_once)]
    for name, task, floor in jobs:
        problem = build(task).problem
        small = sum(cell.small for cell in problem.cells.values())
        found = protect(task)
        cells = sum(len(t.cells) for _s, t in task.report.tables())
        result = rounds.compare(Here(cells), floor(task), lambda task=task: protect(task), ROUNDS)  # type: ignore[arg-type,misc]
        numbers = (f"{result.floor_ms:.0f}", f"{result.ours_ms:.0f}", f"{result.ratio:.2f}")
        more = "" if found.optimal else " (not the cheapest)"
        sys.stdout.write(LINE.format(name, cells, small, len(found.withheld), *numbers) + more + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
