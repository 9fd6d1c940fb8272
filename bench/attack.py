"""An attacker who has kept every table that was ever released, and tries to find what was withheld (GR-45, GR-46).

``attack`` takes the releases as the register keeps them and joins all of them: totals, numbers that stand in two tables,
versions of one report, quarters of a year, awards of an agency. True counts are used for nothing but to say, at the end,
whether what can be found is small. Run as a program it releases three made-up years, quarter by quarter, and attacks them:

    python -m bench.attack
"""

import datetime
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import django
from django.conf import settings

from reports.protecting.auditing import Fault, attacked
from reports.protecting.building import Task
from reports.protecting.knowledge import Guard, known_of
from reports.protecting.reasoning import Reasoning
from reports.protecting.refusing import Refused
from reports.protecting.register import Released
from reports.protecting.release import protect
from reports.protecting.rules import PUBLIC, TEAM, Audience, Place, Plan

YEARS, QUARTERS = (2024, 2025, 2026), ((1, 3), (4, 6), (7, 9), (10, 12))


@dataclass(frozen=True)
class Found:
    """``faults`` must be empty. ``known`` are withheld cells that are not small and can be worked out: no harm, but told."""

    releases: int
    shown: int
    withheld: int
    small: int
    faults: tuple[Fault, ...]
    known: tuple[tuple[str, Place], ...]


def attack(releases: Sequence[Released], audience: Audience, exact_too: bool = True) -> Found:
    """Everything that somebody of this audience has read. ``exact_too``: look for single values of larger cells as well."""
    read = [one for one in releases if audience.sees(one.audience)]
    knowledge = known_of(read, audience)
    faults = tuple(attacked(knowledge, audience))
    hidden = [name for name in knowledge.true if name not in knowledge.numbers]
    larger = [name for name in hidden if not 0 < knowledge.true[name] < audience.threshold]
    reasoning = Reasoning(knowledge)
    known = []
    for name in larger if exact_too else []:
        group, true = reasoning.group[name], float(knowledge.true[name])
        cost = group.cost(((name, 1),))
        if not (group.whole(cost, true - 1) or group.whole(-cost, -true - 1)):
            known.append(name)
    small = sum(isinstance(guard, Guard) for guard in knowledge.guards)
    return Found(len(read), len(knowledge.numbers), len(hidden), small, faults, tuple(known))


def three_years(audience: Audience, seed: int = 3) -> tuple[list[Released], list[str]]:
    """Each quarter as it would go out, knowing those before; after the fourth the year. What is refused is named."""
    dice = random.Random(seed)  # noqa: S311 - numbers of a made-up county
    out: list[Released] = []
    refused: list[str] = []
    for year in YEARS:
        quarters = [_numbers(dice) for _ in QUARTERS]
        sums = [
            [[sum(q[t][r][c] for q in quarters) for c in range(3)] for r in range(len(quarters[0][t]))]
            for t in range(3)
        ]
        for number, (first, last) in enumerate(QUARTERS):
            _release(out, refused, audience, f"{year}-{number + 1}", _days(year, first, last), quarters[number])
        _release(out, refused, audience, str(year), _days(year, 1, 12), sums)
    return out, refused


def _numbers(dice: random.Random) -> list[list[list[int]]]:
    return [[[int(dice.expovariate(1 / 9)) for _ in range(3)] for _ in range(rows)] for rows in (4, 6, 9)]


def _days(year: int, first: int, last: int) -> str:
    end = datetime.date(year + last // 12, last % 12 + 1, 1) - datetime.timedelta(days=1)
    return f"{datetime.date(year, first, 1)}/{end}"


def _release(
    out: list[Released], refused: list[str], audience: Audience, name: str, period: str, numbers: list[list[list[int]]]
) -> None:  # fmt: skip
    from tests.reports.protecting.making import report, table

    plan = Plan(flows=frozenset({"t0", "t1", "t2"}))
    counted = replace(report(*(table(f"t{n}", one) for n, one in enumerate(numbers)), period=period), snapshot=name)
    try:
        found = protect(Task(counted, audience, earlier=tuple(out), plan=plan))
    except Refused as why:
        refused.append(f"{name}: {type(why).__name__}")
        return
    out.append(Released(name, audience.key, counted, found.withheld, plan=plan))


def main() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    for audience in (TEAM, PUBLIC):
        begun = time.perf_counter()
        releases, refused = three_years(audience)
        between = time.perf_counter()
        found = attack(releases, audience)
        sys.stdout.write(
            f"{audience.key}: {found.releases} releases in {between - begun:.1f} s, {len(refused)} refused {refused}; "
            f"{found.shown} numbers shown, {found.withheld} withheld, {found.small} guarded; "
            f"attack {time.perf_counter() - between:.1f} s: {len(found.faults)} small numbers found, "
            f"{len(found.known)} larger ones worked out\n"
        )


if __name__ == "__main__":
    main()
